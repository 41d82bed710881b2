import type { Spot } from './letters.ts';
import type { Rotation } from './pages.ts';

/** A box on a page, in percent of it, from the left upper corner of the page as it was written. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PageBox extends Box {
  readonly page: number;
}

/** A box of an annotation, as it is drawn. */
export interface DrawnBox extends PageBox {
  readonly id: string;
  readonly look: 'redaction' | 'note' | 'evidence' | 'draft';
  readonly title: string;
}

/** A passage that is covered by boxes, wherever its lines fall now. */
export interface CoveredWords extends Pick<DrawnBox, 'id' | 'look' | 'title'> {
  readonly spots: readonly Spot[];
}

/** Where a box lies on a page that is turned. */
export function turnedBox({ x, y, width, height }: Box, rotation: Rotation): Box {
  switch (rotation) {
    case 0:
      return { x, y, width, height };
    case 90:
      return { x: 100 - y - height, y: x, width: height, height: width };
    case 180:
      return { x: 100 - x - width, y: 100 - y - height, width, height };
    case 270:
      return { x: y, y: 100 - x - width, width: height, height: width };
  }
}

/** The box on the page as it was written, of one drawn on it while it is turned. */
export function unturnedBox(box: Box, rotation: Rotation): Box {
  return turnedBox(box, ((360 - rotation) % 360) as Rotation);
}

/** A rectangle of the screen as a box of the page it lies on, kept within it. */
export function boxWithin(rect: DOMRect, page: DOMRect): Box {
  const share = (value: number, whole: number): number =>
    Math.min(100, Math.max(0, (value / whole) * 100));
  const x = share(rect.left - page.left, page.width);
  const y = share(rect.top - page.top, page.height);
  return {
    x,
    y,
    width: share(rect.right - page.left, page.width) - x,
    height: share(rect.bottom - page.top, page.height) - y,
  };
}

/** Lines of a marked passage: what stands on the same height becomes one box. */
export function lineBoxes(rects: readonly DOMRect[], page: DOMRect): Box[] {
  const lines: DOMRect[] = [];
  for (const rect of rects) {
    if (rect.width < 1 || rect.height < 1) continue;
    const last = lines.at(-1);
    const isSameLine =
      last !== undefined &&
      Math.abs(last.top + last.height / 2 - rect.top - rect.height / 2) < rect.height / 2;
    if (isSameLine) lines[lines.length - 1] = united(last, rect);
    else lines.push(rect);
  }
  return lines
    .map((line) => boxWithin(line, page))
    .filter((box) => box.width > 0 && box.height > 0);
}

/** As the API takes it: percent with two digits, within the page. */
export function fragmentOf({ x, y, width, height }: Box): string {
  const two = (value: number): number => Math.floor(value * 100) / 100;
  const left = two(x);
  const top = two(y);
  const wide = Math.max(0.01, Math.min(two(width), two(100 - left)));
  const high = Math.max(0.01, Math.min(two(height), two(100 - top)));
  return `xywh=percent:${left},${top},${wide},${high}`;
}

function united(one: DOMRect, other: DOMRect): DOMRect {
  const left = Math.min(one.left, other.left);
  const top = Math.min(one.top, other.top);
  return new DOMRect(
    left,
    top,
    Math.max(one.right, other.right) - left,
    Math.max(one.bottom, other.bottom) - top,
  );
}
