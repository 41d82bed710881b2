import { z } from 'zod';

const Id = z.string().min(1).max(200);
const Reason = z.string().trim().min(3).max(500).describe('Reason');
const Due = z.object({ dueAt: z.number().int(), dueOn: z.iso.date() });

/** What the document's header says of its patient. Health data: it stands in the context and nowhere else. */
export const StatedPatient = z.object({
  names: z.array(z.object({ family: z.string().nullable(), given: z.array(z.string()) })),
  /** As far as it is said: YYYY, YYYY-MM or YYYY-MM-DD. */
  birthDate: z.string().nullable(),
  /** FHIR administrative gender. */
  gender: z.string().nullable(),
});

/** A patient it might be, by what agrees; never taken without a person. The likeliest first. */
const ProposedPatient = z.object({
  patientId: Id,
  by: z.enum(['name-and-birth-date', 'family-and-birth-date', 'given-and-birth-date']),
});
export type ProposedPatient = z.infer<typeof ProposedPatient>;

const Question = z.object({
  /** The message that waits with the document. */
  messageId: Id,
  proposals: z.array(ProposedPatient),
});

export const documentPatientInput = Question.extend(Due.shape).extend({
  facility: Id,
  /** What the document is: `C-CDA`, `FHIR document`. */
  what: z.string(),
  stated: StatedPatient,
});
export type DocumentPatientInput = z.infer<typeof documentPatientInput>;

export const documentPatientEvents = {
  /** It came once more, and still names nobody; who it might be was looked for anew. */
  'document.sent-again': Question,
  'document.choose-patient': z.object({ patientId: Id.describe('Patient') }),
  'document.set-aside': z.object({ reason: Reason }),
  'document.reopen': z.object({ reason: Reason }),
  /** Its message was taken, for this patient. */
  'document.filed': z.object({ patientId: Id.nullable() }),
  'document.file-failed': z.object({ reason: z.string() }),
} as const;

/** The message is to be tried again with this patient's number. */
export const documentFile = z.object({ messageId: Id, patientId: Id });
export type DocumentFile = z.infer<typeof documentFile>;
