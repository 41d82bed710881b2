import type Database from 'better-sqlite3';
import type { Act, PractitionerCount, ReportReads } from '../../../engine/store.ts';
import type { Instance } from '../../../engine/workflow.ts';
import { listed, toListed } from './read-tasks.ts';
import { type Row, readerOf } from './row-reader.ts';
import * as t from './tables.ts';

const toInstance = readerOf<Instance>(t.instances);

/** What reports read: each an index, walked no further than what it counts. */
export function createReportReads(database: Database.Database, now: () => number): ReportReads {
  const ofPractitioners = database.prepare(
    `SELECT practitioner_id AS practitionerId, list_state AS listState, count(*) AS count,
       sum(due_at < @at) AS overdue, min(due_at) AS earliestDueAt
     FROM tasks INDEXED BY tasks_of_practitioner WHERE practitioner_id IS NOT NULL AND queue = @queue
       AND (@facilities IS NULL OR facility IN (SELECT value FROM json_each(@facilities)))
     GROUP BY practitioner_id, queue, list_state`,
  );
  // CROSS JOIN keeps the order in SQLite: few are held, however many are open.
  const held = database.prepare(
    `SELECT t.*, c.holder_id, c.holder_name, c.claimed_at, c.expires_at
     FROM claims c CROSS JOIN tasks t ON t.id = c.task_id WHERE c.expires_at > @now ORDER BY c.task_id`,
  );
  const acts = database.prepare(
    `SELECT h.instance_id AS instanceId, h.seq, h.type, h.at, h.user_id AS userId, h.user_name AS userName,
       i.facility, i.patient_id AS patientId, i.encounter_id AS encounterId, i.practitioner_id AS practitionerId
     FROM history h INDEXED BY history_acts JOIN instances i ON i.id = h.instance_id
     WHERE h.user_id <> 'system' AND h.type = @type AND h.at >= @fromAt AND h.at < @toAt
       AND (h.at, h.instance_id, h.seq) > (@at, @instanceId, @seq)
     ORDER BY h.at, h.instance_id, h.seq LIMIT @limit`,
  );
  const ofEncounters = database.prepare(
    `SELECT * FROM instances WHERE encounter_id IN (SELECT value FROM json_each(@encounterIds)) ORDER BY id`,
  );
  const tasks = database.prepare(
    `SELECT t.*, c.holder_id, c.holder_name, c.claimed_at, c.expires_at
     FROM instances i CROSS JOIN tasks t ON t.id > i.id || '/' AND t.id < i.id || '0'
     LEFT JOIN claims c ON c.task_id = t.id AND c.expires_at > @now
     WHERE i.encounter_id IN (SELECT value FROM json_each(@encounterIds))
       AND t.queue IN (SELECT value FROM json_each(@queues)) ORDER BY t.id`,
  );
  return {
    practitionerCounts: async (queue, facilities, at) =>
      ofPractitioners.all({ queue, facilities: listed(facilities), at }) as PractitionerCount[],
    heldTasks: async () => held.all({ now: now() }).map(toListed),
    acts: async ({ after = { at: -1, instanceId: '', seq: 0 }, ...query }) =>
      acts.all({ ...query, ...after }) as Act[],
    instancesOfEncounters: async (encounterIds) =>
      ofEncounters
        .all({ encounterIds: JSON.stringify(encounterIds) })
        .map((row) => toInstance(row as Row)),
    tasksOfEncounters: async (encounterIds, queues) =>
      tasks
        .all({
          encounterIds: JSON.stringify(encounterIds),
          queues: JSON.stringify(queues),
          now: now(),
        })
        .map(toListed),
  };
}
