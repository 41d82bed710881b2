import { z } from 'zod';
import { DocumentType } from '../../model/chart-facts.ts';

const Id = z.string().min(1).max(200);
const Instant = z.number().int();
const Reason = z.string().trim().min(3).max(500).describe('Reason');

/** Why a document is in doubt, the gravest first. */
export const doubtReasons = [
  /** It names a visit of another patient. */
  'patient-differs',
  /** The message that brought it made its patient: nobody knew them before. */
  'unknown-patient',
  'no-encounter',
  'unmapped-type',
] as const;
export const DoubtReason = z.enum(doubtReasons);
export type DoubtReason = z.infer<typeof DoubtReason>;

/** Where the document stands now. */
const Place = z.object({
  facility: Id,
  patientId: Id.nullable(),
  encounterId: Id.nullable(),
});

/** What a person might want to decide; never done without them. */
const Proposal = z.object({
  documentType: DocumentType.nullable(),
  encounterId: Id.nullable(),
  /** Why that encounter: its time covers the document's, or it is the nearest of the days before. */
  encounterBy: z.enum(['covers', 'nearest-before']).nullable(),
});

const Doubt = Place.extend({
  reasons: z.array(DoubtReason).min(1),
  proposal: Proposal,
  /** The visit of another patient that the document names. */
  namedEncounterId: Id.nullable(),
});

export const documentIndexingInput = Doubt.extend({
  documentId: Id,
  dueAt: Instant,
  dueOn: z.iso.date(),
});
export type DocumentIndexingInput = z.infer<typeof documentIndexingInput>;

export const documentIndexingEvents = {
  /** A new version of the document is in doubt. */
  'document.doubt': Doubt.extend({ dueAt: Instant, dueOn: z.iso.date() }),
  /** A new version of it is in no doubt by itself. */
  'document.settled': Place,
  'document.index': z.object({
    documentType: DocumentType.describe('Type'),
    encounterId: Id.optional().describe('Encounter'),
  }),
  'document.refile': z.object({
    encounterId: Id.describe('Encounter'),
    reason: Reason.optional(),
  }),
  'document.retract': z.object({ reason: Reason }),
  'document.keep': z.object({ note: z.string().trim().min(3).max(500).describe('Note') }),
  'document.applied': z.object({}),
  'document.apply-failed': z.object({ reason: z.string() }),
} as const;

/** What a person decided, to be written into the document. */
export const documentApply = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('index'),
    documentId: Id,
    documentType: DocumentType,
    encounterId: Id.nullable(),
  }),
  z.object({
    kind: z.literal('refile'),
    documentId: Id,
    encounterId: Id,
    reason: z.string().nullable(),
  }),
  z.object({ kind: z.literal('retract'), documentId: Id, reason: z.string() }),
]);
export type DocumentApply = z.infer<typeof documentApply>;
