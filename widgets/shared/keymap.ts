/** Keys for what can be done, by act; what is left out keeps its usual keys. */
export type Keys = Readonly<Record<string, readonly string[]>>;
/** The same by widget: `{queue: {claim: ['x']}}`. */
export type KeyChanges = Readonly<Record<string, Keys>>;

/** The keys a user chose, kept by the host or in this browser, by user: machines are shared. */
export interface Keymap {
  of(widget: string): Keys;
  change(widget: string, keys: Keys): void;
}

/** True for what is typed in passing: letters can be switched off (WCAG 2.1.4). */
export function isLetterKey(name: string): boolean {
  return name.length === 1;
}
