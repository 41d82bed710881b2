import type { contract, z } from '../../server/client.ts';
import { failed, type Refused, refused } from './refused.ts';
import type { View } from './saved-view.ts';

export type Queue = z.infer<typeof contract.QueueShape>;
export type Task = z.infer<typeof contract.TaskShape>;
export type TaskPage = z.infer<typeof contract.TaskPageShape>;
export type Instance = z.infer<typeof contract.InstanceShape>;
export type Action = z.infer<typeof contract.AllowedAction>;
export type HistoryEntry = z.infer<typeof contract.HistoryEntryShape>;
export type Chart = z.infer<typeof contract.ChartShape>;
export type ChartDocument = z.infer<typeof contract.DocumentShape>;
export type Patient = z.infer<typeof contract.PatientShape>;
export type Encounter = z.infer<typeof contract.EncounterShape>;
export type Rule = z.infer<typeof contract.RuleShape>;
export type User = z.infer<typeof contract.SessionAnswer>['user'];

/** A message that could not be used. */
export interface Message {
  readonly id: string;
  readonly what: string;
  readonly sender: string;
  readonly controlId: string | null;
  readonly receivedAt: string;
  readonly reason: string | null;
}

export type ListState = 'open' | 'mine' | 'on-hold' | 'waiting';

export interface TaskQuery {
  /** The parameters that name the list, those of a view for instance. */
  readonly list: Readonly<Record<string, string>>;
  readonly limit: number;
  readonly after?: string;
  readonly offset?: number;
}

export interface SendOptions {
  readonly instanceId: string;
  readonly version: number;
  /** The same key again is the same event: a retry can never act twice. */
  readonly key: string;
  readonly event: { readonly type: string; readonly [field: string]: unknown };
}

export interface ConnectionOptions {
  readonly endpoint: string;
  readonly fetch?: typeof fetch;
  /** The bearer token; undefined when the host's own cookie speaks for the user. */
  token(): Promise<string | undefined>;
  /** Why the reader looks at what is on none of their lists: an HL7 PurposeOfUse code, or empty. */
  purpose(): string;
  /** A new token after a 401; undefined when there is none to be had. */
  renew(): Promise<string | undefined>;
}

/** All that the widgets ask of the server. This file is the only one that speaks HTTP. */
export type Connection = ReturnType<typeof createConnection>;

export function createConnection(options: ConnectionOptions) {
  const request = requester(options);

  async function json<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await request(path, init);
    return (await response.json()) as Answer;
  }

  const post = { method: 'POST' } as const;
  const id = encodeURIComponent;

  return {
    /** For the calls of widgets whose code comes later. */
    request,
    json,

    async queues(): Promise<Queue[]> {
      return (await json<{ queues: Queue[] }>('/api/queues')).queues;
    },

    tasks(query: TaskQuery): Promise<TaskPage> {
      const search = new URLSearchParams({ ...query.list, limit: String(query.limit) });
      if (query.after !== undefined) search.set('after', query.after);
      if (query.offset !== undefined) search.set('offset', String(query.offset));
      return json<TaskPage>(`/api/tasks?${search}`);
    },

    async claim(taskId: string): Promise<Task> {
      return (await json<{ task: Task }>(`/api/tasks/${id(taskId)}/claim`, post)).task;
    },
    /** Replaces whoever holds the task; for leads only. */
    async takeOver(taskId: string): Promise<Task> {
      const path = `/api/tasks/${id(taskId)}/claim?takeOver=true`;
      return (await json<{ task: Task }>(path, post)).task;
    },
    /** What time the server has: a demonstration may have moved on. */
    async serverTime(): Promise<string> {
      return (await json<{ now: string }>('/api/clock')).now;
    },
    me(): Promise<User> {
      return json<User>('/api/me');
    },
    /** Whether the user leads a team, and so may take tasks over. */
    async isLead(): Promise<boolean> {
      const { grants } = await this.me();
      return grants.some(({ role }) => role === 'supervisor' || role === 'manager');
    },
    async unclaim(taskId: string): Promise<Task> {
      return (await json<{ task: Task }>(`/api/tasks/${id(taskId)}/unclaim`, post)).task;
    },
    /** The first free task of a queue, claimed for the user; null when there is none. */
    async next(queue: string): Promise<Task | null> {
      return (await json<{ task: Task | null }>(`/api/queues/${id(queue)}/next`, post)).task;
    },

    instance(instanceId: string): Promise<Instance> {
      return json<Instance>(`/api/instances/${id(instanceId)}`);
    },
    send({ instanceId, version, key, event }: SendOptions): Promise<Instance> {
      return json<Instance>(`/api/instances/${id(instanceId)}/events`, {
        ...post,
        headers: {
          'Content-Type': 'application/json',
          'Idempotency-Key': key,
          'If-Match': `"${version}"`,
        },
        body: JSON.stringify(event),
      });
    },
    async history(instanceId: string): Promise<HistoryEntry[]> {
      return (await json<{ entries: HistoryEntry[] }>(`/api/instances/${id(instanceId)}/history`))
        .entries;
    },
    /** Saved views, with what each counts. */
    async views(): Promise<View[]> {
      return (await json<{ views: View[] }>('/api/views?counts=1')).views;
    },
    chart(encounterId: string): Promise<Chart> {
      return json<Chart>(`/api/charts/${id(encounterId)}`);
    },
    /** A letter as a page to print; each opening is on record. */
    async letter(letterId: string): Promise<string> {
      return (await request(`/api/letters/${id(letterId)}/document`, {})).text();
    },

    /** The messages that wait for one cause, newest first. */
    async messages(cause: string): Promise<Message[]> {
      const query = new URLSearchParams({ cause, limit: '100' });
      return (await json<{ messages: Message[] }>(`/api/messages?${query}`)).messages;
    },
    /** Tries every message of a cause again; the server goes on with it by itself. */
    async replay(cause: string): Promise<void> {
      await json('/api/messages/replay', {
        ...post,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ cause }),
      });
    },

    /** The stream of change notices, after the last one seen. */
    live(lastEventId: string | undefined, signal: AbortSignal): Promise<Response> {
      const headers = lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId };
      return request('/api/live', { headers: { Accept: 'text/event-stream', ...headers }, signal });
    },
  };
}

/** A name for one deliberate act of the user. */
export function eventKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) =>
    n.toString(16).padStart(2, '0'),
  ).join('');
}

function requester({
  endpoint,
  fetch: send = fetch.bind(globalThis),
  token,
  purpose,
  renew,
}: ConnectionOptions) {
  const base = endpoint.replace(/\/+$/, '');

  async function once(
    path: string,
    init: RequestInit,
    bearer: string | undefined,
  ): Promise<Response> {
    const headers = new Headers(init.headers);
    if (!headers.has('Accept')) headers.set('Accept', 'application/json, */*;q=0.5');
    if (bearer !== undefined) headers.set('Authorization', `Bearer ${bearer}`);
    if (purpose() !== '') headers.set('X-Purpose-Of-Use', purpose());
    try {
      return await send(base + path, { ...init, headers, credentials: 'same-origin' });
    } catch (error) {
      throw failed(error);
    }
  }

  return async (path: string, init: RequestInit): Promise<Response> => {
    let response = await once(path, init, await token());
    if (response.status === 401) {
      const renewed = await renew();
      if (renewed !== undefined) response = await once(path, init, renewed);
    }
    if (!response.ok) throw await refused(response);
    return response;
  };
}

export type { Refused };
