import { z } from 'zod';
import { Text } from '../../model/text.ts';

const Instant = z.number().int();
const Reason = z.string().trim().min(3).max(500).describe('Reason');
const Due = z.object({ dueAt: Instant, dueOn: z.iso.date() });

/** What waits of one cause, counted anew from the messages themselves. */
const Waiting = z.object({
  count: z.number().int().positive(),
  firstAt: Instant,
  lastAt: Instant,
  /** Id of the message that came last: ids rise with time, and one that is sent again keeps its own. */
  newestId: z.string(),
});

export const intakeExceptionInput = Waiting.extend({
  cause: z.string().min(1).max(2000),
  /** What the messages are: `ADT A08`. */
  what: z.string(),
  /** Why they were refused, without health data. */
  reason: z.string(),
  /** How they are tried again. */
  howTo: Text,
  facility: z.string(),
}).extend(Due.shape);
export type IntakeExceptionInput = z.infer<typeof intakeExceptionInput>;

export const intakeExceptionEvents = {
  /** More wait than before, or again. `due` is when it should be mended if nothing waited until now. */
  'intake.refused': Waiting.extend({ reason: z.string() }).extend(Due.shape),
  /** Fewer wait: some were taken on replay. */
  'intake.taken': z.object({ count: z.number().int().nonnegative() }),
  'intake.set-aside': z.object({ reason: Reason }),
  'intake.reopen': z.object({ reason: Reason }),
} as const;
