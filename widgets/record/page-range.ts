import type { Spot } from './letters.ts';

/** Between the letters of a page and the text nodes that show them. */

/** A text node, how many letters stand before it, and where in it each of its own stands. */
interface NodeLetters {
  readonly node: Text;
  readonly before: number;
  readonly offsets: Uint32Array;
}

/** Drawn words stay as they are: each page is gone through once, however many places are looked up on it. */
const known = new WeakMap<Element, readonly NodeLetters[]>();

/** The range that shows a spot; null where the page is not so long. */
export function rangeOf(page: Element, { start, end }: Spot): Range | null {
  const nodes = nodesOf(page);
  const from = placeOf(nodes, start);
  const to = placeOf(nodes, end - 1);
  if (from === null || to === null) return null;
  const range = document.createRange();
  range.setStart(from.node, from.offset);
  range.setEnd(to.node, to.offset + 1);
  return range;
}

/** How many letters of a page stand before a boundary of a selection. */
export function lettersBefore(page: Element, node: Node, offset: number): number {
  const nodes = nodesOf(page);
  const own = nodes.find((one) => one.node === node);
  if (own !== undefined) return own.before + firstFrom(own.offsets, offset);
  const boundary = document.createRange();
  boundary.setStart(node, offset);
  const behind = nodes.find((one) => boundary.comparePoint(one.node, 0) >= 0);
  return behind?.before ?? lettersOn(page);
}

/** All letters of a page. */
export function lettersOn(page: Element): number {
  const last = nodesOf(page).at(-1);
  return last === undefined ? 0 : last.before + last.offsets.length;
}

function nodesOf(page: Element): readonly NodeLetters[] {
  const found = known.get(page);
  if (found !== undefined) return found;
  const nodes: NodeLetters[] = [];
  let before = 0;
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const offsets = letterOffsets((node as Text).data);
    nodes.push({ node: node as Text, before, offsets });
    before += offsets.length;
  }
  known.set(page, nodes);
  return nodes;
}

function letterOffsets(text: string): Uint32Array {
  const offsets = new Uint32Array(text.length);
  let count = 0;
  for (const { index, 0: run } of text.matchAll(/\S+/g))
    for (let at = index; at < index + run.length; at += 1) {
      offsets[count] = at;
      count += 1;
    }
  return offsets.subarray(0, count);
}

function placeOf(
  nodes: readonly NodeLetters[],
  letter: number,
): { readonly node: Text; readonly offset: number } | null {
  let low = 0;
  let high = nodes.length - 1;
  while (low < high) {
    const half = Math.ceil((low + high) / 2);
    if ((nodes[half]?.before ?? 0) <= letter) low = half;
    else high = half - 1;
  }
  // Nodes of white space alone begin where the next one does.
  const found = nodes[low];
  const offset = found?.offsets[letter - found.before];
  return found === undefined || offset === undefined ? null : { node: found.node, offset };
}

/** How many of the ascending offsets are smaller. */
function firstFrom(offsets: Uint32Array, offset: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const half = (low + high) >> 1;
    if ((offsets[half] ?? 0) < offset) low = half + 1;
    else high = half;
  }
  return low;
}
