import type pg from 'pg';
import type { DeadlineRow, LeasedEffect } from '../../../engine/store.ts';
import { at, clockReading } from './at.ts';
import type { DatabaseClock } from './database-clock.ts';
import { fromStored, type StoredRow } from './row.ts';
import * as t from './tables.ts';

/** What the worker polls for. Each is one statement, and no lock is held while the work is done. */
export interface Leases {
  leaseDeadlines(limit: number, leaseMs: number): Promise<DeadlineRow[]>;
  leaseEffects(limit: number, leaseMs: number): Promise<LeasedEffect[]>;
  dropDeadline(instanceId: string, key: string, armedSeq: number): Promise<void>;
  retryEffect(key: string, at: number, error: string, isDead: boolean): Promise<void>;
  nextDueAt(): Promise<number | null>;
}

const toDeadline = fromStored(t.deadlines);
const toEffect = fromStored(t.effects);

export function createLeases(
  pool: pg.Pool,
  clock: DatabaseClock,
  virtualNow: () => number | null,
): Leases {
  /** Every poll brings a reading of the database's clock along. */
  const poll = async (name: string, text: string, values: unknown[]): Promise<StoredRow[]> => {
    const sentAt = clock.elapsed();
    const { rows } = await pool.query<StoredRow & { clock: number }>({
      name,
      text,
      values: [virtualNow(), ...values],
    });
    if (rows[0] !== undefined) clock.observe(rows[0].clock, sentAt);
    return rows;
  };

  return {
    leaseDeadlines: async (limit, leaseMs) =>
      (await poll('lease-deadlines', leaseDeadlines, [limit, leaseMs]))
        .filter((row) => row.instance_id !== null)
        .map((row) => {
          const { leasedUntil: _, ...deadline } = toDeadline(row);
          return deadline;
        }),
    leaseEffects: async (limit, leaseMs) =>
      (await poll('lease-effects', leaseEffects, [limit, leaseMs]))
        .filter((row) => row.key !== null)
        .map(toEffect),
    dropDeadline: async (instanceId, key, armedSeq) => {
      await pool.query(
        'DELETE FROM deadlines WHERE instance_id = $1 AND key = $2 AND armed_seq = $3',
        [instanceId, key, armedSeq],
      );
    },
    retryEffect: async (key, nextAt, error, isDead) => {
      await pool.query(retryEffect, [virtualNow(), key, nextAt, error, isDead]);
    },
    nextDueAt: async () => {
      const [row] = await poll('next-due', nextDue, []);
      return (row?.due ?? null) as number | null;
    },
  };
}

const leaseDeadlines = `
  WITH due AS (
    SELECT instance_id, key FROM deadlines WHERE due_at <= ${at(1)} AND leased_until <= ${at(1)}
    ORDER BY due_at LIMIT $2::bigint FOR UPDATE SKIP LOCKED
  ),
  leased AS (
    UPDATE deadlines d SET leased_until = ${at(1)} + $3::bigint FROM due
    WHERE d.instance_id = due.instance_id AND d.key = due.key RETURNING d.*
  )
  SELECT c.clock, leased.* FROM (SELECT ${clockReading} AS clock) c LEFT JOIN leased ON true ORDER BY due_at`;

const leaseEffects = `
  WITH due AS (
    SELECT key FROM effects WHERE done_at IS NULL AND dead_at IS NULL AND next_at <= ${at(1)}
    ORDER BY next_at LIMIT $2::bigint FOR UPDATE SKIP LOCKED
  ),
  leased AS (
    UPDATE effects e SET next_at = ${at(1)} + $3::bigint, attempts = attempts + 1 FROM due
    WHERE e.key = due.key RETURNING e.*
  )
  SELECT c.clock, leased.* FROM (SELECT ${clockReading} AS clock) c LEFT JOIN leased ON true ORDER BY key`;

const retryEffect = `
  UPDATE effects SET next_at = $3, last_error = $4, dead_at = CASE WHEN $5::boolean THEN ${at(1)} END
  WHERE key = $2 AND done_at IS NULL`;

/** What is due already counts from the end of its lease, else a worker would spin on it. */
const nextDue = `
  SELECT ${clockReading} AS clock, least(
    (SELECT due_at FROM deadlines WHERE due_at > ${at(1)} ORDER BY due_at LIMIT 1),
    (SELECT min(greatest(due_at, leased_until)) FROM
      (SELECT due_at, leased_until FROM deadlines WHERE due_at <= ${at(1)} ORDER BY due_at LIMIT 1000) overdue),
    (SELECT next_at FROM effects WHERE done_at IS NULL AND dead_at IS NULL ORDER BY next_at LIMIT 1)
  ) AS due`;
