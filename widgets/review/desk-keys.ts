import type { Keys } from '../shared/keymap.ts';

/** What a key can do on the desk, and its usual keys. */
export const deskKeys = {
  complete: ['Ctrl+Enter'],
  hold: ['h'],
  return: ['r'],
  claim: ['c'],
  nextDocument: ['n'],
  documentBefore: ['p'],
  back: ['Escape', 'u'],
  help: ['?'],
} as const;

export type DeskAct = keyof typeof deskKeys;
export type DeskKeys = Readonly<Record<DeskAct, readonly string[]>>;

/** As they are now: the usual ones, and those the user chose. */
export function deskKeysNow(chosen: Keys): DeskKeys {
  return { ...deskKeys, ...chosen };
}
