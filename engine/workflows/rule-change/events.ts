import { z } from 'zod';
import { KeyedTo } from '../../rules/rule-set.ts';
import { DecisionTable } from '../../rules/table.ts';
import { isLocalDate, Zone } from '../../time/zone.ts';

const Id = z.string().min(1).max(200);
const Version = z.int().min(1);
const Words = z.string().trim().min(3).max(500);
const Reason = Words.describe('Reason');

const Day = z.iso
  .date()
  .refine(isLocalDate, { error: 'Expected a date of the years 1000 to 9999, such as 2027-01-01.' });

/** What is changed in one table, by row: for who approves it, without the cells. */
export const TableChange = z.object({
  table: Id,
  title: z.string(),
  added: z.array(z.string()),
  removed: z.array(z.string()),
  changed: z.array(z.string()),
  isReordered: z.boolean(),
});
export type TableChange = z.infer<typeof TableChange>;

/** A rule set in the making; its tables are whole, whatever was changed. */
const Draft = z.object({
  /** The version it was copied from and is compared with. */
  baseVersion: Version,
  /** The number it gets: the next after the highest that there was. */
  version: Version,
  tables: z.array(DecisionTable),
  changes: z.array(TableChange),
});

export const ruleChangeInput = Draft.extend({
  ruleSetId: Id,
  keyedTo: KeyedTo,
  /** In which its first day is told to have begun; each facility judges by its own. */
  zone: Zone,
  author: z.object({ id: z.string(), name: z.string() }),
});
export type RuleChangeInput = z.infer<typeof ruleChangeInput>;

export const ruleChangeEvents = {
  'rule.edit': Draft,
  'rule.propose': z
    .object({
      effectiveFrom: Day.describe('Effective from'),
      effectiveTo: Day.optional().describe('Effective to, at the latest'),
      note: Words.optional().describe('What is changed and why'),
      retroactiveReason: Words.optional().describe('Why it holds for days that have passed'),
    })
    .refine(({ effectiveFrom, effectiveTo }) => !effectiveTo || effectiveFrom <= effectiveTo, {
      path: ['effectiveTo'],
      error: 'A rule set ends before it starts; correct its dates.',
    }),
  'rule.approve': z.object({
    note: Words.optional().describe('Note'),
    retroactiveReason: Words.optional().describe('Why it holds for days that have passed'),
  }),
  'rule.return': z.object({ reason: Reason }),
  'rule.withdraw': z.object({ reason: Reason }),
  'rule.roll-back': z.object({ reason: Reason }),
  'effectiveDate.pass': z.object({}),
} as const;
