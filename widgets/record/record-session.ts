import type { App } from '../shared/app-context.ts';
import { type Annotating, createAnnotating } from './annotating.ts';
import type { DraftKind } from './annotation-form.ts';
import { type Comparing, createComparing } from './comparing.ts';
import { createDrawingBox, type DrawingBox } from './drawing-box.ts';
import { createFind, type Find } from './find.ts';
import type { Spot } from './letters.ts';
import { hasSheets, type View } from './open-pages.ts';
import type { Annotation, ChartDocument } from './record-calls.ts';
import { createRecordSource, type RecordSource } from './record-source.ts';
import { t } from './record-text.ts';
import { createShownDocument, type Evidence, type ShownDocument } from './shown-document.ts';
import { createTextCursor, type TextCursor } from './text-cursor.ts';

/** What is gone to as soon as the document is there. */
type Goal =
  | { readonly evidence: Evidence }
  | { readonly annotation: Annotation }
  | { readonly hit: 'first' | 'last' };

export interface SessionOptions {
  readonly app: App;
  readonly encounterId: string;
  readonly scroller: () => HTMLElement | null;
  /** The words that are marked with the pointer. */
  readonly selected: () => Spot[];
  /** Documents in the order of the list. */
  readonly order: () => readonly ChartDocument[];
  readonly onChange: () => void;
  readonly onDocument: (documentId: string) => void;
  readonly onMade: (annotation: Annotation) => void;
  /** One of the list was edited or withdrawn. */
  readonly onWritten: () => void;
  readonly say: (words: string) => void;
}

export type RecordSession = ReturnType<typeof createRecordSession>;

