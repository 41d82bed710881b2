import { z } from 'zod';
import { LocalDate, Zone } from '../../time/zone.ts';

const Id = z.string().min(1).max(400);
const Reason = z.string().trim().min(3).max(500).describe('Reason');

export const Channel = z.enum(['print', 'mail', 'hl7']);
export type Channel = z.infer<typeof Channel>;

/** One incomplete record as the letter names it; frozen when it was composed. */
export const LetterItem = z.object({
  deficiencyId: Id,
  encounterId: Id,
  patientId: Id,
  documentType: z.string(),
  kind: z.string(),
  level: z.number().int(),
  dischargedOn: LocalDate.nullable(),
  /** The law's due date, which no leave moves. */
  dueOn: LocalDate,
  /** The practitioner's own, with approved leave subtracted. */
  accountableDueOn: LocalDate,
  /** Calendar days from the start of the clock to the letter's date. */
  days: z.number().int(),
});
export type LetterItem = z.infer<typeof LetterItem>;

export const letterInput = z.object({
  facility: Id,
  zone: Zone,
  practitionerId: Id,
  level: z.number().int().positive(),
  levelName: z.string(),
  on: LocalDate,
  template: z.object({
    id: z.string(),
    /** Of the rule set `letters`. */
    version: z.number().int(),
    /** Left out where the words are from the site's own table, which had versions by letter. */
    row: z.string().optional(),
  }),
  /** The words of that version, with their places still empty: names are filled in when it is read. */
  subject: z.string(),
  paragraphs: z.array(z.string()),
  channel: Channel,
  /** Who else gets a copy, by role. */
  recipients: z.array(z.string()),
  items: z.array(LetterItem),
  oldestDueOn: LocalDate.nullable(),
  /** When the oldest of them leads to a proposal of suspension, if nothing is done. */
  suspensionOn: LocalDate.nullable(),
  /** Why there is no letter, on record. */
  skipped: z.enum(['on-leave', 'nothing-open']).nullable(),
});
export type LetterInput = z.infer<typeof letterInput>;

export const letterEvents = {
  /** Printed and handed over. */
  'letter.sent': z.object({ batchId: Id.optional() }),
  /** Taken by the mail server or by the receiver of HL7 messages. */
  'letter.delivered': z.object({ reference: z.string().max(400) }),
  'letter.fail': z.object({ reason: z.string() }),
  'letter.retry': z.object({}),
  'letter.print-instead': z.object({ reason: Reason }),
  'letter.withdraw': z.object({ reason: Reason }),
  /** Nothing on it is open any more. */
  'letter.settle': z.object({}),
  'letter.send-anyway': z.object({ reason: Reason }),
  'letter.reprint': z.object({ reason: Reason }),
} as const;

export const letterDeliver = z.object({ channel: Channel });
