import { z } from 'zod';
import { LocalDate, Zone } from '../../time/zone.ts';

const Id = z.string().min(1).max(400);

export const letterBatchInput = z.object({
  facility: Id,
  zone: Zone,
  on: LocalDate,
  letterIds: z.array(Id).min(1).max(5000),
});
export type LetterBatchInput = z.infer<typeof letterBatchInput>;

export const letterBatchEvents = {
  'batch.printed': z.object({
    sent: z.number().int().min(0),
    refused: z.number().int().min(0),
  }),
  'batch.drop': z.object({ reason: z.string().trim().min(3).max(500).describe('Reason') }),
} as const;
