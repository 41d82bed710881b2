import { z } from 'zod';
import { LocalDate, Zone } from '../../time/zone.ts';

const Id = z.string().min(1).max(200);

/** What would be sent on a day: every letter and every proposal of suspension, and a digest of all they rest on. */
export const DryCount = z.object({
  /** Digest of letters, their records and the proposals: another one means that something changed. */
  id: z.string().min(8).max(100),
  on: LocalDate,
  letters: z.array(
    z.object({
      practitionerId: Id,
      level: z.number().int(),
      levelName: z.string(),
      template: z.string(),
      items: z.number().int(),
    }),
  ),
  suspensions: z.array(z.object({ practitionerId: Id, items: z.number().int() })),
  /** Practitioners who are away that day and get nothing. */
  onLeave: z.array(Id),
});
export type DryCount = z.infer<typeof DryCount>;

export const lettersStartInput = z.object({ facility: Id, zone: Zone, count: DryCount });
export type LettersStartInput = z.infer<typeof lettersStartInput>;

export const lettersStartEvents = {
  'letters.recount': z.object({ count: DryCount }),
  'letters.start': z.object({ countId: z.string().max(100).describe('Count that was reviewed') }),
  'letters.stop': z.object({ reason: z.string().trim().min(3).max(500).describe('Reason') }),
} as const;
