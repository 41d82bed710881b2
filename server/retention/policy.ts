import { z } from 'zod';
import type { KeptMessage } from '../../engine/store.ts';
import { addDays, localDateOf, startOfLocalDay } from '../../engine/time/zone.ts';

/**
 * How long the content of messages is kept: policy of the site, and nothing is dropped where no row says so. The record
 * itself is not meant: what a message brought stays for as long as the law wants it (42 CFR 482.24(b)(1)).
 */
export const RetentionRow = z.object({
  /** `*` is every facility without a row of its own, and messages that name none. */
  facility: z.string().min(1).max(100),
  kind: z.enum(['hl7v2', 'fhir', 'document', '*']),
  /** Whole local days after the day of receipt. A month at least, so that a slip costs nothing that is in use. */
  keepDays: z.number().int().min(30).max(36_500),
  outcome: z.enum(['taken', 'refused', '*']).optional(),
});
export type RetentionRow = z.infer<typeof RetentionRow>;

/** Messages that one row of the table is for. */
export type MessageSort = Pick<KeptMessage, 'facility' | 'kind' | 'outcome'>;

/** Days for which the content is kept; null for ever. The closest row decides, of equally close ones the longest. */
export function keepDaysOf(rows: readonly RetentionRow[], sort: MessageSort): number | null {
  const own = rows.filter(({ facility }) => facility === sort.facility);
  const others = rows.filter(({ facility }) => facility === '*');
  const fitting = (own.length > 0 ? own : others).filter(
    ({ kind, outcome = '*' }) =>
      (kind === '*' || kind === sort.kind) && (outcome === '*' || outcome === sort.outcome),
  );
  const closest = Math.max(...fitting.map(closeness));
  const deciding = fitting.filter((row) => closeness(row) === closest);
  return deciding.length === 0 ? null : Math.max(...deciding.map(({ keepDays }) => keepDays));
}

function closeness({ kind, outcome = '*' }: RetentionRow): number {
  return (kind === '*' ? 0 : 2) + (outcome === '*' ? 0 : 1);
}

/** The first instant whose messages are still kept: the day of receipt is day 0, and day `keepDays` is kept to its end. */
export function keptFrom(keepDays: number, now: number, zone: string): number {
  return startOfLocalDay(addDays(localDateOf(now, zone), -keepDays), zone);
}
