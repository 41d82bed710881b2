import type pg from 'pg';
import { placesOf, type QueueScope } from '../../../engine/access.ts';
import { gone, heldBy } from '../../../engine/claiming.ts';
import type { AuditRow, Claim, ClaimHolder, ListedTask } from '../../../engine/store.ts';
import { at } from './at.ts';
import { fromStored, type StoredRow, toStored } from './row.ts';
import * as t from './tables.ts';

/** How often a claim that met another at the same instant looks again. */
const mostTries = 50;

/** Where a claim moved, for the notice. */
export interface Place {
  readonly instanceId: string;
  readonly facility: string;
  readonly queue: string;
}

export interface Claims {
  claim(
    taskId: string,
    holder: ClaimHolder,
    audit?: AuditRow,
  ): Promise<{ claim: Claim; moved: Place | null }>;
  claimNext(
    scope: QueueScope,
    holder: ClaimHolder,
    audit?: AuditRow,
  ): Promise<ListedTask | undefined>;
  /** Null when nobody held it. */
  unclaim(taskId: string, holderId: string | null, audit?: AuditRow): Promise<Place | null>;
}

const toClaim = fromStored(t.claims);
const toTask = fromStored(t.tasks);
const toAudit = toStored(t.audit);

/** Claims need no instance: the key of their own table decides between two servers. */
export function createClaims(pool: pg.Pool, virtualNow: () => number | null): Claims {
  const ask = async (name: string, text: string, values: unknown[]): Promise<StoredRow[]> =>
    (await pool.query<StoredRow>({ name, text, values })).rows;

  const liveClaim = async (taskId: string): Promise<Claim | null> => {
    const [row] = await ask('claim-of', claimOf, [virtualNow(), taskId]);
    return row === undefined ? null : toClaim(row);
  };

  const claim: Claims['claim'] = async (taskId, holder, audit) => {
    for (let tries = 1; ; tries += 1) {
      const [row] = await ask('claim', claimOne, [
        virtualNow(),
        taskId,
        holder.id,
        holder.name,
        holder.leaseMs,
        holder.mayTakeOver,
        auditJson(audit),
      ]);
      if (row === undefined) throw gone(taskId);
      if (row.task_id !== null) {
        const moved = row.held_before === holder.id ? null : placeOf(row);
        return { claim: toClaim(row), moved };
      }
      const held = await liveClaim(taskId);
      if (held !== null && held.holderId !== holder.id) throw heldBy(taskId, held);
      if (tries >= mostTries) throw new Error(`${taskId} was claimed and freed ${tries} times.`);
    }
  };

  const claimNext: Claims['claimNext'] = async (scope, holder, audit) => {
    const { facilities, practitioners, queue } = scope;
    const places = practitioners === null ? null : placesOf(practitioners);
    const where = places !== null ? 'practitioners' : facilities === '*' ? 'all' : 'facilities';
    const place = {
      practitioners: places?.map(([practitionerId]) => practitionerId) ?? null,
      facilities:
        places?.map(([, facility]) => facility) ?? (facilities === '*' ? null : facilities),
    };
    for (let tries = 1; tries <= mostTries; tries += 1) {
      // First past what others are just taking; when all that is left is being taken, wait for it.
      const [row] = await ask(`claim-next ${where} ${tries === 1}`, nextOf(where, tries === 1), [
        virtualNow(),
        queue,
        place.practitioners,
        place.facilities,
        holder.id,
        holder.name,
        holder.leaseMs,
        auditJson(audit),
      ]);
      if (row === undefined || row.candidates === 0) return undefined;
      if (row.task_id !== null) return { ...toTask(row), claim: toClaim(row) };
    }
    return undefined;
  };

  const unclaim: Claims['unclaim'] = async (taskId, holderId, audit) => {
    const [row] = await ask('unclaim', unclaimOne, [
      virtualNow(),
      taskId,
      holderId,
      auditJson(audit),
    ]);
    if (row !== undefined) return placeOf(row);
    const held = await liveClaim(taskId);
    if (held !== null && holderId !== null && held.holderId !== holderId)
      throw heldBy(taskId, held);
    return null;
  };

  return { claim, claimNext, unclaim };
}

const claimOf = `SELECT * FROM claims WHERE task_id = $2 AND expires_at > ${at(1)}`;

const addAudit = (parameter: number, when: string): string =>
  `INSERT INTO audit SELECT * FROM json_populate_recordset(NULL::audit, $${parameter}::json) WHERE EXISTS (SELECT FROM ${when})`;

