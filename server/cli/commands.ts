import { auditLog } from '../../engine/insight/audit-log.ts';
import { createRegistry } from '../../engine/registry.ts';
import type { Store } from '../../engine/store.ts';
import { workflows } from '../../engine/workflows/index.ts';
import type { Connection } from './connection.ts';

/** Writes to the person at the terminal. */
export type Print = (line: string) => void;

/** The queues with their counts, or the first tasks of one. */
export async function showQueues(
  connection: Connection,
  queue: string | undefined,
  print: Print,
): Promise<void> {
  if (queue === undefined) {
    const { queues } = await jsonOf(connection.call('/api/queues'));
    for (const one of queues as {
      queue: string;
      title: string;
      counts: { open: number; overdue: number };
    }[]) {
      print(
        `${one.queue.padEnd(22)} ${String(one.counts.open).padStart(6)} open ${String(one.counts.overdue).padStart(6)} overdue  ${one.title}`,
      );
    }
    return;
  }
  const { tasks } = await jsonOf(
    connection.call(`/api/tasks?queue=${encodeURIComponent(queue)}&limit=50`),
  );
  for (const task of tasks as {
    id: string;
    title: { text: string };
    dueOn: string | null;
    ageing: string;
  }[]) {
    print(
      `${(task.dueOn ?? '').padEnd(11)} ${task.ageing.padEnd(9)} ${task.title.text.padEnd(46)} ${task.id}`,
    );
  }
}

/** One instance: where it stands, why, and its history. */
export async function showInstance(
  connection: Connection,
  id: string,
  print: Print,
): Promise<void> {
  const path = `/api/instances/${encodeURIComponent(id)}`;
  const instance = await jsonOf(connection.call(path));
  print(
    `${instance.id}  ${instance.workflow} version ${instance.workflowVersion}, ${instance.isOpen ? 'open' : 'closed'}, at version ${instance.version}`,
  );
  print(`state  ${JSON.stringify(instance.state)}`);
  for (const clock of instance.clocks as {
    key: string;
    dueAt: string;
    citation: string | null;
  }[]) {
    print(
      `clock  ${clock.key} at ${clock.dueAt}${clock.citation === null ? '' : ` (${clock.citation})`}`,
    );
  }
  const { reasons } = await jsonOf(connection.call(`${path}/why`));
  for (const reason of reasons as { text: { text: string } }[]) print(`why    ${reason.text.text}`);
  const { entries } = await jsonOf(connection.call(`${path}/history`));
  for (const entry of entries as {
    seq: number;
    at: string;
    type: string;
    userName: string;
    cause: string | null;
  }[]) {
    print(
      `${String(entry.seq).padStart(5)}  ${entry.at}  ${entry.type.padEnd(24)} ${entry.userName}${entry.cause === null ? '' : `  because of ${entry.cause}`}`,
    );
  }
}

/** Replays the whole log of a database and compares it with what is stored. */
export async function verifyStore(store: Store, print: Print): Promise<boolean> {
  const result = await auditLog(createRegistry(workflows), store);
  print(`${result.instances} instances, ${result.events} events replayed`);
  for (const id of result.differing) print(`differs from its history: ${id}`);
  for (const id of result.unattended) print(`open, but in no queue and with no deadline: ${id}`);
  const isGood = result.differing.length === 0 && result.unattended.length === 0;
  print(
    isGood
      ? 'The stored state is what the history makes it.'
      : 'Restore a backup, or report this with the ids above.',
  );
  return isGood;
}

async function jsonOf(answer: Promise<Response>): Promise<Record<string, unknown>> {
  const response = await answer;
  const body = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(String(body.detail ?? response.statusText));
  return body;
}
