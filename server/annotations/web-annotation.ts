import { z } from '@hono/zod-openapi';
import type { Instance } from '../../engine/workflow.ts';
import {
  AnnotationKind,
  Audience,
  type Box,
  type DocumentAnchor,
  mostNoteLength,
  mostQuoteLength,
} from '../../engine/workflows/annotation/events.ts';
import type { AnnotationContext } from '../../engine/workflows/annotation/machine.ts';
import type { Standing } from './standing.ts';

/** Annotations as the W3C Web Annotation Data Model writes them: https://www.w3.org/TR/annotation-model/. */

const TextQuoteSelector = z.object({
  type: z.literal('TextQuoteSelector'),
  exact: z.string().min(1).max(mostQuoteLength),
  prefix: z.string().max(64).default(''),
  suffix: z.string().max(64).default(''),
});
const TextPositionSelector = z.object({
  type: z.literal('TextPositionSelector'),
  start: z.number().int().min(0),
  end: z.number().int().min(1),
});
const mediaFragments = 'http://www.w3.org/TR/media-frags/';
const FragmentSelector = z.object({
  type: z.literal('FragmentSelector'),
  conformsTo: z.literal(mediaFragments).default(mediaFragments),
  value: z
    .string()
    .max(120)
    .regex(/^xywh=percent:\d{1,3}(\.\d+)?(,\d{1,3}(\.\d+)?){3}$/, 'Write xywh=percent:x,y,w,h.'),
  page: z.number().int().min(1).max(10_000),
});
const Selector = z.discriminatedUnion('type', [
  TextQuoteSelector,
  TextPositionSelector,
  FragmentSelector,
]);
export type Selector = z.infer<typeof Selector>;

const Source = z
  .string()
  .regex(
    /^\/api\/(?:charts\/[\w.-]{1,200}|documents\/[\w.-]{1,200}\/content)$/,
    'Name /api/charts/{encounter} or /api/documents/{id}/content.',
  );
const Hash = z.string().regex(/^[0-9a-f]{64}$/, 'The SHA-256 of the content, 64 hex digits.');

export const TargetInput = z.object({
  source: Source,
  /** Of a document: SHA-256 of the content that was read. */
  contentHash: Hash.optional(),
  selector: z.array(Selector).max(52).default([]),
});
export type TargetInput = z.infer<typeof TargetInput>;

const TextualBody = z.object({
  type: z.literal('TextualBody'),
  value: z.string().max(mostNoteLength),
});

const SpecificResource = z.object({ type: z.literal('SpecificResource'), source: z.string() });
const Body = z.union([
  TextualBody.extend({ format: z.literal('text/plain').default('text/plain') }),
  SpecificResource,
]);

const Written = z.object({
  /** Its words; links are made of `deficiencyId`. */
  body: z.array(Body).max(2).default([]),
  /** Why it is proposed to redact, in words; those of the code where it is left out. */
  reason: z.string().max(500).nullable().default(null),
  /** Why it is proposed to redact: a code of GET /api/redaction-reasons. */
  reasonCode: z.string().max(100).nullable().default(null),
  /** The deficiency it is evidence for. */
  deficiencyId: z.string().max(400).nullable().default(null),
  audience: Audience,
});
export const NewAnnotation = Written.extend({ kind: AnnotationKind, target: TargetInput });
export const EditedAnnotation = Written.extend({
  /** Absent where it stays where it is. */
  target: TargetInput.optional(),
});
export type WrittenInput = z.infer<typeof Written>;

