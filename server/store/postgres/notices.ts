import pg from 'pg';
import type { ChangeNotice } from '../../../engine/store.ts';
import { connectionOf } from './open.ts';

/** Tells other servers what changed here, and hears it from them. A hint: what is lost costs a lost race or a poll. */
export interface Notices {
  /** What this process committed: its own listeners hear it now, other servers soon. */
  tell(notice: ChangeNotice | null): void;
  subscribe(listener: (notice: ChangeNotice) => void): () => void;
  close(): Promise<void>;
}

const channel = 'chartkeeper';
/** PostgreSQL refuses a payload of 8000 bytes or more. */
const mostBytes = 7900;
/** NOTIFY takes a lock of the whole server at commit, so all that happens meanwhile is one. */
const gapMs = 25;
const mostWaiting = 10_000;
const reconnectAfterMs = 500;

const notify = 'SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS p(payload)';

interface Payload {
  readonly origin: string;
  readonly instances: readonly string[];
  readonly queues: ChangeNotice['queues'];
}

export function createNotices(url: string, origin: string): Notices {
  const listeners = new Set<(notice: ChangeNotice) => void>();
  const instances = new Set<string>();
  const queues = new Map<string, ChangeNotice['queues'][number]>();
  let client: pg.Client | null = null;
  let isClosed = false;
  let telling: Promise<void> | null = null;
  let retry: NodeJS.Timeout | null = null;

  const give = (notice: ChangeNotice): void => {
    for (const listener of listeners) listener(notice);
  };

  const connect = async (): Promise<void> => {
    const fresh = new pg.Client({ ...connectionOf(url), connectionTimeoutMillis: 5000 });
    const lose = (): void => {
      if (client === fresh) client = null;
      fresh.removeAllListeners('end');
      fresh.end().catch(() => {});
      if (isClosed || retry !== null) return;
      retry = setTimeout(() => {
        retry = null;
        connecting = connect();
      }, reconnectAfterMs);
      retry.unref();
    };
    fresh.on('error', lose);
    fresh.on('end', lose);
    fresh.on('notification', ({ payload }) => hear(payload));
    try {
      await fresh.connect();
      // A hint needs no disk.
      await fresh.query(`SET synchronous_commit = off; LISTEN ${channel}`);
      client = fresh;
    } catch {
      lose();
    }
  };

  const hear = (text: string | undefined): void => {
    const payload = JSON.parse(text ?? '{}') as Payload;
    if (payload.origin === origin) return;
    give({ isRemote: true, instances: payload.instances, queues: payload.queues });
  };

  const tellOthers = async (): Promise<void> => {
    while (instances.size + queues.size > 0) {
      await sleep(0);
      const payloads = payloadsOf({
        origin,
        instances: [...instances],
        queues: [...queues.values()],
      });
      instances.clear();
      queues.clear();
      // A lost connection is noticed and made anew by its own listener; the hint is lost.
      await client?.query(notify, [channel, payloads]).catch(() => {});
      await sleep(gapMs);
    }
    telling = null;
  };

  let connecting = connect();

  return {
    tell: (notice) => {
      if (notice === null) return;
      give(notice);
      if (instances.size < mostWaiting) for (const id of notice.instances) instances.add(id);
      for (const one of notice.queues) queues.set(`${one.facility}/${one.queue}`, one);
      telling ??= tellOthers();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      isClosed = true;
      listeners.clear();
      await telling;
      if (retry !== null) clearTimeout(retry);
      await connecting;
      await client?.end().catch(() => {});
    },
  };
}

/** Halves what is too long; a single name longer than a payload stays untold. */
function payloadsOf(payload: Payload): string[] {
  const text = JSON.stringify(payload);
  if (Buffer.byteLength(text) <= mostBytes) return [text];
  const { origin, instances, queues } = payload;
  if (instances.length + queues.length <= 1) return [];
  const [i, q] = [Math.ceil(instances.length / 2), Math.floor(queues.length / 2)];
  return [
    ...payloadsOf({ origin, instances: instances.slice(0, i), queues: queues.slice(0, q) }),
    ...payloadsOf({ origin, instances: instances.slice(i), queues: queues.slice(q) }),
  ];
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
