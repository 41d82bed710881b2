import type pg from 'pg';
import type { Act, PractitionerCount, ReportReads } from '../../../engine/store.ts';
import { at } from './at.ts';
import { toListed } from './read-tasks.ts';
import { fromStored, type StoredRow } from './row.ts';
import * as t from './tables.ts';

const toInstance = fromStored(t.instances);

/** What reports read: each an index, walked no further than what it counts. */
export function createReportReads(pool: pg.Pool, virtualNow: () => number | null): ReportReads {
  const ask = async (name: string, text: string, values: unknown[]): Promise<StoredRow[]> =>
    (await pool.query<StoredRow>({ name, text, values })).rows;
  return {
    practitionerCounts: async (queue, facilities, instant) => {
      const places = facilities === '*' ? null : facilities;
      const rows = await ask('practitioner-counts', practitionerCounts, [queue, instant, places]);
      return rows.map(toCount);
    },
    heldTasks: async () => (await ask('held-tasks', heldTasks, [virtualNow()])).map(toListed),
    acts: async ({ type, fromAt, toAt, after, limit }) => {
      const { at: afterAt, instanceId, seq } = after ?? { at: -1, instanceId: '', seq: 0 };
      const rows = await ask('acts', acts, [type, fromAt, toAt, afterAt, instanceId, seq, limit]);
      return rows.map(toAct);
    },
    instancesOfEncounters: async (encounterIds) =>
      (await ask('instances-of-encounters', instancesOf, [encounterIds])).map(toInstance),
    tasksOfEncounters: async (encounterIds, queues) =>
      (await ask('tasks-of-encounters', tasksOf, [virtualNow(), encounterIds, queues])).map(
        toListed,
      ),
  };
}

const practitionerCounts = `
  SELECT practitioner_id, list_state, count(*) AS count,
    count(*) FILTER (WHERE due_at < $2::bigint) AS overdue, min(due_at) AS earliest_due_at
  FROM tasks WHERE practitioner_id IS NOT NULL AND queue = $1
    AND ($3::text[] IS NULL OR facility = ANY ($3))
  GROUP BY practitioner_id, list_state`;

const heldTasks = `
  SELECT t.*, c.holder_id, c.holder_name, c.claimed_at, c.expires_at
  FROM claims c JOIN tasks t ON t.id = c.task_id WHERE c.expires_at > ${at(1)} ORDER BY t.id`;

const acts = `
  SELECT h.instance_id, h.seq, h.type, h.at, h.user_id, h.user_name,
    i.facility, i.patient_id, i.encounter_id, i.practitioner_id
  FROM history h JOIN instances i ON i.id = h.instance_id
  WHERE h.user_id <> 'system' AND h.type = $1 AND h.at >= $2::bigint AND h.at < $3::bigint
    AND (h.at, h.instance_id, h.seq) > ($4::bigint, $5::text, $6::bigint)
  ORDER BY h.at, h.instance_id, h.seq LIMIT $7::bigint`;

const instancesOf = 'SELECT * FROM instances WHERE encounter_id = ANY ($1::text[]) ORDER BY id';

/** One seek per instance; without OFFSET the planner would join the whole list of tasks. */
const tasksOf = `
  SELECT t.*, c.holder_id, c.holder_name, c.claimed_at, c.expires_at
  FROM instances i CROSS JOIN LATERAL (
    SELECT * FROM tasks WHERE id > i.id || '/' AND id < i.id || '0' AND queue = ANY ($3::text[]) OFFSET 0
  ) t LEFT JOIN claims c ON c.task_id = t.id AND c.expires_at > ${at(1)}
  WHERE i.encounter_id = ANY ($2::text[]) ORDER BY t.id`;

function toCount(row: StoredRow): PractitionerCount {
  return {
    practitionerId: String(row.practitioner_id),
    listState: String(row.list_state),
    count: Number(row.count),
    overdue: Number(row.overdue),
    earliestDueAt: Number(row.earliest_due_at),
  };
}

function toAct(row: StoredRow): Act {
  const textOrNull = (value: unknown): string | null => (value === null ? null : String(value));
  return {
    instanceId: String(row.instance_id),
    seq: Number(row.seq),
    type: String(row.type),
    at: Number(row.at),
    userId: String(row.user_id),
    userName: String(row.user_name),
    facility: String(row.facility),
    patientId: textOrNull(row.patient_id),
    encounterId: textOrNull(row.encounter_id),
    practitionerId: textOrNull(row.practitioner_id),
  };
}