export const AnnotationShape = z
  .object({
    '@context': z.literal('http://www.w3.org/ns/anno.jsonld'),
    /** Its address, to be read, edited and withdrawn under. */
    id: z.string(),
    type: z.literal('Annotation'),
    version: z.number().int(),
    kind: AnnotationKind,
    motivation: z.enum(['commenting', 'highlighting', 'bookmarking', 'linking', 'editing']),
    body: z.array(Body),
    reason: z.string().nullable(),
    reasonCode: z.string().nullable(),
    deficiencyId: z.string().nullable(),
    audience: Audience,
    creator: z.object({ type: z.literal('Person'), id: z.string(), name: z.string() }),
    created: z.iso.datetime(),
    modified: z.iso.datetime().nullable(),
    isMine: z.boolean(),
    withdrawn: z.object({ at: z.iso.datetime(), reason: z.string() }).nullable(),
    target: z.object({
      source: z.string(),
      encounterId: z.string(),
      documentId: z.string().nullable(),
      version: z.number().int().nullable(),
      contentHash: z.string().nullable(),
      /** As it was written. */
      selector: z.array(Selector),
    }),
    /** Null of one on the chart as a whole. */
    standing: z
      .object({
        state: z.enum(['as-written', 're-anchored', 'words-changed', 'waiting']),
        position: z.object({ start: z.number().int(), end: z.number().int() }).nullable(),
      })
      .nullable(),
  })
  .openapi('Annotation');

const motivationOf = {
  note: 'commenting',
  highlight: 'highlighting',
  bookmark: 'bookmarking',
  'deficiency-evidence': 'linking',
  'redaction-proposal': 'editing',
} as const;

export function toWebAnnotation(
  instance: Instance,
  { standing, userId }: { readonly standing: Standing | null; readonly userId: string },
): z.infer<typeof AnnotationShape> {
  const context = instance.context as unknown as AnnotationContext;
  const { kind, text, deficiencyId, anchor, author, editedAt, withdrawal, audience } = context;
  const words = text === null || text === '' ? [] : [textualBody(text)];
  const links = deficiencyId === null ? [] : [specificResource(deficiencyId)];
  return {
    '@context': 'http://www.w3.org/ns/anno.jsonld',
    id: `/api/annotations/${instance.id}`,
    type: 'Annotation',
    version: instance.version,
    kind,
    motivation: motivationOf[kind],
    body: [...words, ...links],
    reason: context.reason,
    reasonCode: context.reasonCode ?? null,
    deficiencyId,
    audience,
    creator: { type: 'Person', id: author.id, name: author.name },
    created: iso(instance.startedAt),
    modified: editedAt === null ? null : iso(editedAt),
    isMine: author.id === userId,
    withdrawn: withdrawal && { at: iso(withdrawal.at), reason: withdrawal.reason },
    target: {
      source:
        anchor === null ? chartSource(context.encounterId) : documentSource(anchor.documentId),
      encounterId: context.encounterId,
      documentId: anchor?.documentId ?? null,
      version: anchor?.version ?? null,
      contentHash: anchor?.contentHash ?? null,
      selector: anchor === null ? [] : selectorsOf(anchor),
    },
    standing,
  };
}

/** The box of a fragment selector, in percent of its page. */
export function boxOf({ value, page }: z.infer<typeof FragmentSelector>): Box {
  const [x = 0, y = 0, width = 0, height = 0] = value
    .slice('xywh=percent:'.length)
    .split(',')
    .map(Number);
  return { page, x, y, width, height };
}

/** What a source names. */
export function sourceOf(source: string): { encounterId: string } | { documentId: string } {
  const [, noun, id = ''] = /^\/api\/(\w+)\/([^/]+)/.exec(source) ?? [];
  return noun === 'charts' ? { encounterId: id } : { documentId: id };
}

function selectorsOf({ quote, boxes }: DocumentAnchor): Selector[] {
  const words: Selector[] =
    quote === null
      ? []
      : [
          {
            type: 'TextQuoteSelector',
            exact: quote.exact,
            prefix: quote.prefix,
            suffix: quote.suffix,
          },
          { type: 'TextPositionSelector', start: quote.start, end: quote.end },
        ];
  const fragments = boxes.map(({ page, x, y, width, height }) => ({
    type: 'FragmentSelector' as const,
    conformsTo: mediaFragments,
    value: `xywh=percent:${x},${y},${width},${height}`,
    page,
  }));
  return [...words, ...fragments] as Selector[];
}

function textualBody(value: string) {
  return { type: 'TextualBody' as const, value, format: 'text/plain' as const };
}

function specificResource(deficiencyId: string) {
  return { type: 'SpecificResource' as const, source: `/api/instances/${deficiencyId}` };
}

function chartSource(encounterId: string): string {
  return `/api/charts/${encounterId}`;
}

function documentSource(documentId: string): string {
  return `/api/documents/${documentId}/content`;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
