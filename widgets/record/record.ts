import type { nothing, TemplateResult } from 'lit';
import type { App, Notice } from '../shared/app-context.ts';
import { type Changes, HimElement } from '../shared/element.ts';
import { createKeyDialog } from '../shared/key-dialog.ts';
import { keepOneStop } from '../shared/toolbar.ts';
import type { Spot } from './letters.ts';
import { createListState, type ListState } from './list-state.ts';
import { barsOf, listOf } from './open-panes.ts';
import { createPassingNote } from './passing-note.ts';
import { recordStyles } from './record.styles.ts';
import { actOnDocument, focusNotes, leave, spotsSelected, stepToChange } from './record-acts.ts';
import './record-events.ts';
import type { Chart } from './record-calls.ts';
import {
  type RecordAct,
  type RecordKeys,
  recordAct,
  recordKeySheet,
  recordKeysNow,
} from './record-keys.ts';
import { noRecord, recordLayout } from './record-layout.ts';
import { createRecordSession, type RecordSession } from './record-session.ts';
import type { Evidence } from './shown-document.ts';

/** From this width on the list has room beside the document. */
const roomForList = 900;

/**
 * The record of a stay: its documents by type, date, author or status, and one viewer for text, markup, PDF and
 * pictures, with search across the chart, versions, and annotations on words or boxes.
 *
 * @tagname him-record
 * @attr encounter-id - the stay whose chart is shown
 * @attr document-id - the document that is open; the first of the list when left out
 * @attr embedded - it is part of a desk that shows the keys itself
 * @fires him-record-document - another document was opened; detail: `{encounterId, documentId}`
 * @fires him-document-shown - its first page is drawn; detail: `{encounterId, documentId}`
 * @fires him-annotation-made - something was written; detail: `{encounterId, documentId, annotationId}`
 * @slot empty - instead of our words when no stay is chosen
 * @csspart list - the documents of the chart
 * @csspart title - the bar that names the document
 * @csspart toolbar - what can be done with it
 * @csspart find - the bar of the search
 * @csspart document - the pane of the pages
 * @csspart annotations - what was written
 * @csspart dialog - the form of an annotation
 * @csspart notice - an answer to what the reader just did
 * @csspart empty - why there is nothing to show
 * @csspart error - what failed
 */
export class HimRecord extends HimElement {
  static override properties = {
    ...HimElement.properties,
    encounterId: { attribute: 'encounter-id' },
    documentId: { attribute: 'document-id' },
    evidence: { attribute: false },
    chart: { attribute: false },
    embedded: { type: Boolean },
  };

  static override styles = recordStyles;

  declare encounterId: string;
  declare documentId: string;
  /** Words, a page or boxes of a document to go to and light: `{documentId, quote?, page?, boxes?}`. */
  declare evidence: Evidence | undefined;
  /** The chart, from a host that has it and keeps it fresh; else it is read here. */
  declare chart: Chart | undefined;
  /** A desk stands around it, whose sheet of keys names these too. */
  declare embedded: boolean;

