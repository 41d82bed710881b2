import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createSqliteStore } from '../../server/store/sqlite/store.ts';
import { startServer } from './bench-server.ts';
import { type FeedMessage, stayMessages } from './hl7-feed.ts';
import { type MllpClient, openMllp } from './mllp-client.ts';
import { type Line, p95 } from './table.ts';

const perSecond = 111;
const connections = 12;
const dayMs = 24 * 60 * 60 * 1000;

/**
 * A hospital's feed at its own pace, and `kill -9` of the server in the middle: what was not acknowledged is sent
 * again, as an interface engine does. In the end every message must be there, once.
 */
export async function feedEndurance(seconds: number): Promise<Line> {
  const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-bench-'));
  const db = join(folder, 'feed.db');
  let server = await startServer(db, ['--empty', '--mllp', '0']);
  const port = server.mllpPort ?? 0;
  const sent = new Set<string>();
  const latencies: number[] = [];
  let again = 0;
  const startedAt = performance.now();
  const perConnection = Math.ceil((perSecond * seconds) / connections);

  const deliver = async (
    { text, controlId }: FeedMessage,
    open: MllpClient | null,
  ): Promise<MllpClient> => {
    for (let client = open; ; again += 1) {
      try {
        client ??= await openMllp(port);
        const answer = await client.send(text);
        if (!answer.includes(`MSA|AA|${controlId}`)) throw new RefusedMessage(answer);
        return client;
      } catch (error) {
        if (error instanceof RefusedMessage) throw error;
        client = null;
        await delay(50);
      }
    }
  };
  const feed = Array.from({ length: connections }, async (_, n) => {
    let client: MllpClient | null = null;
    let queue: readonly FeedMessage[] = [];
    for (let index = 0; index < perConnection; index += 1) {
      if (queue.length === 0) queue = stayMessages(`E${n}x${index}`, Date.now() - 2 * dayMs);
      const [message, ...rest] = queue;
      queue = rest;
      if (message === undefined) break;
      const due = startedAt + ((index * connections + n) * 1000) / perSecond;
      if (due > performance.now()) await delay(due - performance.now());
      const before = performance.now();
      client = await deliver(message, client);
      latencies.push(performance.now() - before);
      sent.add(message.controlId);
    }
    client?.close();
  });
  const restart = async (): Promise<number> => {
    await delay((seconds * 1000) / 2);
    const killedAt = performance.now();
    await server.killNine();
    server = await startServer(db, ['--empty', '--mllp', String(port)]);
    return performance.now() - killedAt;
  };
  const [downMs] = await Promise.all([restart(), ...feed]);
  const took = (performance.now() - startedAt) / 1000;
  await server.stop();
  const { lost, doubled } = await compare(db, sent);
  rmSync(folder, { recursive: true });
  const rate = sent.size / took;
  const isMet = lost === 0 && doubled === 0 && rate >= perSecond * 0.98;
  return {
    what: `HL7 v2 at ${perSecond} messages/s for ${seconds} s, kill -9 in the middle`,
    value: `${sent.size.toLocaleString('en')} acknowledged at ${rate.toFixed(1)}/s, p95 ${p95(latencies).toFixed(0)} ms, away ${downMs.toFixed(0)} ms, ${again} tries again; ${lost} lost, ${doubled} twice`,
    bar: '0 lost, 0 twice',
    isMet,
  };
}

class RefusedMessage extends Error {}

async function compare(
  db: string,
  sent: ReadonlySet<string>,
): Promise<{ readonly lost: number; readonly doubled: number }> {
  const store = createSqliteStore(db);
  const times = new Map<string, number>();
  for (let afterId = ''; ; ) {
    const rows = await store.messages({ afterId, limit: 1000 });
    for (const { controlId, outcome } of rows)
      if (outcome === 'taken') times.set(controlId ?? '', (times.get(controlId ?? '') ?? 0) + 1);
    if (rows.length < 1000) break;
    afterId = rows.at(-1)?.id ?? '';
  }
  await store.close();
  return {
    lost: [...sent].filter((controlId) => !times.has(controlId)).length,
    doubled: [...times.values()].filter((count) => count > 1).length,
  };
}
