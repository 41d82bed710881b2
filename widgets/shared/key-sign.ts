const signs: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  Enter: '↵',
  Escape: 'Esc',
  PageDown: 'PgDn',
  PageUp: 'PgUp',
};

/** A key as it is printed on a keyboard: `Shift+↓`, `PgDn`, `J`. */
export function keySign(name: string): string {
  return name
    .split('+')
    .map((part) => signs[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join('+');
}

/** The first key of an act, in brackets behind its name: ` (P)`; nothing where it has none. */
export function inBrackets(keys: readonly string[] | undefined): string {
  return keys?.[0] === undefined ? '' : ` (${keySign(keys[0])})`;
}