  #session: RecordSession | undefined;
  #list: ListState = createListState({
    element: () => this.#part('.rows'),
    onChange: () => this.requestUpdate(),
    open: (document) => void this.#session?.show(document),
  });
  readonly #keyDialog = createKeyDialog(this);
  #isListOpen: boolean | undefined;
  #areThumbsOpen = false;
  #areNotesOpen = false;
  readonly #note = createPassingNote(() => this.requestUpdate());
  #hasOpened = false;

  constructor() {
    super();
    this.encounterId = '';
    this.documentId = '';
    this.embedded = false;
    this.addEventListener('keydown', (event) => this.#pressed(event));
  }

  /** SHA-256 of the words or pages on the screen; null while none are: a signature is bound to it. */
  get shownHash(): string | null {
    return this.#session?.shown.hash ?? null;
  }

  protected override start(app: App): void {
    this.#open(app);
  }

  protected override changed(notice: Notice): void {
    const { source } = this.#session ?? {};
    const has = (start: string): boolean =>
      notice === null || notice.instances.some((id) => id.startsWith(start));
    if (has(`chart.${this.encounterId}`) && this.chart === undefined) void source?.load();
    if (has(`annotation.${this.encounterId}`)) void source?.loadAnnotations();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  override willUpdate(changed: Changes<this>): void {
    this.#isListOpen ??= this.clientWidth === 0 ? undefined : this.clientWidth >= roomForList;
    if (this.app === undefined) return;
    if (changed.has('encounterId') && this.#session?.source.encounterId !== this.encounterId)
      this.#open(this.app);
    if (changed.has('chart') && this.chart) this.#session?.source.take(this.chart);
    this.#arrange();
    if (changed.has('chart') && !this.#hasOpened) this.#begin();
    if (changed.has('documentId') && this.#hasOpened) this.#showAsked();
    if (changed.has('evidence') && this.evidence && this.#hasOpened)
      void this.#session?.goToEvidence(this.evidence);
  }

  override updated(): void {
    const { shown } = this.#session ?? {};
    // What the pages tell of themselves is drawn in a turn of its own.
    if (shown?.awaitsPlace) void this.afterRender(() => shown.mount());
    shown?.showThumbnails(this.#areThumbsOpen ? this.#part('.thumbs') : null);
    this.renderRoot.querySelector<HTMLDialogElement>('dialog.modal:not([open])')?.showModal();
    this.#list.observe();
    keepOneStop(this.#part('.tools'));
  }

  /** The title of the document, once it is drawn: where reading begins. */
  get titleElement(): HTMLElement | null {
    return this.#part('#document-title');
  }

  /** Puts the focus on the title of the document. */
  override focus(): void {
    this.titleElement?.focus({ preventScroll: true });
  }

  /** Opens the next document of the list, or the one before. */
  stepDocument(by: 1 | -1): void {
    this.#session?.stepDocument(by);
  }

  #part = (selector: string): HTMLElement | null =>
    this.renderRoot.querySelector<HTMLElement>(selector);

  /** Closes what was open before: it must not outlive its chart on the page. */
  #close(): void {
    this.#note.clear();
    this.#session?.close();
    this.#list.stop();
    this.#session = undefined;
    this.#hasOpened = false;
  }

  #open(app: App): void {
    this.#close();
    this.requestUpdate();
    if (this.encounterId === '') return;
    const session = createRecordSession({
      app,
      encounterId: this.encounterId,
      scroller: () => this.#part('.desk-box .desk'),
      selected: () => this.#selected(),
      order: () => this.#list.order,
      onChange: () => this.requestUpdate(),
      onDocument: (documentId) => this.#opened(documentId),
      onMade: ({ id, target }) =>
        this.fire('him-annotation-made', {
          encounterId: this.encounterId,
          documentId: target.documentId,
          annotationId: id.replace('/api/annotations/', ''),
        }),
      onWritten: () => void this.afterRender(() => focusNotes(this.renderRoot)),
      say: this.#say,
    });
    this.#session = session;
    const isGiven = this.chart?.encounter.id === this.encounterId;
    if (this.chart && isGiven) session.source.take(this.chart);
    else void session.source.load().then(() => session === this.#session && this.#begin());
    this.#begin();
    void session.source.loadAnnotations();
  }

  #begin(): void {
    if (this.#session?.source.chart === undefined) return;
    this.#hasOpened = true;
    this.#arrange();
    if (this.evidence) void this.#session.goToEvidence(this.evidence);
    else this.#showAsked();
  }

  #arrange(): void {
    const { source, find } = this.#session ?? {};
    this.#list.arrange(source?.chart, find?.found, this.documentId);
  }

  #showAsked(): void {
    const { order } = this.#list;
    const asked = order.find((one) => one.id === this.documentId) ?? order[0];
    if (asked?.id !== this.#session?.shown.document?.id) void this.#session?.show(asked);
  }

  #opened(documentId: string): void {
    this.documentId = documentId;
    this.#list.opened(documentId);
    // Where the list lies over the document it makes room for what was chosen.
    if (this.clientWidth < roomForList) this.#isListOpen = false;
    this.fire('him-record-document', { encounterId: this.encounterId, documentId });
  }

  #say = (words: string): void => {
    if (words) this.app?.announce(words);
    this.#note.say(words);
  };

  #selected = (): Spot[] =>
    spotsSelected(this.renderRoot as ShadowRoot, this.#session?.shown.viewer);

  #pressed(event: KeyboardEvent): void {
    const session = this.#session;
    if (session === undefined || session.annotating.draft !== undefined) return;
    const act = recordAct(event, this.#keys, this.embedded);
    if (act === undefined) return;
    if (act === 'leave') {
      if (!leave(session)) return;
    }
    // A host may use the key itself while nothing is marked.
    else if (act === 'comment' && this.embedded && this.#isNothingMarked()) return;
    else this.#act(act);
    event.preventDefault();
  }

  get #keys(): RecordKeys {
    return recordKeysNow(this.app?.keymap.of('record') ?? {});
  }

  #isNothingMarked(): boolean {
    const { cursor } = this.#session ?? {};
    return this.#selected().length === 0 && (cursor?.marked().length ?? 0) === 0;
  }

  #act = (act: RecordAct): void => {
    const session = this.#session;
    if (session === undefined) return;
    if (act === 'list') this.#isListOpen = !this.#isListOpen;
    else if (act === 'notes') this.#areNotesOpen = !this.#areNotesOpen;
    else if (act === 'thumbs') this.#areThumbsOpen = !this.#areThumbsOpen;
    else if (act === 'find') {
      session.find.open();
      void this.afterRender(() => this.#part('#find')?.focus());
    } else if (act === 'help') {
      if (this.app) void this.#keyDialog.open(recordKeySheet(this.app));
    } else actOnDocument(act, { session, root: this.renderRoot as ShadowRoot, say: this.#say });
    this.requestUpdate();
  };

  /** The field goes, and with it the focus, which the reading takes. */
  #endSearch = (): void => {
    this.#session?.endSearch();
    void this.afterRender(() => this.#part('.desk-box .desk')?.focus({ preventScroll: true }));
  };

  #pressedInPages = (event: KeyboardEvent): void => {
    const { drawing, cursor } = this.#session ?? {};
    if (drawing?.pressed(event) || cursor?.pressed(event)) event.preventDefault();
  };

  override render(): TemplateResult | typeof nothing {
    const session = this.#session;
    const documents = session?.source.chart?.documents ?? [];
    if (session === undefined || documents.length === 0)
      return noRecord(session, () => this.app && this.#open(this.app));
    return recordLayout({
      session,
      note: this.#note.words,
      keyDialog: this.#keyDialog,
      stepChange: (by) => stepToChange(this.renderRoot, session, by),
      endSearch: this.#endSearch,
      pressedInPages: this.#pressedInPages,
      bars: barsOf(session, this.#list, {
        isListOpen: this.#isListOpen ?? false,
        areThumbsOpen: this.#areThumbsOpen,
        areNotesOpen: this.#areNotesOpen,
        keys: this.#keys,
        act: this.#act,
      }),
      list: listOf(session, this.#list, this.documentId),
    });
  }
}
