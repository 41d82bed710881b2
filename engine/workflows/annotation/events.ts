import { z } from 'zod';

const Id = z.string().min(1).max(200);
const Reason = z.string().trim().min(3).max(500).describe('Reason');

export const mostNoteLength = 4000;
export const mostQuoteLength = 2000;
/** Of the words before and after a quote; Hypothesis keeps as many. */
export const contextLength = 32;

export const annotationKinds = [
  'note',
  'highlight',
  'bookmark',
  'deficiency-evidence',
  'redaction-proposal',
] as const;
export const AnnotationKind = z.enum(annotationKinds);
export type AnnotationKind = z.infer<typeof AnnotationKind>;

/** Those who may read a chart; nobody else writes on it. */
export const annotatorRoles = [
  'analyst',
  'coder',
  'cdi-specialist',
  'release-specialist',
  'quality',
  'supervisor',
  'manager',
  'privacy-officer',
  'auditor',
  'physician',
] as const;

/** For whom it is, of those who may read the chart: its author alone, roles, or everyone. */
export const Audience = z.union([
  z.literal('me'),
  z.literal('chart-readers'),
  z.array(z.enum(annotatorRoles)).min(1).max(annotatorRoles.length),
]);
export type Audience = z.infer<typeof Audience>;

const Offset = z.number().int().min(0);
const Percent = z.number().min(0).max(100);

/** Words, by themselves and by their place: https://www.w3.org/TR/annotation-model/#text-quote-selector. */
export const Quote = z.strictObject({
  exact: z.string().min(1).max(mostQuoteLength),
  prefix: z.string().max(contextLength * 2),
  suffix: z.string().max(contextLength * 2),
  /** In Unicode code points, as the standard counts; `end` is behind the last one. */
  start: Offset,
  end: Offset,
});
export type Quote = z.infer<typeof Quote>;

/** A box on a page, in percent of its width and height from the left upper corner: Media Fragments 1.0, 4.2.2. */
export const Box = z.strictObject({
  page: z.number().int().min(1).max(10_000),
  x: Percent,
  y: Percent,
  width: Percent.positive(),
  height: Percent.positive(),
});
export type Box = z.infer<typeof Box>;

/** Which words of which document, as they were when it was written. */
export const DocumentAnchor = z.strictObject({
  documentId: Id,
  version: z.number().int().min(1),
  /** SHA-256 of the content, hex. */
  contentHash: z.string().regex(/^[0-9a-f]{64}$/),
  quote: Quote.nullable(),
  boxes: z.array(Box).max(50),
});
export type DocumentAnchor = z.infer<typeof DocumentAnchor>;

const Written = z.strictObject({
  text: z.string().trim().max(mostNoteLength).nullable(),
  /** Why it is proposed to redact. */
  reason: Reason.nullable(),
  /** The row of the site's table that gives this reason; absent of what is no redaction. */
  reasonCode: z.string().min(1).max(100).optional(),
  /** The deficiency it is evidence for. */
  deficiencyId: Id.nullable(),
  audience: Audience,
  /** Null is the chart as a whole. */
  anchor: DocumentAnchor.nullable(),
});
type Written = z.infer<typeof Written>;

export const annotationInput = Written.extend({
  kind: AnnotationKind,
  encounterId: Id,
  patientId: Id.nullable(),
  facility: z.string().max(200),
  author: z.strictObject({ id: z.string().min(1), name: z.string() }),
}).superRefine(assertComplete);
export type AnnotationInput = z.infer<typeof annotationInput>;

export const annotationEvents = {
  /** All that is written, anew; kind and chart stay. */
  'annotation.edit': Written.extend({ kind: AnnotationKind }).superRefine(assertComplete),
  'annotation.withdraw': z.object({ reason: Reason }),
} as const;

/** What each kind needs to mean something. */
function assertComplete(given: Written & { kind: AnnotationKind }, context: z.RefinementCtx): void {
  const { kind, text, reason, deficiencyId, anchor } = given;
  const need = (isThere: boolean, path: string, message: string): void => {
    if (!isThere) context.addIssue({ code: 'custom', path: [path], message });
  };
  const isOnWords = anchor !== null && (anchor.quote !== null || anchor.boxes.length > 0);
  switch (kind) {
    case 'note':
      need(text !== null && text !== '', 'text', 'A note needs words.');
      break;
    case 'highlight':
      need(isOnWords, 'anchor', 'A highlight needs words or a box of a document.');
      break;
    case 'bookmark':
      need(anchor !== null, 'anchor', 'A bookmark needs a document.');
      break;
    case 'deficiency-evidence':
      need(anchor !== null, 'anchor', 'Evidence needs a document.');
      need(deficiencyId !== null, 'deficiencyId', 'Evidence needs the deficiency it is for.');
      break;
    case 'redaction-proposal':
      need(isOnWords, 'anchor', 'A redaction needs words or a box of a document.');
      need(reason !== null, 'reason', 'A redaction needs its reason.');
      break;
  }
  for (const box of anchor?.boxes ?? [])
    need(
      box.x + box.width <= 100 && box.y + box.height <= 100,
      'anchor',
      'A box lies within its page.',
    );
}
