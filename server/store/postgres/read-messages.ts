import { and, asc, desc, eq, gt, type SQL, sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { MessageQuery, Store } from '../../../engine/store.ts';
import * as t from './tables.ts';

type MessageReads = Pick<
  Store,
  'messageByControlKey' | 'message' | 'messages' | 'messageCauses' | 'receipts' | 'historyOfCause'
>;

/** Reading what came in, and what became of it. */
export function createMessageReads(db: NodePgDatabase): MessageReads {
  const { messages } = t;
  return {
    messageByControlKey: async (controlKey, controlId) =>
      db
        .select()
        .from(messages)
        .where(and(eq(messages.controlId, controlId), eq(messages.controlKey, controlKey)))
        .orderBy(asc(messages.id)),
    message: async (id) => (await db.select().from(messages).where(eq(messages.id, id)))[0],
    messages: async (query) =>
      db
        .select()
        .from(messages)
        .where(and(...conditionsOf(query)))
        .orderBy(query.afterId === undefined ? desc(messages.id) : asc(messages.id))
        .limit(query.limit),
    messageCauses: async () => {
      const { rows } = await db.execute<CauseRow & Record<string, unknown>>(
        sql`select cause, min(reason) as reason, count(*) as count, min(received_at) as first_at, max(received_at) as last_at from messages where outcome <> 'taken' and cause is not null group by cause order by count(*) desc, cause`,
      );
      return rows.map((row) => ({
        cause: row.cause,
        reason: row.reason ?? '',
        count: Number(row.count),
        firstAt: Number(row.first_at),
        lastAt: Number(row.last_at),
      }));
    },
    receipts: async (limit) => {
      const found: { sender: string; receivedAt: number[] }[] = [];
      // From one sender to the next along the index: there are few, of very many messages.
      for (let sender = ''; ; ) {
        const next = (
          await db
            .select({ sender: messages.sender })
            .from(messages)
            .where(gt(messages.sender, sender))
            .orderBy(asc(messages.sender))
            .limit(1)
        )[0];
        if (next === undefined) return found;
        sender = next.sender;
        const rows = await db
          .select({ at: messages.receivedAt })
          .from(messages)
          .where(eq(messages.sender, sender))
          .orderBy(desc(messages.receivedAt))
          .limit(limit);
        found.push({ sender, receivedAt: rows.map(({ at }) => at) });
      }
    },
    historyOfCause: async (cause) =>
      db
        .select()
        .from(t.history)
        .where(sql`cause = ${cause} and substr(cause, 1, 8) = 'message:'`)
        .orderBy(asc(t.history.instanceId), asc(t.history.seq)),
  };
}

interface CauseRow {
  readonly cause: string;
  readonly reason: string | null;
  readonly count: number;
  readonly first_at: number;
  readonly last_at: number;
}

function conditionsOf(query: MessageQuery): (SQL | undefined)[] {
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
