import { asRefused, type Refused } from '../shared/refused.ts';
import { boxesOf, quoteOf, spotsOfQuote } from './anchors.ts';
import type { CoveredWords, DrawnBox, PageBox } from './boxes.ts';
import type { QuotedWords, Spot } from './letters.ts';
import { hasSheets, type Opened, openPages, type View } from './open-pages.ts';
import type { Annotation, ChartDocument } from './record-calls.ts';
import type { RecordSource } from './record-source.ts';
import { t } from './record-text.ts';
import { createThumbnails, type Thumbnails } from './thumbnails.ts';
import { createViewer, type Viewer } from './viewer.ts';

export interface ShownOptions {
  readonly source: RecordSource;
  readonly scroller: () => HTMLElement | null;
  readonly onChange: () => void;
  /** Its pages are there; the first is drawn. */
  readonly onShown: () => void;
  readonly onBox: (annotationId: string) => void;
}

/** What is shown as proof: words, a page, or boxes of a document. */
export interface Evidence {
  readonly documentId: string;
  readonly quote?: QuotedWords;
  readonly page?: number;
  readonly boxes?: readonly PageBox[];
}

export type ShownDocument = ReturnType<typeof createShownDocument>;

/** The document on the screen: its pages, where the reader is, and what is marked on it. */
export function createShownDocument(options: ShownOptions) {
  const { source, scroller, onChange, onShown, onBox } = options;
  let document: ChartDocument | undefined;
  let view: View = 'page';
  let opened: Opened | undefined;
  let error: Refused | undefined;
  let viewer: Viewer | undefined;
  let thumbnails: Thumbnails | undefined;
  let zoom: number | 'fit' = 'fit';
  let annotations: readonly Annotation[] = [];
  let evidenceBoxes: readonly DrawnBox[] = [];
  let draftBox: DrawnBox | undefined;
  let noteBoxes: readonly DrawnBox[] = [];
  let covered: readonly CoveredWords[] = [];
  let turn = 0;

  function put(): void {
    viewer?.setBoxes([...noteBoxes, ...evidenceBoxes, ...(draftBox ? [draftBox] : [])], covered);
  }

  function leave(): void {
    turn += 1;
    thumbnails?.close();
    viewer?.close();
    thumbnails = undefined;
    viewer = undefined;
    opened = undefined;
    error = undefined;
    evidenceBoxes = [];
    noteBoxes = [];
    covered = [];
    draftBox = undefined;
  }

  async function show(next: ChartDocument, nextView: View): Promise<void> {
    leave();
    const mine = turn;
    document = next;
    view = nextView;
    onChange();
    try {
      const found = await openPages(source.calls, {
        document: next,
        view: nextView,
        version: undefined,
        words: () => source.words(next),
      });
      if (mine !== turn) return 'pages' in found ? found.pages.close() : undefined;
      opened = found;
    } catch (problem) {
      if (mine === turn) error = asRefused(problem);
    }
    if (mine === turn) onChange();
  }

  /** Once its place on the screen is drawn. */
  function mount(): void {
    const place = scroller();
    if (viewer !== undefined || place === null || opened === undefined || !('pages' in opened))
      return;
    viewer = createViewer({
      pages: opened.pages,
      scroller: place,
      zoom,
      rotation: 0,
      label: (page) => t('record.pageOf', { page, n: viewer?.pages.count ?? 1 }),
      failed: t('record.pageFailed'),
      onPage: (page) => {
        thumbnails?.at(page);
        onChange();
      },
      onFirstDrawn: onShown,
      onBox,
    });
    void markAnnotations();
    onChange();
  }

  async function markAnnotations(): Promise<void> {
    const mine = turn;
    const shown = viewer;
    if (shown === undefined || document === undefined) return;
    const here = annotations.filter((one) => one.target.documentId === document?.id);
    const needsWords = here.some((one) => one.standing?.state === 're-anchored');
    const text = needsWords ? (await source.words(document)).text : null;
    const spots: Spot[] = [];
    const boxes: DrawnBox[] = [];
    const words: CoveredWords[] = [];
    for (const one of here) {
      const found = await placesOf(one, shown, text);
      const look = { id: one.id, ...lookOf(one) };
      boxes.push(...found.boxes.map((box) => ({ ...box, ...look })));
      if (one.kind !== 'redaction-proposal') spots.push(...found.spots);
      // Words without boxes of their own, such as those of a page that flows, are covered line by line.
      else if (found.boxes.length === 0) words.push({ ...look, spots: found.spots });
    }
    if (mine !== turn) return;
    noteBoxes = boxes;
    covered = words;
    shown.setMarks('note', spots);
    put();
  }

  return {
    get document() {
      return document;
    },
    get view() {
      return view;
    },
    get opened() {
      return opened;
    },
    get error() {
      return error;
    },
    get viewer() {
      return viewer;
    },
    /** SHA-256 of what is on the screen; null while nothing is. */
    get hash() {
      return viewer !== undefined && opened !== undefined && 'hash' in opened ? opened.hash : null;
    },
    show,
    /** Its pages are here and not yet on the screen. */
    get awaitsPlace() {
      return viewer === undefined && opened !== undefined && 'pages' in opened;
    },
    mount,
    leave,

    setZoom(next: number | 'fit'): void {
      zoom = next === 'fit' ? next : Math.min(5, Math.max(0.25, next));
      viewer?.setZoom(zoom);
      onChange();
    },
    showThumbnails(place: HTMLElement | null): void {
      if (place === null || viewer === undefined) {
        thumbnails?.close();
        thumbnails = undefined;
        return;
      }
      if (thumbnails !== undefined) return;
      thumbnails = createThumbnails(viewer.pages, place, {
        label: (page) => t('record.goToPage', { page }),
        go: viewer.goToPage,
      });
      thumbnails.at(viewer.page);
    },
    setAnnotations(next: readonly Annotation[]): void {
      annotations = next;
      void markAnnotations();
    },
    setDraftBox(box: PageBox | null): void {
      draftBox = box === null ? undefined : { ...box, id: '', look: 'draft', title: '' };
      put();
    },

    /** Goes to words, a page or boxes and lights them. False where the words are not there any more. */
    async light(evidence: Omit<Evidence, 'documentId'>): Promise<boolean> {
      const shown = viewer;
      if (shown === undefined) return false;
      const { quote, page, boxes = [] } = evidence;
      evidenceBoxes =
        shown.pages.kind === 'flow'
          ? []
          : boxes.map((box) => ({ ...box, id: '', look: 'evidence' as const, title: '' }));
      put();
      const spots = quote === undefined ? [] : await spotsOfQuote(shown.pages, quote, page);
      if (shown !== viewer) return true;
      shown.setMarks('evidence', spots);
      const [spot] = spots;
      const [box] = evidenceBoxes;
      if (spot) await shown.goToSpot(spot);
      else if (box) await shown.goToBox(box);
      else if (page !== undefined) shown.goToPage(page);
      return quote === undefined || spots.length > 0;
    },
    jump: async (annotation: Annotation): Promise<void> => {
      const shown = viewer;
      if (shown === undefined) return;
      const text = document === undefined ? null : (await source.words(document)).text;
      const { spots, boxes } = await placesOf(annotation, shown, text);
      if (spots[0]) await shown.goToSpot(spots[0]);
      else if (boxes[0]) await shown.goToBox(boxes[0]);
    },
    hasSheets: (): boolean => document !== undefined && hasSheets(document),
  };
}

/** Where an annotation is on the pages shown. Boxes are of their own content alone. */
async function placesOf(annotation: Annotation, { pages }: Viewer, text: string | null) {
  const nowhere = { spots: [] as readonly Spot[], boxes: [] as readonly PageBox[] };
  const state = annotation.standing?.state;
  if (state === 'words-changed' || state === 'waiting') return nowhere;
  const isFlow = pages.kind === 'flow';
  const boxes = isFlow || state !== 'as-written' ? [] : boxesOf(annotation);
  const quote = quoteOf(annotation, text);
  const spots =
    quote === null ? [] : await spotsOfQuote(pages, quote, isFlow ? undefined : boxes[0]?.page);
  // The words carry the mark where they are found; a redaction covers its boxes in any case.
  const isBoxed = spots.length === 0 || annotation.kind === 'redaction-proposal';
  return { spots, boxes: isBoxed ? boxes : [] };
}

function lookOf({ kind, reason, creator }: Annotation): Pick<DrawnBox, 'look' | 'title'> {
  return kind === 'redaction-proposal'
    ? {
        look: 'redaction',
        title: t('record.redactionTitle', { reason: reason ?? '', name: creator.name }),
      }
    : { look: 'note', title: creator.name };
}
