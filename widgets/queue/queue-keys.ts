/** What a key can do in the list. Hosts may give other keys for them through the `keys` property. */
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
  help: ['?'],
} as const;

export type QueueAct = keyof typeof queueKeys;
export type QueueKeys = Readonly<Partial<Record<QueueAct, readonly string[]>>>;

/** What the pressed key means in the list, if anything. Keys with Ctrl, Alt or Meta belong to others. */
export function queueAct(event: KeyboardEvent, keys: QueueKeys | 'off'): QueueAct | undefined {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return undefined;
  const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // Switched off means single letters (WCAG 2.1.4); arrows and Enter always work.
  if (keys === 'off' && pressed.length === 1) return undefined;
  const map: QueueKeys = keys === 'off' ? queueKeys : { ...queueKeys, ...keys };
  return (Object.keys(map) as QueueAct[]).find((act) => map[act]?.includes(pressed));
}

/** Where the active row goes; undefined when the act does not move it. */
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
      return within(from + 1);
    case 'up':
      return within(from - 1);
    case 'first':
      return 0;
    case 'last':
      return within(total - 1);
    case 'pageDown':
      return within(from + page);
    case 'pageUp':
      return within(from - page);
    case 'open':
    case 'claim':
    case 'unclaim':
    case 'next':
    case 'help':
      return undefined;
  }
}
