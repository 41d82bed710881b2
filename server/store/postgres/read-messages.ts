import { and, asc, desc, eq, gt, sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Store } from '../../../engine/store.ts';
import {
  type CauseRow,
  causesStatement,
  conditionsOf,
  type KeptFacility,
  keptConditionsOf,
  keptFacilityAfter,
  toCauseCount,
} from '../message-search.ts';
import * as t from './tables.ts';

type MessageReads = Pick<
  Store,
  | 'messageByControlKey'
  | 'message'
  | 'messages'
  | 'facilitiesOfKept'
  | 'messagesKept'
  | 'messageCauses'
  | 'receipts'
  | 'historyOfCause'
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
    facilitiesOfKept: async () => {
      const next = async (after: string | null) =>
        (await db.execute<KeptFacility>(keptFacilityAfter(after))).rows[0];
      const found: (string | null)[] = (await next(null)) === undefined ? [] : [null];
      for (let row = await next(''); row?.facility != null; row = await next(row.facility))
        found.push(row.facility);
      return found;
    },
    messagesKept: async (query) =>
      db
        .select()
        .from(messages)
        .where(keptConditionsOf(query))
        .orderBy(asc(messages.receivedAt), asc(messages.id))
        .limit(query.limit),
    messageCauses: async () => (await db.execute<CauseRow>(causesStatement)).rows.map(toCauseCount),
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
