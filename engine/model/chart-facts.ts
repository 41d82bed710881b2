import { z } from 'zod';

/** Our document types; feeds are mapped to them by a table (LOINC, HL7 table 0270, local codes). */
export const documentTypes = [
  'history-and-physical',
  'history-and-physical-update',
  'discharge-summary',
  'final-note',
  'transfer-summary',
  'operative-report',
  'operative-note',
  'procedure-note',
  'anesthesia-evaluation',
  'anesthesia-record',
  'post-anesthesia-evaluation',
  'consultation',
  'progress-note',
  'emergency-note',
  'psychiatric-evaluation',
  'autopsy-report',
  'pathology-report',
  'imaging-report',
  'laboratory-report',
  'informed-consent',
  'verbal-order',
  /** About the record and not of it: requests for records, authorizations. No rule is asked about it. */
  'correspondence',
  'other',
] as const;
export const DocumentType = z.enum(documentTypes);
export type DocumentType = z.infer<typeof DocumentType>;

/** HL7 table 0271 (TXA-17), the life of a document. */
export const CompletionStatus = z.enum(['DI', 'DO', 'IN', 'IP', 'PA', 'AU', 'LA']);
export type CompletionStatus = z.infer<typeof CompletionStatus>;

export const DocumentAct = z.enum(['addendum', 'correction', 'late-entry']);
export type DocumentAct = z.infer<typeof DocumentAct>;

export const ChartDocument = z.object({
  id: z.string(),
  version: z.number().int(),
  type: DocumentType,
  title: z.string(),
  docStatus: z.enum(['preliminary', 'final', 'amended', 'entered-in-error']),
  completionStatus: CompletionStatus.nullable(),
  /** Other words have another key; null when the content is not known. */
  contentKey: z.string().nullable(),
  authorId: z.string().nullable(),
  signerId: z.string().nullable(),
  /** Who is to sign it, as its sender says (TXA-10). */
  assignedSignerIds: z.array(z.string()).optional(),
  /**
   * An addendum adds to another document and never stands for one; a correction takes another's place; a late entry
   * says of itself that it was written after its time. A retraction is the status `entered-in-error`.
   */
  act: DocumentAct.optional(),
  /** When what it tells of was done, where that is not when it was filed: an examination before the admission. */
  writtenAt: z.number().int().nullable().optional(),
  /** What its words state, by name; null where they were not read. */
  elements: z.array(z.string()).nullable().optional(),
  /** The operation it says it is about. */
  procedureId: z.string().nullable().optional(),
  /**
   * When its own system says it was filed and signed, epoch milliseconds. A late entry is filed when it was written,
   * which is after what it tells of; null where its source claims no such time.
   */
  filedAt: z.number().int().nullable(),
  signedAt: z.number().int().nullable(),
});
export type ChartDocument = z.infer<typeof ChartDocument>;

export const ChartProcedure = z.object({
  id: z.string(),
  title: z.string(),
  /** As it was sent, from whatever code system. */
  code: z.string().nullable().optional(),
  startedAt: z.number().int().nullable(),
  endedAt: z.number().int().nullable(),
  surgeonId: z.string().nullable(),
  anesthesiologistId: z.string().nullable(),
  isOperation: z.boolean(),
  hasAnesthesia: z.boolean(),
  isEmergency: z.boolean().optional(),
});
export type ChartProcedure = z.infer<typeof ChartProcedure>;

/** Who acted in a role, from (inclusive) to (exclusive), epoch milliseconds; null where it is open. */
export const Attendance = z.object({
  practitionerId: z.string(),
  from: z.number().int().nullable(),
  to: z.number().int().nullable(),
});
export type Attendance = z.infer<typeof Attendance>;

/** What the rules may know of one encounter; `version` rises with every change of its facts. */
export const ChartFacts = z.object({
  encounterId: z.string(),
  patientId: z.string(),
  facility: z.string(),
  version: z.number().int(),
  class: z.string(),
  service: z.string().nullable(),
  /** HL7 table 0007 (PV1-4). */
  admissionType: z.string().nullable().optional(),
  /** False when the patient is known to have no number here. */
  hasRecordNumber: z.boolean().optional(),
  status: z.enum(['planned', 'in-progress', 'on-leave', 'discharged', 'cancelled']),
  admittedAt: z.number().int().nullable(),
  dischargedAt: z.number().int().nullable(),
  disposition: z.string().nullable(),
  /** As of the discharge, or now while the stay goes on. */
  attendingId: z.string().nullable(),
  admittingId: z.string().nullable(),
  /** In the order of their times; not in facts that were read before they were kept. */
  attendings: z.array(Attendance).optional(),
  consultants: z.array(Attendance).optional(),
  documents: z.array(ChartDocument),
  /** Documents that came with this reading and were not in the encounter before. */
  arrived: z.array(z.string()).optional(),
  procedures: z.array(ChartProcedure),
});
export type ChartFacts = z.infer<typeof ChartFacts>;
