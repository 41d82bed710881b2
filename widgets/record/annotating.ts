import { asRefused, type Refused } from '../shared/refused.ts';
import { targetOf } from './anchors.ts';
import type { DraftKind } from './annotation-form.ts';
import type { PageBox } from './boxes.ts';
import type { Spot } from './letters.ts';
import type { Annotation, AnnotationInput } from './record-calls.ts';
import type { RecordSource } from './record-source.ts';
import type { ShownDocument } from './shown-document.ts';

/** What is about to be written, and on what. */
export interface Draft {
  readonly kind: DraftKind;
  readonly spots: readonly Spot[];
  readonly boxes: readonly PageBox[];
  readonly quote: string;
  readonly annotation: Annotation | undefined;
}

/** For whom a note is; `him` is the department, and not whose documents these are. */
const audiences: Readonly<Record<string, AnnotationInput['audience']>> = {
  me: 'me',
  him: [
    'analyst',
    'coder',
    'cdi-specialist',
    'release-specialist',
    'quality',
    'supervisor',
    'manager',
    'privacy-officer',
    'auditor',
  ],
};

export interface AnnotatingOptions {
  readonly source: RecordSource;
  readonly shown: ShownDocument;
  readonly onChange: () => void;
  readonly onMade: (annotation: Annotation) => void;
  readonly onWithdrawn: () => void;
}

export type Annotating = ReturnType<typeof createAnnotating>;

/** Writes annotations: what is marked first, then the form, then the server. */
export function createAnnotating(options: AnnotatingOptions) {
  const { source, shown, onChange, onMade, onWithdrawn } = options;
  let draft: Draft | undefined;
  let error: Refused | undefined;
  let isSending = false;

  function begin(next: Draft): void {
    draft = next;
    error = undefined;
    isSending = false;
    onChange();
  }

  async function send(form: FormData): Promise<void> {
    if (draft === undefined || isSending) return;
    isSending = true;
    error = undefined;
    onChange();
    const sent = draft;
    try {
      if (sent.kind === 'withdraw') {
        if (sent.annotation)
          await source.calls.withdraw(sent.annotation, String(form.get('reason') ?? ''));
        draft = undefined;
        onWithdrawn();
      } else {
        const made = await source.calls.annotate(await written(sent, form));
        draft = undefined;
        onMade(made);
      }
    } catch (problem) {
      error = asRefused(problem);
    }
    isSending = false;
    onChange();
  }

  async function written(sent: Draft, form: FormData): Promise<AnnotationInput> {
    const { document, viewer, hash } = shown;
    const text = String(form.get('text') ?? '').trim();
    const audience = audiences[String(form.get('audience'))] ?? 'chart-readers';
    if (document === undefined || viewer === undefined || hash === null)
      throw new Error('nothing is shown to write on');
    const words = sent.spots.length === 0 ? null : (await source.words(document)).text;
    const target = await targetOf({
      documentId: document.id,
      contentHash: hash,
      pages: viewer.pages,
      spots: sent.spots,
      boxes: sent.boxes,
      text: words,
    });
    return {
      kind: sent.kind === 'withdraw' ? 'note' : sent.kind,
      target,
      body: text === '' ? [] : [{ type: 'TextualBody', value: text }],
      reasonCode: sent.kind === 'redaction-proposal' ? String(form.get('reasonCode') ?? '') : null,
      audience,
    };
  }

  return {
    get draft() {
      return draft;
    },
    get error() {
      return error;
    },
    get isSending() {
      return isSending;
    },
    /** On marked words; on a sheet their lines are kept as boxes too. */
    onWords(kind: DraftKind, spots: readonly Spot[]): void {
      const { viewer } = shown;
      if (viewer === undefined || spots.length === 0) return;
      const quote = viewer.rangesOf(spots).join(' ').replace(/\s+/g, ' ').trim();
      begin({ kind, spots, boxes: viewer.boxesOf(spots), quote, annotation: undefined });
      if (kind === 'redaction-proposal') void source.loadReasons();
    },
    onBox(kind: DraftKind, box: PageBox): void {
      begin({ kind, spots: [], boxes: [box], quote: '', annotation: undefined });
      if (kind === 'redaction-proposal') void source.loadReasons();
    },
    withdraw: (annotation: Annotation): void =>
      begin({ kind: 'withdraw', spots: [], boxes: [], quote: '', annotation }),
    submit: (form: FormData): void => void send(form),
    cancel(): void {
      if (draft === undefined) return;
      draft = undefined;
      shown.setDraftBox(null);
      onChange();
    },
  };
}