/** One chart under one reader's eyes: what is open, sought, marked, written and compared. */
export function createRecordSession(options: SessionOptions) {
  const { app, encounterId, scroller, selected, order, onChange, onDocument, say } = options;
  const source: RecordSource = createRecordSource(app, encounterId, () => arrived());
  const find: Find = createFind({ calls: source.calls, encounterId, onChange });
  let goal: Goal | undefined;
  let cursor: TextCursor | undefined;
  let current = '';

  const shown: ShownDocument = createShownDocument({
    source,
    scroller,
    onChange,
    onShown: () => {
      tellShown();
      void reached();
    },
    onBox: (id) => {
      current = id;
      onChange();
    },
  });
  const tellShown = (): void => {
    const detail = { encounterId, documentId: shown.document?.id ?? '' };
    scroller()?.dispatchEvent(
      new CustomEvent('him-document-shown', { detail, bubbles: true, composed: true }),
    );
  };
  const annotating: Annotating = createAnnotating({
    source,
    shown,
    onChange,
    onMade: (annotation) => {
      current = annotation.id;
      cursor?.close();
      cursor = undefined;
      shown.setDraftBox(null);
      say(t('record.made', { kind: t(`record.kind.${annotation.kind}`) }));
      options.onMade(annotation);
      void source.loadAnnotations();
    },
    onEdited: (annotation) => {
      current = annotation.id;
      say(t('record.changed'));
      options.onWritten();
      void source.loadAnnotations();
    },
    onWithdrawn: () => {
      say(t('record.withdrawn'));
      options.onWritten();
      void source.loadAnnotations();
    },
  });
  let boxKind: DraftKind = 'redaction-proposal';
  const drawing: DrawingBox = createDrawingBox({
    shown,
    scroller,
    onChange,
    onDone: (box) => annotating.onBox(boxKind, box),
  });
  const comparing: Comparing = createComparing(source, onChange);

  function arrived(): void {
    shown.setAnnotations(source.annotations);
    annotating.arrived(source.annotations);
    onChange();
  }

  async function reached(): Promise<void> {
    const { viewer } = shown;
    if (viewer === undefined) return;
    const next = goal;
    goal = undefined;
    // What is gone to comes first; the search through all pages may take longer.
    if (next !== undefined && 'evidence' in next) await light(next.evidence);
    else if (next !== undefined && 'annotation' in next) await shown.jump(next.annotation);
    await find.lookIn(viewer.pages);
    if (viewer !== shown.viewer || find.words === '') return;
    viewer.setMarks('find', find.hits);
    if (next === undefined || !('hit' in next)) return;
    if (isOnlyInWords()) return show(shown.document, { view: 'words', goal: next });
    await hit(find.begin(next.hit));
  }

  /** Its words were read by the server, but lie nowhere on what is seen. */
  const isPicture = (): boolean => shown.view === 'page' && shown.hasSheets();

  const isOnlyInWords = (): boolean =>
    isPicture() && find.hits.length === 0 && find.countIn(shown.document?.id ?? '') > 0;

  async function hit(spot: Spot | undefined): Promise<void> {
    if (spot === undefined) return;
    shown.viewer?.setMarks('find-now', [spot]);
    await shown.viewer?.goToSpot(spot);
  }

  async function light(evidence: Evidence): Promise<void> {
    if (await shown.light(evidence)) return;
    if (isPicture() && !evidence.boxes?.length && evidence.quote !== undefined)
      return show(shown.document, { view: 'words', goal: { evidence } });
    say(t('record.gone'));
  }

  async function show(
    document: ChartDocument | undefined,
    { view = 'page', goal: next }: { readonly view?: View; readonly goal?: Goal | undefined } = {},
  ): Promise<void> {
    if (document === undefined) return;
    const isOther = document.id !== shown.document?.id;
    cursor?.close();
    cursor = undefined;
    drawing.stop();
    comparing.close();
    goal = next;
    const showing = shown.show(document, view);
    if (isOther) onDocument(document.id);
    await showing;
  }

  /** What the reader marked, by whichever way. */
  const marked = (): Spot[] => {
    const byKeys = cursor?.marked() ?? [];
    return byKeys.length > 0 ? byKeys : selected();
  };

  return {
    source,
    find,
    shown,
    annotating,
    drawing,
    comparing,
    show,
    get cursor() {
      return cursor;
    },
    /** The annotation that was last gone to. */
    get current() {
      return current;
    },
    /** The document as the chart has it now, when that is another than is shown. */
    get newer(): ChartDocument | undefined {
      const now = source.chart?.documents.find((one) => one.id === shown.document?.id);
      return now?.contentHash === shown.document?.contentHash ? undefined : now;
    },

    async search(words: string): Promise<void> {
      await find.search(words);
      const { viewer } = shown;
      if (viewer === undefined) return;
      await find.lookIn(viewer.pages);
      viewer.setMarks('find', find.hits);
      viewer.setMarks('find-now', []);
    },
    /** What was typed is sought, then gone to. */
    async searchAndGo(words: string): Promise<void> {
      await this.search(words);
      if (find.total > 0) await this.stepHit(1);
    },
    endSearch(): void {
      find.close();
      shown.viewer?.setMarks('find', []);
      shown.viewer?.setMarks('find-now', []);
    },
    /** The next hit of the chart: in this document, then in the next that has one, round and round. */
    async stepHit(by: 1 | -1): Promise<void> {
      const spot = find.step(by);
      if (spot !== undefined) return hit(spot);
      const end = by > 0 ? 'first' : 'last';
      if (isOnlyInWords()) return show(shown.document, { view: 'words', goal: { hit: end } });
      const with_ = order().filter(({ id }) => find.countIn(id) > 0);
      const at = with_.findIndex(({ id }) => id === shown.document?.id);
      const next = with_.at((at + by + with_.length) % Math.max(1, with_.length));
      if (next === undefined || next.id === shown.document?.id) return hit(find.begin(end));
      await show(next, { goal: { hit: end } });
    },

    /** Opens its document when another is shown, then lights it. */
    async goToEvidence(evidence: Evidence): Promise<void> {
      const document = source.chart?.documents.find((one) => one.id === evidence.documentId);
      if (document === undefined) return;
      if (document.id === shown.document?.id && shown.viewer !== undefined) return light(evidence);
      await show(document, { goal: { evidence } });
    },
    async goToAnnotation(annotation: Annotation): Promise<void> {
      current = annotation.id;
      onChange();
      const { documentId } = annotation.target;
      const document = source.chart?.documents.find((one) => one.id === documentId);
      if (document?.id === shown.document?.id) await shown.jump(annotation);
      else await show(document, { goal: { annotation } });
    },

    /** What the reader wrote can be edited and withdrawn: where the focus is, else what was last gone to. */
    change(how: 'edit' | 'withdraw', id: string): void {
      const annotation = source.annotations.find((one) => one.id === id);
      if (annotation === undefined) say(t('record.changeNone'));
      else if (!annotation.isMine) say(t('record.changeNotMine'));
      else annotating[how](annotation);
    },
    /** Marks are put on words; a redaction or a comment without words on a box that is drawn. */
    annotate(kind: DraftKind): void {
      const spots = marked();
      const isSheet = shown.viewer?.pages.kind === 'sheets';
      if (spots.length > 0) annotating.onWords(kind, spots);
      else if (kind === 'highlight' || !isSheet) say(t('record.markFirst'));
      else {
        boxKind = kind;
        drawing.start();
        say(t('record.drawBox'));
      }
    },
    toggleCursor(): void {
      if (cursor !== undefined || shown.viewer === undefined) {
        cursor?.close();
        cursor = undefined;
      } else {
        cursor = createTextCursor(shown.viewer, (words) => app.announce(words));
        say(t('record.cursorOn'));
        scroller()?.focus({ preventScroll: true });
      }
      onChange();
    },
    stepDocument(by: 1 | -1): void {
      const documents = order();
      const at = documents.findIndex((one) => one.id === shown.document?.id);
      void show(documents[at + by]);
    },
    toggleWords(): void {
      const { document, view } = shown;
      if (document && hasSheets(document))
        void show(document, { view: view === 'words' ? 'page' : 'words' });
    },
    close(): void {
      cursor?.close();
      shown.leave();
      source.close();
    },
  };
}
