import type pg from 'pg';
import { guardKey, instanceKey, resourceKey, type Versions } from './write-change.ts';

/** Sends a batch: null when it was written, else the versions that are not as assumed. */
export async function sendBatch(
  writer: pg.Pool,
  parameters: readonly unknown[],
  onClock: (at: number) => void,
): Promise<Versions | null> {
  const { rows } = await writer.query<{ clock: number; stale: StaleVersions | null }>({
    name: 'commit-batch',
    text: commitBatch,
    values: [...parameters],
  });
  const answer = rows[0];
  if (answer === undefined) throw new Error('commit_batch gave no answer.');
  onClock(answer.clock);
  if (answer.stale === null) return null;
  const { instances, guards, resources } = answer.stale;
  return new Map([
    ...(instances ?? []).map(([id, version]) => [instanceKey(id), version] as const),
    ...(guards ?? []).map(([key, version]) => [guardKey(key), version] as const),
    ...(resources ?? []).map(([type, id, version]) => [resourceKey(type, id), version] as const),
  ]);
}

interface StaleVersions {
  readonly instances: readonly [string, number][] | null;
  readonly guards: readonly [string, number][] | null;
  readonly resources: readonly [string, string, number][] | null;
}

const parameterCount = 30;
const commitBatch = `SELECT clock, stale FROM commit_batch(${Array.from({ length: parameterCount }, (_, n) => `$${n + 1}`).join(', ')})`;
