import { type SQL, sql } from 'drizzle-orm';
import type { CauseCount, MessageQuery } from '../../engine/store.ts';

/** What a search for messages asks, the same on both databases. */
export function conditionsOf(query: MessageQuery): (SQL | undefined)[] {
  const given = (value: unknown, condition: SQL): SQL | undefined =>
    value === undefined ? undefined : condition;
  return [
    given(query.outcome, sql`outcome = ${query.outcome}`),
    // Said again for the index of what waits.
    given(query.cause, sql`cause = ${query.cause} and outcome <> 'taken'`),
    given(query.controlId, sql`control_id = ${query.controlId}`),
    given(query.patientId, sql`patient_id = ${query.patientId}`),
    given(query.sender, sql`sender = ${query.sender}`),
    given(query.fromAt, sql`received_at >= ${query.fromAt}`),
    given(query.toAt, sql`received_at < ${query.toAt}`),
    given(query.beforeId, sql`id < ${query.beforeId}`),
    given(query.afterId, sql`id > ${query.afterId}`),
  ];
}

/** What waits, by cause, the most frequent first. */
export const causesStatement: SQL = sql`select cause, min(reason) as reason, count(*) as count, min(received_at) as first_at, max(received_at) as last_at from messages where outcome <> 'taken' and cause is not null group by cause order by count(*) desc, cause`;

export interface CauseRow extends Record<string, unknown> {
  readonly cause: string;
  readonly reason: string | null;
  readonly count: number;
  readonly first_at: number;
  readonly last_at: number;
}

export function toCauseCount(row: CauseRow): CauseCount {
  return {
    cause: row.cause,
    reason: row.reason ?? '',
    count: Number(row.count),
    firstAt: Number(row.first_at),
    lastAt: Number(row.last_at),
  };
}