const claimOne = `
  WITH clock AS (SELECT ${at(1)} AS at),
  task AS (SELECT id, instance_id, facility, queue FROM tasks WHERE id = $2 FOR KEY SHARE),
  before AS (SELECT holder_id FROM claims, clock WHERE task_id = $2 AND expires_at > clock.at),
  put AS (
    INSERT INTO claims AS c SELECT task.id, $3, $4, clock.at, clock.at + $5::bigint FROM task, clock
    ON CONFLICT (task_id) DO UPDATE SET
      holder_id = excluded.holder_id, holder_name = excluded.holder_name, expires_at = excluded.expires_at,
      claimed_at = CASE WHEN c.holder_id = excluded.holder_id AND c.expires_at > excluded.claimed_at
        THEN c.claimed_at ELSE excluded.claimed_at END
    WHERE c.expires_at <= excluded.claimed_at OR c.holder_id = excluded.holder_id OR $6::boolean
    RETURNING c.*
  ),
  told AS (${addAudit(7, 'put')})
  SELECT task.instance_id, task.facility, task.queue, before.holder_id AS held_before, put.*
  FROM task LEFT JOIN put ON true LEFT JOIN before ON true`;

const unclaimOne = `
  WITH freed AS (
    DELETE FROM claims WHERE task_id = $2 AND expires_at > ${at(1)} AND ($3::text IS NULL OR holder_id = $3)
    RETURNING task_id
  ),
  told AS (${addAudit(4, 'freed')})
  SELECT instance_id, facility, queue FROM tasks JOIN freed ON freed.task_id = tasks.id`;

/** The first few that nobody holds, one seek per place; of these the first that can be locked. */
function nextOf(where: 'all' | 'facilities' | 'practitioners', isPatient: boolean): string {
  const free = (condition: string): string => `
    SELECT t.id, t.rank, t.due_at FROM tasks t
    WHERE ${condition} t.queue = $2 AND t.list_state = 'open'
      AND NOT EXISTS (SELECT FROM claims c WHERE c.task_id = t.id AND c.expires_at > ${at(1)})
    ORDER BY t.rank, t.due_at, t.id LIMIT 16`;
  const each = (places: string, condition: string): string =>
    `SELECT x.id FROM ${places}
     CROSS JOIN LATERAL (${free(condition)}) x ORDER BY x.rank, x.due_at, x.id LIMIT 16`;
  const candidates = {
    all: `SELECT id FROM (${free('$3::text[] IS NULL AND $4::text[] IS NULL AND t.rank IS DISTINCT FROM 2147483647 AND')}) x`,
    facilities: each(
      'unnest($4::text[]) AS f(facility)',
      '$3::text[] IS NULL AND t.facility = f.facility AND',
    ),
    practitioners: each(
      'unnest($3::text[], $4::text[]) AS f(practitioner_id, facility)',
      't.practitioner_id = f.practitioner_id AND (f.facility IS NULL OR t.facility = f.facility) AND',
    ),
  }[where];
  return `
  WITH clock AS (SELECT ${at(1)} AS at),
  candidates AS MATERIALIZED (${candidates}),
  task AS (
    SELECT t.* FROM tasks t WHERE t.id = ANY (ARRAY(SELECT id FROM candidates)) AND t.list_state = 'open'
    ORDER BY t.rank, t.due_at, t.id LIMIT 1 FOR NO KEY UPDATE OF t ${isPatient ? 'SKIP LOCKED' : ''}
  ),
  put AS (
    INSERT INTO claims AS c SELECT task.id, $5, $6, clock.at, clock.at + $7::bigint FROM task, clock
    ON CONFLICT (task_id) DO UPDATE SET
      holder_id = excluded.holder_id, holder_name = excluded.holder_name,
      claimed_at = excluded.claimed_at, expires_at = excluded.expires_at
    WHERE c.expires_at <= excluded.claimed_at
    RETURNING c.*
  ),
  told AS (
    INSERT INTO audit (id, at, user_id, user_name, role, action, what, patient_id, encounter_id, instance_id, purpose, from_address)
    SELECT a.id, a.at, a.user_id, a.user_name, a.role, a.action, 'next:' || task.id,
      task.patient_id, task.encounter_id, task.instance_id, a.purpose, a.from_address
    FROM json_populate_recordset(NULL::audit, $8::json) a CROSS JOIN task WHERE EXISTS (SELECT FROM put)
  )
  SELECT n.candidates, task.*, put.* FROM (SELECT count(*) AS candidates FROM candidates) n
  LEFT JOIN task ON true LEFT JOIN put ON true`;
}

function placeOf(row: StoredRow): Place {
  return {
    instanceId: String(row.instance_id),
    facility: String(row.facility),
    queue: String(row.queue),
  };
}

function auditJson(audit: AuditRow | undefined): string | null {
  return audit === undefined ? null : JSON.stringify([toAudit(audit)]);
}
