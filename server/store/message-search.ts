import { and, type SQL, sql } from 'drizzle-orm';
import type { CauseCount, KeptContentQuery, MessageQuery } from '../../engine/store.ts';

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

/** In the order of the index of messages whose content is kept. */
export function keptConditionsOf(query: KeptContentQuery): SQL | undefined {
  const { facility, kind, outcome, before, after } = query;
  return and(
    sql`content_dropped_on is null`,
    facility === null ? sql`facility is null` : sql`facility = ${facility}`,
    sql`kind = ${kind} and outcome = ${outcome} and received_at < ${before}`,
    after && sql`(received_at, id) > (${after.receivedAt}, ${after.id})`,
  );
}

export interface KeptFacility extends Record<string, unknown> {
  readonly facility: string | null;
}

/** From one facility to the next along the index; null asks for messages of none. */
export function keptFacilityAfter(after: string | null): SQL {
  const where = after === null ? sql`facility is null` : sql`facility > ${after}`;
  return sql`select facility from messages where content_dropped_on is null and ${where} order by facility limit 1`;
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
