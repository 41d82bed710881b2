import type { DatabaseUnderTest } from './databases.ts';

/** What the senders were told: kept beside the server, in a process that no fault reaches. */
export interface Ledger {
  readonly events: { readonly instanceId: string; readonly eventId: string }[];
  /** Control keys of messages that were taken. */
  readonly messages: string[];
  readonly claims: { readonly taskId: string; readonly holderId: string }[];
  /** Instances that must have exactly one effect of a type. */
  readonly effects: { readonly instanceId: string; readonly type: string }[];
  /** Answers no sender should get. */
  readonly surprises: string[];
  /** Requests whose outcome a fault left open; each was sent again under its own key. */
  unknown: number;
  /** Requests sent a second time on purpose. */
  repeated: number;
}

export function createLedger(): Ledger {
  return {
    events: [],
    messages: [],
    claims: [],
    effects: [],
    surprises: [],
    unknown: 0,
    repeated: 0,
  };
}

export function acknowledged({ events, messages, claims }: Ledger): number {
  return events.length + messages.length + claims.length;
}

export interface Comparison {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
}

/** Everything acknowledged so far must be stored, and nothing stored twice. */
export async function compareLedger(
  ledger: Ledger,
  under: Pick<DatabaseUnderTest, 'rows'>,
): Promise<Comparison> {
  // Taken before the rows are read: what is acknowledged later may be missing in them.
  const events = [...ledger.events];
  const messages = [...ledger.messages];
  const claims = [...ledger.claims];
  const stored = await under.rows<{ instance_id: string; event_id: string; n: number }>(
    'select instance_id, event_id, count(*) as n from history group by instance_id, event_id',
  );
  const taken = await under.rows<{ control_key: string; n: number }>(
    `select control_key, count(*) as n from messages where outcome = 'taken' and control_key is not null group by control_key`,
  );
  const held = new Set(
    (await under.rows<{ task_id: string; holder_id: string }>('select * from claims')).map(
      (row) => `${row.task_id} ${row.holder_id}`,
    ),
  );
  const open = new Set(
    (await under.rows<{ id: string }>('select id from tasks')).map((row) => row.id),
  );
  const storedEvents = new Set(stored.map((row) => `${row.instance_id} ${row.event_id}`));
  const takenKeys = new Set(taken.map((row) => row.control_key));
  return {
    lost: [
      ...events
        .map(({ instanceId, eventId }) => `${instanceId} ${eventId}`)
        .filter((one) => !storedEvents.has(one)),
      ...messages.filter((key) => !takenKeys.has(key)),
      // A claim ends with its task.
      ...claims
        .filter(({ taskId, holderId }) => open.has(taskId) && !held.has(`${taskId} ${holderId}`))
        .map(({ taskId }) => `claim ${taskId}`),
    ],
    doubled: [
      ...stored.filter((row) => row.n > 1).map((row) => `${row.instance_id} ${row.event_id}`),
      ...taken.filter((row) => row.n > 1).map((row) => row.control_key),
    ],
  };
}

/** Each effect promised to a sender happened once: none lost, none twice under another key. */
export function compareEffects(
  ledger: Ledger,
  deliveries: Iterable<{ readonly instanceId: string; readonly type: string }>,
): Comparison {
  const times = new Map<string, number>();
  for (const { instanceId, type } of deliveries) {
    const one = `${type} ${instanceId}`;
    times.set(one, (times.get(one) ?? 0) + 1);
  }
  const wanted = ledger.effects.map(({ instanceId, type }) => `${type} ${instanceId}`);
  return {
    lost: wanted.filter((one) => !times.has(one)),
    doubled: [...times].filter(([, n]) => n > 1).map(([one]) => one),
  };
}
