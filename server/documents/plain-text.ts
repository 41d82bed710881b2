const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

const lineEnds =
  /<(?:br|hr)\b[^>]*>|<\/(?:li|tr|dt|dd|caption)>|<\/?(?:h[1-6]|p|div|section|article|header|footer|blockquote|pre|ul|ol|dl|table|address)\b[^>]*>/g;

/**
 * The words of sanitised markup, for search: a line for each block or table row, a tab between
 * cells. It reads what `sanitiseMarkup` writes, which has no comments and closes every tag.
 */
export function plainTextOf(markup: string): string {
  const lines = markup
    .replace(/[ \t\r\n]+/g, ' ')
    .replace(/<\/(?:td|th)>/g, '\t')
    .replace(lineEnds, '\n')
    .replace(/<[^>]*>/g, '');
  return tidyText(lines.replace(/&(#\d+|#x[\da-f]+|\w+);/gi, characterOf));
}

/** Lines without blanks at their ends, and never two empty lines in a row. */
export function tidyText(text: string): string {
  return text
    .split(/\r\n?|\n|\f/)
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function characterOf(whole: string, name: string): string {
  if (!name.startsWith('#')) return entities[name] ?? whole;
  const point = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
}
