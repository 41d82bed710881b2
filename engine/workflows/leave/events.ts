import { z } from 'zod';
import { Pause } from '../../time/obligation.ts';
import { LocalDate } from '../../time/zone.ts';

const Id = z.string().min(1).max(200);
const Reason = z.string().trim().min(3).max(500).describe('Reason');
const Dates = z.object({
  fromOn: LocalDate.describe('First day away'),
  toOn: LocalDate.describe('Last day away'),
  reason: Reason,
});

/** What the clocks will ask of the dates is asked when they are entered. */
function assertPause(dates: z.infer<typeof Dates>, context: z.RefinementCtx): void {
  const { fromOn, toOn, reason } = dates;
  for (const { message } of Pause.safeParse({ fromOn, toOn, reason }).error?.issues ?? [])
    context.addIssue({ code: 'custom', message, path: ['toOn'] });
}

export const leaveInput = Dates.extend({
  /** Where it is kept and approved; it counts at every facility of the practitioner. */
  facility: Id,
  practitionerId: Id,
}).superRefine(assertPause);
export type LeaveInput = z.infer<typeof leaveInput>;

export const leaveEvents = {
  'leave.approve': z.object({}),
  'leave.decline': z.object({ reason: Reason }),
  'leave.change': Dates.superRefine(assertPause),
  /** Back earlier than was approved: the days up to the corrected last one still count. */
  'leave.end': z.object({ toOn: LocalDate.describe('Last day away'), reason: Reason }),
  'leave.withdraw': z.object({ reason: Reason }),
} as const;

export const absencesTell = z.object({ practitionerId: Id });
