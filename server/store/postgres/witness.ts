import type { Change } from '../../../engine/store.ts';

/** Looks for a row that only one batch can have written: the answer when the connection broke at its commit. */
export interface Witness {
  readonly statement: string;
  readonly values: readonly unknown[];
}

/** Null when the batch holds nothing of its own, only what may be written twice. */
export function witnessOf(accepted: readonly Change[]): Witness | null {
  for (const change of accepted) {
    const entry = change.steps?.[0]?.entries[0];
    if (entry !== undefined) {
      return {
        statement:
          'SELECT 1 FROM history WHERE instance_id = $1 AND seq = $2 AND event_id = $3 AND at = $4 AND user_id = $5',
        values: [entry.instanceId, entry.seq, entry.eventId, entry.at, entry.userId],
      };
    }
    if (change.message !== undefined)
      return {
        // A replay writes over its own row: only the new answer tells the two apart.
        statement: 'SELECT 1 FROM messages WHERE id = $1 AND outcome = $2 AND answer = $3',
        values: [change.message.id, change.message.outcome, change.message.answer],
      };
    const audit = change.audit?.[0];
    if (audit !== undefined)
      return { statement: 'SELECT 1 FROM audit WHERE id = $1', values: [audit.id] };
    const resource = change.resources?.[0];
    if (resource !== undefined) {
      const { type, id, version, body } = resource;
      return {
        statement:
          'SELECT 1 FROM resource_versions WHERE type = $1 AND id = $2 AND version = $3 AND body = $4',
        values: [type, id, version, JSON.stringify(body)],
      };
    }
  }
  return null;
}
