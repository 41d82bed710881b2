/** Splits at a separator that no backslash escapes (FHIR R4 search, escaping); parts stay escaped. */
export function splitAt(text: string, separator: ',' | '|'): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === separator) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/** `\,` `\|` `\$` `\\` as the character they stand for. */
export function unescaped(text: string): string {
  return text.replace(/\\([,|$\\])/g, '$1');
}
