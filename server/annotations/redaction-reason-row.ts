import { z } from 'zod';
import shipped from './redaction-reasons.json' with { type: 'json' };

/** Why something may be left out of what is given away; `citation` where a law says so, null where it is policy. */
export const RedactionReasonRow = z.object({
  code: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Small letters and hyphens, such as third-party.'),
  words: z.string().trim().min(3).max(200),
  citation: z.string().min(1).max(200).nullable(),
  fromOn: z.iso.date(),
  /** The last day on which it may be given; null while it may. */
  toOn: z.iso.date().nullable(),
});
export type RedactionReasonRow = z.infer<typeof RedactionReasonRow>;

/** HIM.md part 5: what HIPAA and 42 CFR Part 2 set apart; a site adds what its state does. */
export const shippedReasons: readonly RedactionReasonRow[] = z
  .array(RedactionReasonRow)
  .parse(shipped);
