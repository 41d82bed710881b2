import { setTimeout as delay } from 'node:timers/promises';
import type { User } from '../../engine/model/user.ts';
import { admission, deficiencyInput, stayToSign, userOf } from './hospital-load.ts';
import { createLedger, type Ledger } from './ledger.ts';

/** Where the server is now; while it is down the senders wait for the next one. */
export interface Door {
  url: Promise<string>;
}

export interface Senders {
  readonly ledger: Ledger;
  /** Resolves when this many more requests have been acknowledged. */
  afterMore(count: number): Promise<void>;
  /** Lets every sender finish what it began. */
  stop(): Promise<void>;
}

interface Request {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly token: string;
  readonly key?: string;
  readonly contentType?: string;
  readonly body?: unknown;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** One sent on purpose again out of this many. */
const repeatEvery = 6;
const hotInstances = 2;

/**
 * Closed-loop senders over HTTP. Each keeps an unanswered request and sends it again under the same key until it
 * is answered, as an interface engine does.
 */
export async function startSenders(
  door: Door,
  issue: (user: User) => Promise<string>,
  howMany: number,
): Promise<Senders> {
  const ledger = createLedger();
  const waiting = new Set<{ at: number; resolve: () => void }>();
  let isStopped = false;
  let answered = 0;

  const ask = async (request: Request): Promise<Answer> => {
    for (;;) {
      const answer = await askOnce(await door.url, request).catch(() => null);
      // 503 says itself that it may be tried again.
      if (answer !== null && answer.status !== 503) {
        answered += 1;
        for (const one of waiting) if (answered >= one.at) one.resolve();
        return answer;
      }
      ledger.unknown += 1;
      await delay(20);
    }
  };
  /** True when it was acknowledged. */
  const post = async (request: Request, isTaken = isOk): Promise<boolean> => {
    const answer = await ask({ method: 'POST', ...request });
    if (isTaken(answer)) return true;
    const { status, text } = answer;
    ledger.surprises.push(`${request.path} ${request.key}: ${status} ${text.slice(0, 300)}`);
    return false;
  };
  let posted = 0;
  const send = async (instanceId: string, token: string, key: string, event: object) => {
    const path = `/api/instances/${encodeURIComponent(instanceId)}/events`;
    const request = { path, token, key, body: event };
    if (!(await post(request))) return;
    ledger.events.push({ instanceId, eventId: eventIdOf(key) });
    posted += 1;
    if (posted % repeatEvery !== 0) return;
    ledger.repeated += 1;
    await post(request);
  };
  const start = async (feed: User, token: string, key: string, input: object) => {
    const body = { workflow: 'deficiency', input };
    const instanceId = `deficiency.${feed.id}.${key}`;
    if (await post({ path: '/api/instances', token, key, body }))
      ledger.events.push({ instanceId, eventId: eventIdOf(key) });
    return instanceId;
  };

  const hotFeed = userOf('hot-feed', ['system']);
  const hotToken = await issue(hotFeed);
  const physicianToken = await Promise.all(
    Array.from({ length: howMany }, (_, n) => issue(userOf(`dr-${n}`, ['physician'], 'reyes'))),
  );
  const hot: string[] = [];
  for (let n = 0; n < hotInstances; n += 1)
    hot.push(await start(hotFeed, hotToken, `hot-${n}`, deficiencyInput(`hot-${n}`, false)));

  const sender = async (n: number): Promise<void> => {
    const feed = userOf(`feed-${n}`, ['system']);
    const clerk = userOf(`clerk-${n}`, ['analyst']);
    const [feedToken, clerkToken] = await Promise.all([issue(feed), issue(clerk)]);
    for (let round = 0; !isStopped; round += 1) {
      const name = `${n}-${round}`;
      const isOverdue = round % 2 === 0;
      const id = await start(feed, feedToken, `s-${round}`, deficiencyInput(name, isOverdue));
      const taskId = `${id}/cure`;
      const claimPath = `/api/tasks/${encodeURIComponent(taskId)}/claim`;
      if (await post({ path: claimPath, token: clerkToken }))
        ledger.claims.push({ taskId, holderId: clerk.id });
      const progress = { type: 'deficiency.start', progress: 'dictated' };
      await send(id, clerkToken, `p-${round}`, progress);
      // All senders at one instance: every event must find its place in one history.
      await send(hot[round % hotInstances] ?? id, clerkToken, `h-${name}`, progress);
      if (isOverdue) {
        ledger.effects.push({ instanceId: id, type: 'notifyOverdue' });
      } else {
        await send(id, clerkToken, `c-${round}`, { type: 'deficiency.complete', reason: 'filed' });
        await send(id, clerkToken, `v-${round}`, { type: 'deficiency.verify' });
      }
      if (round % 2 === 1) await stay(n, name, feed, feedToken);
      if (round % 3 === 0) await admit(name, feedToken);
    }
  };
  const stay = async (n: number, name: string, feed: User, token: string): Promise<void> => {
    const { bundle, deficiencyId, sign } = stayToSign(name);
    const key = `b-${name}`;
    const request = { path: '/fhir', token, key, body: bundle, contentType: fhirJson };
    if (!(await post(request))) return;
    ledger.messages.push(`fhir|${feed.id}|${key}`);
    const reader = physicianToken[n] ?? '';
    await ask({ path: `/api/documents/${sign.documentId}/content`, token: reader });
    await send(deficiencyId, reader, `sign-${name}`, sign);
    ledger.effects.push({ instanceId: deficiencyId, type: 'postSignature' });
  };
  const admit = async (name: string, token: string): Promise<void> => {
    const controlId = `a-${name}`;
    const request = { path: '/hl7v2', token, contentType: er7, body: admission(controlId) };
    if (await post(request, ({ text }) => text.includes(`MSA|AA|${controlId}`)))
      ledger.messages.push(`EHR|NORTH|${controlId}`);
  };

  const all = Promise.all(Array.from({ length: howMany }, (_, n) => sender(n)));
  return {
    ledger,
    afterMore: (count) =>
      Promise.race([
        new Promise<void>((resolve) => waiting.add({ at: answered + count, resolve })),
        // A sender that failed by a mistake of the test ends the waiting.
        all.then(() => {}),
      ]),
    stop: async () => {
      isStopped = true;
      await all;
    },
  };
}

/** How the server names an event after the Idempotency-Key it came with. */
function eventIdOf(key: string): string {
  return `key:${key}`;
}

const fhirJson = 'application/fhir+json';
const er7 = 'x-application/hl7-v2+er7';

function isOk({ status }: Answer): boolean {
  return status === 200 || status === 201;
}

async function askOnce(url: string, request: Request): Promise<Answer> {
  const { method = 'GET', path, token, key, contentType = 'application/json', body } = request;
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': contentType }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  return { status: response.status, text: await response.text() };
}
