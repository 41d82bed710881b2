import type { Spot } from './letters.ts';
import { lettersBefore, lettersOn } from './page-range.ts';
import type { Viewer } from './viewer.ts';

/** A place among the letters of a page, and where marking began. */
interface Cursor {
  readonly page: number;
  readonly anchor: number;
  readonly at: number;
}

export type TextCursor = ReturnType<typeof createTextCursor>;

const breaks = 'br, p, div, li, td, th, tr, h1, h2, h3, h4, h5, h6, dt, dd, section, pre';

/** A cursor that the keyboard moves through the words of a page; Shift marks. For those who use no mouse. */
export function createTextCursor(viewer: Viewer, onMove: (words: string) => void) {
  let cursor: Cursor = { page: viewer.page, anchor: 0, at: 0 };
  const words = (): Element | null => viewer.wordsOf(cursor.page);

  function shown(): Spot {
    const { page, anchor, at } = cursor;
    return anchor === at
      ? { page, start: at, end: at + 1 }
      : { page, start: Math.min(anchor, at), end: Math.max(anchor, at) };
  }

  function draw(): void {
    viewer.setMarks('cursor', [shown()]);
    const [range] = viewer.rangesOf([{ page: cursor.page, start: cursor.at, end: cursor.at + 1 }]);
    range?.startContainer.parentElement?.scrollIntoView({ block: 'nearest' });
    onMove(viewer.rangesOf([shown()]).join(' '));
  }

  function to(at: number, isMarking: boolean): void {
    const element = words();
    const last = element === null ? 0 : lettersOn(element);
    const next = Math.min(Math.max(0, at), isMarking ? last : Math.max(0, last - 1));
    cursor = { page: cursor.page, at: next, anchor: isMarking ? cursor.anchor : next };
    draw();
  }

  function toPage(page: number): boolean {
    if (page < 1 || page > viewer.pages.count) return false;
    viewer.goToPage(page);
    cursor = { page, anchor: 0, at: 0 };
    draw();
    return true;
  }

  const rectAt = (at: number): DOMRect | undefined =>
    viewer.rangesOf([{ page: cursor.page, start: at, end: at + 1 }])[0]?.getBoundingClientRect();

  function lineFrom(way: 1 | -1): number {
    const element = words();
    const rect = rectAt(cursor.at);
    const root = element?.getRootNode();
    if (element === null || rect === undefined || !(root instanceof ShadowRoot)) return cursor.at;
    for (const lines of [1, 1.3, 1.7, 2.2, 3, 4]) {
      const y =
        way > 0
          ? rect.bottom + rect.height * (lines - 0.5)
          : rect.top - rect.height * (lines - 0.5);
      const found = document.caretPositionFromPoint?.(rect.left + 1, y, { shadowRoots: [root] });
      if (found == null || !element.contains(found.offsetNode)) continue;
      const at = lettersBefore(element, found.offsetNode, found.offset);
      // Between lines the browser names a letter that may be anywhere.
      const there = rectAt(at);
      const away = there === undefined ? 0 : way * (there.top - rect.top);
      if (away > rect.height / 3 && away < rect.height * 5) return at;
    }
    return cursor.at + way * 60;
  }

  draw();
  return {
    /** What is marked; empty while nothing is. */
    marked: (): Spot[] => (cursor.anchor === cursor.at ? [] : [shown()]),

    /** True when the key moved it. */
    pressed(event: KeyboardEvent): boolean {
      const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
      const isWord = ctrlKey || altKey || metaKey;
      const starts = (): number[] => wordStarts(words());
      switch (key) {
        case 'ArrowRight':
          to(
            isWord ? (starts().find((one) => one > cursor.at) ?? Infinity) : cursor.at + 1,
            shiftKey,
          );
          return true;
        case 'ArrowLeft':
          to(isWord ? (starts().findLast((one) => one < cursor.at) ?? 0) : cursor.at - 1, shiftKey);
          return true;
        case 'ArrowDown':
          to(lineFrom(1), shiftKey);
          return true;
        case 'ArrowUp':
          to(lineFrom(-1), shiftKey);
          return true;
        case 'Home':
          to(0, shiftKey);
          return true;
        case 'End':
          to(Number.POSITIVE_INFINITY, shiftKey);
          return true;
        case 'PageDown':
          return toPage(cursor.page + 1);
        case 'PageUp':
          return toPage(cursor.page - 1);
        default:
          return false;
      }
    },
    close: (): void => viewer.setMarks('cursor', []),
  };
}

/** Before which letters a word begins. */
function wordStarts(words: Element | null): number[] {
  if (words === null) return [];
  const starts: number[] = [];
  const walker = document.createTreeWalker(words, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  let letters = 0;
  let isStart = true;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node instanceof Element) {
      if (node.matches(breaks)) isStart = true;
      continue;
    }
    for (const character of (node as Text).data) {
      if (/\s/.test(character)) {
        isStart = true;
        continue;
      }
      if (isStart) starts.push(letters);
      isStart = false;
      letters += character.length;
    }
  }
  return starts;
}
