import { asRefused, type Refused } from '../shared/refused.ts';
import { targetOf, writtenQuote } from './anchors.ts';
import type { DraftKind } from './annotation-form.ts';
import { audienceOf } from './audiences.ts';
import type { PageBox } from './boxes.ts';
import type { Spot } from './letters.ts';
import type { Annotation, AnnotationEdit, AnnotationInput } from './record-calls.ts';
import type { RecordSource } from './record-source.ts';
import type { ShownDocument } from './shown-document.ts';

/** What is about to be written, and on what. */
export interface Draft {
  readonly kind: DraftKind;
  readonly spots: readonly Spot[];
  readonly boxes: readonly PageBox[];
  readonly quote: string;
  /** What is edited or withdrawn, as it was when that was begun. */
  readonly annotation: Annotation | undefined;
  /** The same as it is now, where it was changed meanwhile; null when it is there no more. */
  readonly meanwhile?: Annotation | null;
}

export interface AnnotatingOptions {
  readonly source: RecordSource;
  readonly shown: ShownDocument;
  readonly onChange: () => void;
  readonly onMade: (annotation: Annotation) => void;
  readonly onEdited: (annotation: Annotation) => void;
  readonly onWithdrawn: () => void;
}

export type Annotating = ReturnType<typeof createAnnotating>;

/** Writes annotations: what is marked first, then the form, then the server. */
export function createAnnotating(options: AnnotatingOptions) {
  const { source, shown, onChange, onMade, onEdited, onWithdrawn } = options;
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
      const now = sent.meanwhile ?? sent.annotation;
      if (now !== undefined && sent.kind === 'withdraw') {
        await source.calls.withdraw(now, String(form.get('reason') ?? ''));
        draft = undefined;
        onWithdrawn();
      } else if (now !== undefined) {
        const edited = await source.calls.edit(now.id, now.version, editOf(now, form));
        draft = undefined;
        onEdited(edited);
      } else {
        const made = await source.calls.annotate(await written(sent, form));
        draft = undefined;
        onMade(made);
      }
    } catch (problem) {
      const refused = asRefused(problem);
      const isLate = sent.annotation !== undefined && [404, 409].includes(refused.status);
      // What it was changed to is shown in place of a refusal.
      if (isLate) await source.loadAnnotations();
      if (!isLate || draft?.meanwhile === undefined) error = refused;
    }
    isSending = false;
    onChange();
  }

  async function written(sent: Draft, form: FormData): Promise<AnnotationInput> {
    const { document, viewer, hash } = shown;
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
    const kind = sent.kind === 'withdraw' || sent.kind === 'edit' ? 'note' : sent.kind;
    return { kind, target, ...filledIn(form, undefined) };
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
    edit(annotation: Annotation): void {
      begin({ kind: 'edit', spots: [], boxes: [], quote: writtenQuote(annotation), annotation });
      if (annotation.kind === 'redaction-proposal') void source.loadReasons();
    },
    /** The annotations were read again: what is being edited may be another now. */
    arrived(annotations: readonly Annotation[]): void {
      const { annotation } = draft ?? {};
      if (draft === undefined || annotation === undefined) return;
      const now = annotations.find((one) => one.id === annotation.id) ?? null;
      if (now?.version !== (draft.meanwhile ?? annotation).version)
        draft = { ...draft, meanwhile: now };
    },
    submit: (form: FormData): void => void send(form),
    cancel(): void {
      if (draft === undefined) return;
      draft = undefined;
      shown.setDraftBox(null);
      onChange();
    },
  };
}

/** What the form holds: words, the reason of a redaction, and for whom it is. */
function filledIn(form: FormData, annotation: Annotation | undefined) {
  const text = String(form.get('text') ?? '').trim();
  const reasonCode = form.get('reasonCode');
  return {
    body: text === '' ? [] : [{ type: 'TextualBody' as const, value: text }],
    reasonCode: reasonCode === null ? null : String(reasonCode),
    audience: audienceOf(String(form.get('audience')), annotation?.audience),
  };
}

/** What is not in the form stays as it is. */
function editOf(annotation: Annotation, form: FormData): AnnotationEdit {
  const { body, ...rest } = filledIn(form, annotation);
  const kept = form.has('text')
    ? body
    : annotation.body.filter(({ type }) => type === 'TextualBody');
  return { ...rest, body: kept, deficiencyId: annotation.deficiencyId };
}
