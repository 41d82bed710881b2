import type Database from 'better-sqlite3';
import { and, asc, desc, eq, gt, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { KeptMessage, Store } from '../../../engine/store.ts';
import {
  type CauseRow,
  causesStatement,
  conditionsOf,
  type KeptFacility,
  keptConditionsOf,
  keptFacilityAfter,
  toCauseCount,
} from '../message-search.ts';
import { type Row, readerOf } from './row-reader.ts';
import * as t from './tables.ts';

const toMessage = readerOf<KeptMessage>(t.messages);

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
export function createMessageReads(
  database: Database.Database,
  db: BetterSQLite3Database,
): MessageReads {
  // Asked for each message that comes in; put in order afterwards, for a sorter costs SQLite more than finding none.
  const ofControlKey = database.prepare(
    'SELECT * FROM messages WHERE control_id = ? AND control_key = ?',
  );
  const { messages } = t;
  return {
    messageByControlKey: async (controlKey, controlId) =>
      ofControlKey
        .all(controlId, controlKey)
        .map((row) => toMessage(row as Row))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    message: async (id) => db.select().from(messages).where(eq(messages.id, id)).get(),
    messages: async (query) =>
      db
        .select()
        .from(messages)
        .where(and(...conditionsOf(query)))
        .orderBy(query.afterId === undefined ? desc(messages.id) : asc(messages.id))
        .limit(query.limit)
        .all(),
    facilitiesOfKept: async () => {
      const next = (after: string | null) => db.all<KeptFacility>(keptFacilityAfter(after))[0];
      const found: (string | null)[] = next(null) === undefined ? [] : [null];
      for (let row = next(''); row?.facility != null; row = next(row.facility))
        found.push(row.facility);
      return found;
    },
    messagesKept: async (query) =>
      db
        .select()
        .from(messages)
        .where(keptConditionsOf(query))
        .orderBy(asc(messages.receivedAt), asc(messages.id))
        .limit(query.limit)
        .all(),
    messageCauses: async () => db.all<CauseRow>(causesStatement).map(toCauseCount),
    receipts: async (limit) => {
      const found: { sender: string; receivedAt: number[] }[] = [];
      // From one sender to the next along the index: there are few, of very many messages.
      for (let sender = ''; ; ) {
        const next = db
          .select({ sender: messages.sender })
          .from(messages)
          .where(gt(messages.sender, sender))
          .orderBy(asc(messages.sender))
          .limit(1)
          .get();
        if (next === undefined) return found;
        sender = next.sender;
        const rows = db
          .select({ at: messages.receivedAt })
          .from(messages)
          .where(eq(messages.sender, sender))
          .orderBy(desc(messages.receivedAt))
          .limit(limit)
          .all();
        found.push({ sender, receivedAt: rows.map(({ at }) => at) });
      }
    },
    historyOfCause: async (cause) =>
      db
        .select()
        .from(t.history)
        .where(sql`cause = ${cause} and substr(cause, 1, 8) = 'message:'`)
        .orderBy(asc(t.history.instanceId), asc(t.history.seq))
        .all(),
  };
}
