import { setTimeout as delay } from 'node:timers/promises';

/** Works through all items, so many at once. */
export async function atOnce<Item>(
  items: Iterable<Item>,
  howMany: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = left.next(); !next.done; next = left.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: howMany }, worker));
}

/** Where the server is; while it is down whoever wants to ask it waits for the next one. */
export interface Entrance {
  url: Promise<string>;
}

export interface Asked {
  readonly token: string;
  readonly path: string;
  readonly body?: string | object;
  readonly contentType?: string;
  readonly key?: string;
}

export interface Answered {
  readonly status: number;
  readonly text: string;
  /** Milliseconds the last try took, the one that was answered. */
  readonly took: number;
  /** Tries that a fault left without an answer. */
  readonly unknown: number;
}

/** Asks until it is answered, as an interface engine or a person does: a kill in between leaves the outcome open. */
export async function askUntilAnswered(door: Entrance, asked: Asked): Promise<Answered> {
  for (let unknown = 0; ; unknown += 1) {
    const began = performance.now();
    const answer = await askOnce(await door.url, asked).catch(() => null);
    // 503 says itself that it may be tried again.
    if (answer !== null && answer.status !== 503)
      return { ...answer, took: performance.now() - began, unknown };
    await delay(20);
  }
}

export async function askOnce(
  url: string,
  { token, path, body, contentType = 'application/json', key }: Asked,
): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': contentType }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

/** The value below which that share of all lies; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
