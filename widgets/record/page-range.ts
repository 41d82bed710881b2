import type { Spot } from './letters.ts';

/** Between the letters of a page and the text nodes that show them. */

/** The range that shows a spot; null where the page is not drawn, or not so long. */
export function rangeOf(page: Element, { start, end }: Spot): Range | null {
  const from = placeOf(page, start);
  const to = placeOf(page, end - 1);
  if (from === null || to === null) return null;
  const range = document.createRange();
  range.setStart(from.node, from.offset);
  range.setEnd(to.node, to.offset + 1);
  return range;
}

/** How many letters of a page stand before a boundary of a selection. */
export function lettersBefore(page: Element, node: Node, offset: number): number {
  const range = document.createRange();
  range.setStart(page, 0);
  range.setEnd(node, offset);
  let count = 0;
  for (const text of textsOf(page)) {
    if (!range.intersectsNode(text)) break;
    const isLast = text === node;
    count += lettersIn(isLast ? text.data.slice(0, offset) : text.data);
    if (isLast) break;
  }
  return count;
}

export function lettersOn(page: Element): string {
  return [...textsOf(page)].map(({ data }) => data.replace(/\s+/g, '')).join('');
}

function placeOf(page: Element, letter: number): { node: Text; offset: number } | null {
  let before = 0;
  for (const node of textsOf(page)) {
    const count = lettersIn(node.data);
    if (letter < before + count) return { node, offset: offsetOf(node.data, letter - before) };
    before += count;
  }
  return null;
}

function offsetOf(text: string, letter: number): number {
  let n = -1;
  for (let at = 0; at < text.length; at += 1) {
    if (!isSpace(text[at])) n += 1;
    if (n === letter) return at;
  }
  return text.length;
}

function lettersIn(text: string): number {
  let n = 0;
  for (let at = 0; at < text.length; at += 1) if (!isSpace(text[at])) n += 1;
  return n;
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && /\s/.test(character);
}

function* textsOf(page: Element): Generator<Text> {
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) yield node as Text;
}
