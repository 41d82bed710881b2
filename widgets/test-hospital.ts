import stays from '../examples/hospital/stays.json' with { type: 'json' };
import type { Assembled } from '../server/assemble.ts';
import { DemoData } from '../server/demo/demo-data.ts';
import { stayBundle } from '../server/demo/stay-bundle.ts';
import { createInPageServer } from '../server/in-page.ts';
import type { Token } from './app/token-source.ts';

const all = DemoData.parse(stays);

/** The stays most tests need: their deficiencies are due far enough apart to have a certain order. */
const usual = ['24', '11', '01', '06', '14', '04', '21', '03'];

/** The real server over the memory store, in this page, with some stays of the demo data in it. */
export interface Hospital extends Assembled {
  tokenOf(demo: string): Promise<Token>;
  /** Calls the API as someone else, who sits at another desk. @throws Error when refused */
  call(demo: string, path: string, json?: unknown): Promise<unknown>;
  /** Takes in another stay of the demo data, as the hospital system would send it. */
  admit(stay: string): Promise<void>;
  /** Copies a task, its instance with it, until its queue holds so many. */
  fill(taskId: string, count: number): Promise<void>;
}

const opened: Assembled[] = [];

export async function openHospital(numbers: readonly string[] = usual): Promise<Hospital> {
  const chosen = all.stays.filter((stay) => numbers.includes(stay.id.replace('stay-', '')));
  const server = await createInPageServer({ data: { ...all, stays: chosen } });
  opened.push(server);

  async function ask(path: string, init: RequestInit): Promise<unknown> {
    const response = await server.app.request(path, init);
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return response.json();
  }

  async function tokenOf(demo: string): Promise<Token> {
    return (await ask('/api/session', posted({ demo }))) as Token;
  }

  async function call(demo: string, path: string, json?: unknown): Promise<unknown> {
    const { token } = await tokenOf(demo);
    const Authorization = `Bearer ${token}`;
    if (json === undefined) return ask(path, { headers: { Authorization } });
    return ask(path, posted(json, { Authorization }));
  }

  return {
    ...server,
    tokenOf,
    call,
    admit: async (number) => {
      const stay = all.stays.find((one) => one.id === `stay-${number}`);
      if (stay === undefined) throw new Error(`the demo data has no stay ${number}`);
      await call('feed', '/fhir', stayBundle(stay, Date.now()));
      await server.worker.drain();
    },
    fill: (taskId, count) => fill(server, taskId, count),
  };
}

/** Ends the servers of a test: their merging timers must not tick into the next one. */
export async function closeHospitals(): Promise<void> {
  await Promise.all(opened.splice(0).map((server) => server.close()));
}

async function fill(server: Assembled, taskId: string, count: number): Promise<void> {
  const { store } = server.services;
  const found = await store.task(taskId);
  const instance = found && (await store.load(found.instanceId));
  if (found === undefined || instance === undefined) throw new Error(`there is no task ${taskId}`);
  const { claim: _, ...task } = found;
  const counted = await store.counts([task.queue]);
  const known = counted.reduce((sum, one) => sum + one.count, 0);
  const steps = Array.from({ length: count - known }, (_, i) => {
    // Later than everything else, and each later than the one before, in the order of their numbers.
    const id = `${instance.id}.${String(i).padStart(6, '0')}`;
    const copy = { ...task, id: `${id}/${task.key}`, instanceId: id, dueAt: task.dueAt + i + 1 };
    return {
      expectedVersion: 0,
      instance: { ...instance, id, familyId: null, version: 1 },
      entries: [],
      tasksGone: [],
      tasksPut: [copy],
      deadlinesPut: [],
      deadlinesRemoved: [],
      effects: [],
    };
  });
  await store.commit({ steps });
}

function posted(json: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(json),
  };
}
