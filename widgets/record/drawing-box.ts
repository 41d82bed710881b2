import { boxWithin, type PageBox } from './boxes.ts';
import type { ShownDocument } from './shown-document.ts';

/** In percent of the page: where a box begins that is drawn by keys. */
const first = { x: 20, y: 40, width: 40, height: 4 };

export interface DrawingBoxOptions {
  readonly shown: ShownDocument;
  readonly scroller: () => HTMLElement | null;
  readonly onDone: (box: PageBox) => void;
  readonly onChange: () => void;
}

export type DrawingBox = ReturnType<typeof createDrawingBox>;

/** Draws a box on a page: with the pointer from corner to corner, or with the arrow keys. */
export function createDrawingBox({ shown, scroller, onDone, onChange }: DrawingBoxOptions) {
  let isOn = false;
  let box: PageBox | null = null;
  let corner: { x: number; y: number } | undefined;

  function stop(): void {
    isOn = false;
    box = null;
    corner = undefined;
    shown.setDraftBox(null);
    onChange();
  }

  function put(next: PageBox | null): void {
    box = next;
    shown.setDraftBox(next);
  }

  function done(): void {
    const drawn = box;
    if (drawn === null) return;
    isOn = false;
    corner = undefined;
    box = null;
    onDone(drawn);
  }

  return {
    get isOn() {
      return isOn;
    },
    start(): void {
      isOn = true;
      put({ page: shown.viewer?.page ?? 1, ...first });
      onChange();
      scroller()?.focus({ preventScroll: true });
    },
    stop,

    pressed(event: KeyboardEvent): boolean {
      if (!isOn || box === null) return false;
      const { key, shiftKey } = event;
      if (key === 'Enter') done();
      else if (key === 'Escape') stop();
      else {
        const moved = byKey(box, key, shiftKey);
        if (moved === null) return false;
        put(moved);
      }
      return true;
    },

    down(event: PointerEvent): void {
      if (!isOn || event.button !== 0) return;
      corner = { x: event.clientX, y: event.clientY };
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      event.preventDefault();
    },
    move(event: PointerEvent): void {
      if (corner === undefined) return;
      put(shown.viewer?.boxAt(between(corner, event)) ?? box);
    },
    up(event: PointerEvent): void {
      if (corner === undefined) return;
      const drawn = shown.viewer?.boxAt(between(corner, event)) ?? null;
      corner = undefined;
      if (drawn === null) return;
      box = drawn;
      done();
    },
  };
}

function between(one: { x: number; y: number }, { clientX, clientY }: PointerEvent): DOMRect {
  return new DOMRect(
    Math.min(one.x, clientX),
    Math.min(one.y, clientY),
    Math.abs(clientX - one.x),
    Math.abs(clientY - one.y),
  );
}

/** Arrows move the box by a percent; with Shift they make it larger or smaller. */
function byKey(box: PageBox, key: string, isSizing: boolean): PageBox | null {
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  const [x, y] = steps[key] ?? [0, 0];
  if (x === 0 && y === 0) return null;
  const rect = isSizing
    ? new DOMRect(box.x, box.y, Math.max(1, box.width + x), Math.max(1, box.height + y))
    : new DOMRect(
        Math.min(Math.max(0, box.x + x), 100 - box.width),
        Math.min(Math.max(0, box.y + y), 100 - box.height),
        box.width,
        box.height,
      );
  return { page: box.page, ...boxWithin(rect, new DOMRect(0, 0, 100, 100)) };
}
