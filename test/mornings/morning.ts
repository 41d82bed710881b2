import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchOptions } from '../chromium.ts';
import { openPage } from '../end-to-end-page.ts';
import { buildOnce, type RunningServer, startServer } from '../end-to-end-server.ts';
import { type Hands, ways } from './hands.ts';

/** What the server says to someone of the demonstration, asked beside the page: the proof of what was done there. */
export type Ask = (
  who: string,
  path: string,
  given?: {
    readonly method?: string;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  },
  // biome-ignore lint/suspicious/noExplicitAny: an answer of any shape, which each morning looks into.
) => Promise<{ readonly status: number; readonly body: any }>;

export interface Morning {
  readonly hands: Hands;
  readonly ask: Ask;
  readonly url: string;
}

export interface Told {
  readonly name: string;
  readonly story: (morning: Morning) => Promise<void>;
  /** What the browser writes into the console when the server rightly refuses. */
  readonly excused: readonly string[];
}

/** Tells a morning twice, with the mouse and with the keyboard alone, each in a hospital of its own. */
export function tellMorning({ name, story, excused }: Told): void {
  const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-morning-'));
  let browser: Browser;
  beforeAll(async () => {
    buildOnce();
    browser = await chromium.launch(launchOptions());
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [way, handsOf] of Object.entries(ways))
    test(`${name}, ${way}`, { timeout: 60_000 }, async () => {
      const server = await startServer({ db: join(folder, `${way}.db`) });
      const { page, faults } = await openPage(browser, server.url);
      page.setDefaultTimeout(5000);
      try {
        await story({ hands: handsOf(page), ask: asker(server), url: server.url });
        expect(faults.filter((one) => !excused.some((words) => one.includes(words)))).toEqual([]);
      } finally {
        await page.context().close();
        await server.stop();
      }
    });
}

function asker({ url }: RunningServer): Ask {
  const tokens = new Map<string, string>();
  const tokenOf = async (who: string): Promise<string> => {
    const known = tokens.get(who);
    if (known !== undefined) return known;
    const session = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ demo: who }),
    });
    const { token } = (await session.json()) as { token: string };
    tokens.set(who, token);
    return token;
  };
  return async (who, path, { method = 'GET', body, headers = {} } = {}) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await tokenOf(who)}`,
        'content-type': 'application/json',
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  };
}
