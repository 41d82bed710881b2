import { mountedRows, type RowWindow, rowWindow } from './window.ts';

export interface RowScrollOptions {
  /** The scrolling element, when it is drawn. */
  element(): HTMLElement | null;
  rowHeight(): number;
  /** Of the head that stays above the rows. */
  headHeight(): number;
  /** Other rows are to be drawn. */
  onMove(): void;
  /** The view came to rest: what it shows is worth loading. */
  onRest(): void;
  /** Paper is about to be printed or was: draw at once. */
  onPrint(): void;
}

export type RowScroll = ReturnType<typeof createRowScroll>;

/** A drag of the scrollbar passes a thousand pages; only where it rests for so long is read. */
const restMs = 60;
/** So many views further at once is a jump. */
const jumpHeights = 2;
/** A longer list is a report, not a printed page. */
const printedRows = 2000;

/** Keeps track of which rows a scrolling list shows. */
export function createRowScroll(options: RowScrollOptions) {
  const { element, rowHeight, headHeight, onMove, onRest, onPrint } = options;
  let height = 600;
  let scrollTop = 0;
  let restTimer = 0;
  let isPrinting = false;
  let resize: ResizeObserver | undefined;

  function measure(): void {
    height = (element()?.clientHeight ?? 0) - headHeight() || height;
    onRest();
    onMove();
  }

  const printing = (event: Event): void => {
    isPrinting = event.type === 'beforeprint';
    onPrint();
  };

  const shown = (total: number): RowWindow =>
    rowWindow({ scrollTop, height, rowHeight: rowHeight(), total });

  return {
    window: shown,

    /** Indexes of the rows to draw: those in view and the active one; all of them on paper. */
    rows(total: number, active: number): readonly number[] {
      if (isPrinting) return mountedRows({ first: 0, last: Math.min(total, printedRows) - 1 }, -1);
      return mountedRows(shown(total), Math.min(active, total - 1));
    },
    /** Rows that one press of PageDown passes. */
    get page(): number {
      return Math.max(1, Math.floor(height / rowHeight()) - 1);
    },

    /** Brings a row into view with the least movement. */
    bring(index: number): void {
      const scroll = element();
      if (scroll === null) return;
      const top = index * rowHeight();
      const lowest = top + rowHeight() - height;
      if (top < scroll.scrollTop) scroll.scrollTop = top;
      if (lowest > scroll.scrollTop) scroll.scrollTop = lowest;
      scrollTop = scroll.scrollTop;
      onRest();
    },

    toStart(): void {
      scrollTop = 0;
      element()?.scrollTo(0, 0);
    },

    scrolled(): void {
      const before = scrollTop;
      scrollTop = element()?.scrollTop ?? 0;
      onMove();
      // Who reads on meets rows at once; only what a jump passes is not worth loading.
      if (Math.abs(scrollTop - before) < height * jumpHeights) onRest();
      window.clearTimeout(restTimer);
      restTimer = window.setTimeout(onRest, restMs);
    },

    /** Follows the size of the widget from the first drawing on. */
    observe(host: Element): void {
      if (resize !== undefined || element() === null) return;
      resize = new ResizeObserver(measure);
      resize.observe(host);
      window.addEventListener('beforeprint', printing);
      window.addEventListener('afterprint', printing);
    },

    stop(): void {
      window.clearTimeout(restTimer);
      resize?.disconnect();
      resize = undefined;
      window.removeEventListener('beforeprint', printing);
      window.removeEventListener('afterprint', printing);
    },
  };
}
