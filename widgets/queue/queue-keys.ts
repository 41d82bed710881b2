import { isLetterKey, type Keys, keyName } from '../shared/keymap.ts';

/** What a key can do in the list, and its usual keys. Hosts and users may give others. */
export const queueKeys = {
  down: ['ArrowDown', 'j'],
  up: ['ArrowUp', 'k'],
  first: ['Home'],
  last: ['End'],
  pageDown: ['PageDown'],
  pageUp: ['PageUp'],
  open: ['Enter'],
  claim: ['c'],
  unclaim: ['u'],
  next: ['n'],
  skip: ['s'],
  hold: ['h'],
  mark: ['x', 'Space'],
  markDown: ['Shift+ArrowDown'],
  markUp: ['Shift+ArrowUp'],
  markAll: ['Ctrl+a'],
  act: ['a'],
  filter: ['f'],
  help: ['?'],
} as const;

export type QueueAct = keyof typeof queueKeys;
export type QueueKeys = Readonly<Partial<Record<QueueAct, readonly string[]>>>;

/** The keys as they are now: the usual ones, those the user chose, those the host gave; or without letters. */
export function keysNow(
  chosen: Keys,
  given: QueueKeys | 'off',
): Record<QueueAct, readonly string[]> {
  const all = { ...queueKeys, ...chosen, ...(given === 'off' ? {} : given) };
  if (given !== 'off') return all;
  const kept = (keys: readonly string[]): readonly string[] =>
    keys.filter((one) => !isLetterKey(one));
  return Object.fromEntries(
    Object.entries(all).map(([act, keys]) => [act, kept(keys)]),
  ) as unknown as Record<QueueAct, readonly string[]>;
}

/** What the pressed key means in the list, if anything. */
export function queueAct(
  event: KeyboardEvent,
  keys: Readonly<Record<QueueAct, readonly string[]>>,
): QueueAct | undefined {
  const name = keyName(event);
  if (name === undefined) return undefined;
  return (Object.keys(keys) as QueueAct[]).find((act) => keys[act].includes(name));
}

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
