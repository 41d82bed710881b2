import type { QueueAct } from './queue-keys.ts';

/** Where the active line goes; undefined when the act does not move it. */
export function movedTo(options: {
  readonly act: QueueAct;
  readonly from: number;
  readonly total: number;
  readonly page: number;
}): number | undefined {
  const { act, from, total, page } = options;
  const within = (index: number): number => Math.max(0, Math.min(total - 1, index));
  switch (act) {
    case 'down':
    case 'markDown':
      return within(from + 1);
    case 'up':
    case 'markUp':
      return within(from - 1);
    case 'first':
      return 0;
    case 'last':
      return within(total - 1);
    case 'pageDown':
      return within(from + page);
    case 'pageUp':
      return within(from - page);
    default:
      return undefined;
  }
}
