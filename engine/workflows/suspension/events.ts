import { z } from 'zod';
import { LocalDate } from '../../time/zone.ts';

const Id = z.string().min(1).max(400);
const Reason = z.string().trim().min(3).max(500).describe('Reason');

/** A record that is open at a level at which suspension is proposed. */
export const SuspensionReason = z.object({
  deficiencyId: Id,
  encounterId: Id,
  documentType: z.string(),
  reachedOn: LocalDate,
});
export type SuspensionReason = z.infer<typeof SuspensionReason>;

const Proposal = z.object({ on: LocalDate, reasons: z.array(SuspensionReason).min(1) });

export const suspensionInput = Proposal.extend({ facility: Id, practitionerId: Id });
export type SuspensionInput = z.infer<typeof suspensionInput>;

export const suspensionEvents = {
  'suspension.propose': Proposal,
  /** What it rests on now, while there is something. */
  'suspension.reasons': z.object({ reasons: z.array(SuspensionReason).min(1) }),
  /** Nothing is open at such a level any more. */
  'suspension.reasons-gone': z.object({ on: LocalDate }),
  'suspension.confirm': z.object({ reason: Reason, on: LocalDate.describe('In force from') }),
  'suspension.decline': z.object({ reason: Reason }),
  'suspension.lift': z.object({ on: LocalDate.describe('Lifted on'), reason: Reason.optional() }),
  'suspension.keep': z.object({ reason: Reason }),
} as const;
