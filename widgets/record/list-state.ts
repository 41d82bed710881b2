import { rowFrom } from './list-keys.ts';
import { inOrder, type ListChoice, type ListRow, listRows } from './list-order.ts';
import { type ListPlaces, placesOf, rowHeight } from './list-window.ts';
import type { Chart, ChartDocument, Found } from './record-calls.ts';
import { rowWords } from './record-text.ts';

export interface ListStateOptions {
  /** The scrolling element, when it is drawn. */
  readonly element: () => HTMLElement | null;
  readonly onChange: () => void;
  readonly open: (document: ChartDocument) => void;
}

export type ListState = ReturnType<typeof createListState>;

/** Which documents are listed in which order, what part of them is in view, and which row the keyboard is on. */
export function createListState({ element, onChange, open }: ListStateOptions) {
  let choice: ListChoice = { grouping: 'type', isNewestFirst: true, type: '', status: '' };
  let rows: readonly ListRow[] = [];
  let order: readonly ChartDocument[] = [];
  let places: ListPlaces = placesOf([]);
  let arranged: { chart: Chart; choice: ListChoice; found: Found | undefined } | undefined;
  let active = -1;
  let view = { scrollTop: 0, height: 800 };
  let measured: HTMLElement | null = null;
  const sizes = new ResizeObserver(() => {
    const height = element()?.clientHeight ?? 0;
    if (height > 0 && height !== view.height) scrolled();
  });

  function scrolled(): void {
    const rowsElement = element();
    if (rowsElement === null) return;
    view = { scrollTop: rowsElement.scrollTop, height: rowsElement.clientHeight };
    onChange();
  }

  function bring(index: number): void {
    const rowsElement = element();
    const top = places.tops[index];
    if (rowsElement === null || top === undefined) return;
    if (top < rowsElement.scrollTop) rowsElement.scrollTop = top;
    const lowest = top + rowHeight - rowsElement.clientHeight;
    if (lowest > rowsElement.scrollTop) rowsElement.scrollTop = lowest;
  }

  const at = (documentId: string): void => {
    active = rows.findIndex((row) => row.kind === 'document' && row.document.id === documentId);
  };

  return {
    get rows() {
      return rows;
    },
    get order() {
      return order;
    },
    get places() {
      return places;
    },
    get choice() {
      return choice;
    },
    get active() {
      return active;
    },
    get view() {
      return view;
    },
    scrolled,

    /** The list anew, when the chart, what is chosen of it or what was found in it is another. */
    arrange(chart: Chart | undefined, found: Found | undefined, documentId: string): void {
      if (chart === undefined) return;
      const isSame = arranged?.chart === chart && arranged.choice === choice;
      if (isSame && arranged?.found === found) return;
      arranged = { chart, choice, found };
      const row = rows[active];
      const on = row?.kind === 'document' ? row.document.id : documentId;
      const all = listRows(chart.documents, choice, rowWords);
      order = inOrder(all);
      // While something is sought the list holds what has it, and the document that is open.
      const shown = new Set([documentId, ...(found?.documents.map((one) => one.documentId) ?? [])]);
      const holding = chart.documents.filter(({ id }) => shown.has(id));
      rows = found === undefined ? all : listRows(holding, choice, rowWords);
      places = placesOf(rows);
      // News from the server does not move the reader to another row.
      at(on);
      if (active < 0) at(documentId);
    },
    choose(next: ListChoice): void {
      choice = next;
      onChange();
    },
    /** The document that was opened. */
    opened(documentId: string): void {
      at(documentId);
      bring(active);
    },
    /** Follows the height of what is drawn now. */
    observe(): void {
      const now = element();
      if (now === measured) return;
      sizes.disconnect();
      measured = now;
      if (now !== null) sizes.observe(now);
    },
    stop(): void {
      sizes.disconnect();
      measured = null;
    },
    pressed(event: KeyboardEvent): void {
      const row = rows[active];
      const page = Math.floor(view.height / rowHeight);
      const next = rowFrom(event.key, { rows, active, page });
      if (event.key === 'Enter' && row?.kind === 'document') open(row.document);
      else if (next === undefined) return;
      else {
        active = next;
        bring(next);
        onChange();
      }
      event.preventDefault();
    },
  };
}
