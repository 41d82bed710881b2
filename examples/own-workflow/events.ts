import { z } from 'zod';

export const loanInput = z.object({
  facility: z.string(),
  patientId: z.string(),
  zone: z.string(),
  borrower: z.string().min(1),
  /** When the paper chart left the file room, epoch milliseconds. */
  lentAt: z.number().int(),
  dueWithinDays: z.number().int().positive(),
});

export const loanEvents = {
  'loan.extend': z.object({ days: z.number().int().min(1).max(30).describe('Days') }),
  'loan.return': z.object({ isComplete: z.boolean().describe('All pages are there') }),
  'loan.find': z.object({ note: z.string().min(3).describe('Where the pages were') }),
  'loan.fallDue': z.object({}),
} as const;
