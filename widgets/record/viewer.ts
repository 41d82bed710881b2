import {
  type Box,
  boxWithin,
  type CoveredWords,
  type DrawnBox,
  lineBoxes,
  type PageBox,
  turnedBox,
  unturnedBox,
} from './boxes.ts';
import type { Spot } from './letters.ts';
import { createMarks, type MarkName } from './marks.ts';
import { lettersBefore, lettersOn, rangeOf } from './page-range.ts';
import { createPageShells, type Shells } from './page-shells.ts';
import { type Pages, type Rotation, turned } from './pages.ts';

export interface ViewerOptions {
  readonly pages: Pages;
  readonly scroller: HTMLElement;
  /** Whether a page is fitted to the width, and the zoom where it is not. */
  readonly zoom: number | 'fit';
  readonly rotation: Rotation;
  readonly label: (page: number) => string;
  readonly failed: string;
  readonly onPage: (page: number) => void;
  readonly onFirstDrawn: () => void;
  readonly onBox: (id: string) => void;
}

export type Viewer = ReturnType<typeof createViewer>;

/** Room beside a page that is fitted to the width. */
const margin = 32;
/** A page is not blown up beyond this to fill a wide screen. */
const mostFit = 1.4;

/** Shows the pages of one document: their size, what is marked on them, and where the reader is. */
export function createViewer(options: ViewerOptions) {
  const { pages, scroller, label, onPage, onFirstDrawn, onBox } = options;
  let { zoom, rotation } = options;
  const marks = createMarks();
  const spots = new Map<MarkName, readonly Spot[]>();
  let boxes: readonly DrawnBox[] = [];
  let covered: readonly CoveredWords[] = [];
  let hasDrawn = false;
  let goal: Spot | undefined;
  let current = 1;

  const scale = (): number => {
    if (zoom !== 'fit') return zoom;
    if (pages.kind === 'flow') return 1;
    const { width } = turned(pages.size(1), rotation);
    return Math.max(0.1, Math.min(mostFit, (scroller.clientWidth - margin) / width));
  };

  const shells: Shells = createPageShells({
    pages,
    scroller,
    scale,
    rotation: () => rotation,
    label,
    onDrawn: (page) => {
      if (!hasDrawn) onFirstDrawn();
      hasDrawn = true;
      for (const name of spots.keys()) mark(name);
      drawBoxes(page);
    },
    onFailed: (_, shell) => {
      const words = Object.assign(document.createElement('p'), { textContent: options.failed });
      words.className = 'page-failed';
      shell.firstElementChild?.replaceChildren(words);
      if (!hasDrawn) onFirstDrawn();
      hasDrawn = true;
    },
  });
  scaled();

  function scaled(): void {
    scroller.style.setProperty('--_zoom', String(scale()));
  }

  const wordsOf = (page: number): Element | null =>
    shells.at(page)?.querySelector('[data-words]') ?? null;

  const rangesOf = (of: readonly Spot[]): Range[] =>
    of.flatMap((spot) => {
      const words = wordsOf(spot.page);
      return (words && rangeOf(words, spot)) ?? [];
    });

  function mark(name: MarkName): void {
    const near = new Set(shells.drawnPages());
    marks.set(name, rangesOf((spots.get(name) ?? []).filter(({ page }) => near.has(page))));
  }

  const boxesOf = (of: readonly Spot[]): PageBox[] =>
    of.flatMap((spot) => {
      const sheet = shells.at(spot.page)?.getBoundingClientRect();
      const rects = rangesOf([spot]).flatMap((range) => [...range.getClientRects()]);
      if (sheet === undefined) return [];
      return lineBoxes(rects, sheet).map((box) => ({
        page: spot.page,
        ...unturnedBox(box, rotation),
      }));
    });

  function drawBoxes(page: number): void {
    const overlay = shells.at(page)?.lastElementChild;
    const lines = covered.flatMap(({ spots: of, ...look }) =>
      boxesOf(of).map((box) => ({ ...box, ...look })),
    );
    const drawn = [...boxes, ...lines].filter((one) => one.page === page);
    overlay?.replaceChildren(...drawn.map((one) => boxElement(one, onBox, rotation)));
  }

  function resized(): void {
    const at = current;
    scaled();
    shells.redraw();
    shells.at(at)?.scrollIntoView({ block: 'start' });
  }

  const scrolled = (): void => {
    const page = shells.current();
    if (page === current) return;
    current = page;
    onPage(page);
  };
  scroller.addEventListener('scroll', scrolled, { passive: true });

  let width = scroller.clientWidth;
  const observer = new ResizeObserver(() => {
    if (scroller.clientWidth === width) return;
    width = scroller.clientWidth;
    // Words flow into other lines by themselves; what covers them has to follow.
    if (pages.kind === 'flow') drawBoxes(1);
    else if (zoom === 'fit') resized();
  });
  observer.observe(scroller);

  const goToPage = (page: number): void => {
    const target = Math.min(Math.max(1, page), pages.count);
    const shell = shells.at(target);
    if (shell) scroller.scrollTop = target === 1 ? 0 : shell.offsetTop - 8;
    scrolled();
  };

  /** Brings a place of a drawn page to the upper third of the view. */
  const bring = (rect: DOMRect): void => {
    const view = scroller.getBoundingClientRect();
    scroller.scrollTop += rect.top - view.top - view.height / 3;
    if (rect.left < view.left || rect.right > view.right)
      scroller.scrollLeft += rect.left - view.left - margin;
    scrolled();
  };

  return {
    pages,
    get page() {
      return current;
    },
    get zoom() {
      return scale();
    },
    get rotation() {
      return rotation;
    },
    setZoom(next: number | 'fit'): void {
      zoom = next;
      resized();
    },
    turn(): void {
      rotation = ((rotation + 90) % 360) as Rotation;
      resized();
      for (const page of shells.drawnPages()) drawBoxes(page);
    },
    goToPage,

    /** Scrolls to a passage; a page that was not drawn is drawn first. */
    async goToSpot(spot: Spot): Promise<void> {
      goal = spot;
      if (wordsOf(spot.page) === null) goToPage(spot.page);
      await until(() => wordsOf(spot.page) !== null || goal !== spot);
      const [range] = rangesOf([spot]);
      // Who went on meanwhile is not taken back.
      if (range && goal === spot) bring(range.getBoundingClientRect());
    },
    async goToBox({ page, ...box }: PageBox): Promise<void> {
      goToPage(page);
      const shell = shells.at(page);
      if (shell === undefined) return;
      const { x, y } = turnedBox(box, rotation);
      const sheet = shell.getBoundingClientRect();
      bring(
        new DOMRect(
          sheet.left + (sheet.width * x) / 100,
          sheet.top + (sheet.height * y) / 100,
          1,
          1,
        ),
      );
    },

    setMarks(name: MarkName, next: readonly Spot[]): void {
      spots.set(name, next);
      mark(name);
    },
    marks,
    rangesOf,
    setBoxes(next: readonly DrawnBox[], words: readonly CoveredWords[]): void {
      boxes = next;
      covered = words;
      for (const page of shells.drawnPages()) drawBoxes(page);
    },

    /** What a range of the page covers, page by page; null outside the words. */
    spotsIn(range: StaticRange | Range): Spot[] {
      const first = pageAt(range.startContainer);
      const last = pageAt(range.endContainer);
      if (first === null || last === null) return [];
      const found: Spot[] = [];
      for (let page = first; page <= last; page += 1) {
        const words = wordsOf(page);
        if (words === null) continue;
        const whole = lettersOn(words);
        const start =
          page === first ? lettersBefore(words, range.startContainer, range.startOffset) : 0;
        const end =
          page === last ? lettersBefore(words, range.endContainer, range.endOffset) : whole;
        if (start < end) found.push({ page, start, end });
      }
      return found;
    },
    /** The lines of passages, as boxes of their pages; none of a page that flows. */
    boxesOf: (of: readonly Spot[]): PageBox[] => (pages.kind === 'flow' ? [] : boxesOf(of)),
    /** The page under a point of the screen, and a rectangle of it as a box. */
    boxAt(rect: DOMRect): PageBox | null {
      const page = shells.drawnPages().find((one) => {
        const sheet = shells.at(one)?.getBoundingClientRect();
        return sheet !== undefined && rect.top >= sheet.top && rect.top <= sheet.bottom;
      });
      const sheet = page === undefined ? undefined : shells.at(page)?.getBoundingClientRect();
      if (page === undefined || sheet === undefined) return null;
      const box: Box = unturnedBox(boxWithin(rect, sheet), rotation);
      return box.width < 0.2 || box.height < 0.2 ? null : { page, ...box };
    },
    wordsOf,

    close(): void {
      observer.disconnect();
      scroller.removeEventListener('scroll', scrolled);
      marks.clear();
      shells.close();
      pages.close();
    },
  };

  function pageAt(node: Node): number | null {
    const element = node instanceof Element ? node : node.parentElement;
    const shell = element?.closest<HTMLElement>('.page');
    return shell?.dataset.page === undefined || !scroller.contains(shell)
      ? null
      : Number(shell.dataset.page);
  }
}

function boxElement(drawn: DrawnBox, onBox: (id: string) => void, rotation: Rotation): HTMLElement {
  const element = document.createElement('div');
  const { x, y, width, height } = turnedBox(drawn, rotation);
  element.className = `box ${drawn.look}`;
  element.dataset.id = drawn.id;
  element.title = drawn.title;
  element.style.setProperty('left', `${x}%`);
  element.style.setProperty('top', `${y}%`);
  element.style.setProperty('width', `${width}%`);
  element.style.setProperty('height', `${height}%`);
  element.addEventListener('click', () => onBox(drawn.id));
  return element;
}

/** Until something is drawn; a page that cannot be drawn keeps nobody waiting for ever. */
async function until(isThere: () => boolean): Promise<void> {
  const patience = performance.now() + 5000;
  while (!isThere() && performance.now() < patience)
    await new Promise((resolve) => requestAnimationFrame(resolve));
}
