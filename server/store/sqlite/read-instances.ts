import type Database from 'better-sqlite3';
import type { FamilyMember, HistoryEntry, LoadedFamily, Store } from '../../../engine/store.ts';
import type { Instance } from '../../../engine/workflow.ts';
import type { GuardReads } from './read-guards.ts';
import type { TaskReads } from './read-tasks.ts';
import { type Row, readerOf } from './row-reader.ts';
import * as t from './tables.ts';

type InstanceReads = Pick<
  Store,
  'load' | 'loadFamily' | 'familyMembers' | 'guard' | 'findEvent' | 'history' | 'log' | 'instances'
>;

const toInstance = readerOf<Instance>(t.instances);
const toEntry = readerOf<HistoryEntry>(t.history);

/** Instances, families and the log: what the engine reads before each step, and what a replay reads whole. */
export function createInstanceReads(
  database: Database.Database,
  reads: TaskReads,
  guards: GuardReads,
): InstanceReads {
  const one = database.prepare('SELECT * FROM instances WHERE id = ?');
  // Put in order afterwards: a sorter costs SQLite more than the few rows.
  const members = database.prepare('SELECT * FROM instances WHERE family_id = ?');
  const ofFamilies = database.prepare(
    `SELECT id, family_id AS familyId, workflow, is_open AS isOpen, practitioner_id AS practitionerId,
      started_at AS startedAt
    FROM instances WHERE family_id IN (SELECT value FROM json_each(?)) AND workflow = ? ORDER BY started_at, id`,
  );
  // The condition on the name is that of its index.
  const event = database.prepare(
    `SELECT * FROM history WHERE instance_id = ? AND event_id = ? AND substr(event_id, 1, 1) <> '~'`,
  );
  const ofInstance = database.prepare(
    'SELECT * FROM history WHERE instance_id = ? AND seq > ? ORDER BY seq LIMIT ?',
  );
  const whole = database.prepare(
    'SELECT * FROM history WHERE (instance_id, seq) > (?, ?) ORDER BY instance_id, seq LIMIT ?',
  );
  const all = database.prepare('SELECT * FROM instances WHERE id > ? ORDER BY id LIMIT ?');

  const loadFamily = (familyId: string): LoadedFamily => {
    const found = members.all(familyId).map((row) => toInstance(row as Row));
    found.sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
    return {
      version: guards.versionOf(`family:${familyId}`),
      members: found,
      claims: found.flatMap(({ id }) => reads.claimsOf(id)),
    };
  };

  return {
    load: async (id) => {
      const row = one.get(id);
      return row === undefined ? undefined : toInstance(row as Row);
    },
    loadFamily: async (familyId) => loadFamily(familyId),
    familyMembers: async (familyIds, workflow) =>
      (ofFamilies.all(JSON.stringify(familyIds), workflow) as FamilyMember[]).map((row) => ({
        ...row,
        isOpen: Boolean(row.isOpen),
      })),
    guard: async (key) => guards.versionOf(key),
    findEvent: async (instanceId, eventId) => {
      const row = event.get(instanceId, eventId);
      return row === undefined ? undefined : toEntry(row as Row);
    },
    history: async (instanceId, { afterSeq = 0, limit = -1 } = {}) =>
      ofInstance.all(instanceId, afterSeq, limit).map((row) => toEntry(row as Row)),
    log: async (after, limit) =>
      whole.all(after?.instanceId ?? '', after?.seq ?? 0, limit).map((row) => toEntry(row as Row)),
    instances: async (afterId, limit) =>
      all.all(afterId ?? '', limit).map((row) => toInstance(row as Row)),
  };
}
