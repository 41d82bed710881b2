import { isLetterKey, type Keys } from '../shared/keymap.ts';

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
  seen: ['m'],
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
