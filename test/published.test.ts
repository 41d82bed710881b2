import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const host = mkdtempSync(join(tmpdir(), 'chartkeeper-host-'));

beforeAll(() => {
  execFileSync('npm', ['run', '--silent', 'build:types'], { cwd: root });
  mkdirSync(join(host, 'node_modules'));
  symlinkSync(root, join(host, 'node_modules/chartkeeper'), 'dir');
  const options = {
    strict: true,
    module: 'ESNext',
    moduleResolution: 'bundler',
    target: 'ES2022',
    lib: ['ES2022', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
    types: [],
    noEmit: true,
    skipLibCheck: true,
  };
  writeFileSync(
    join(host, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: options, include: ['page.ts'] }),
  );
}, 60_000);
afterAll(() => rmSync(host, { recursive: true, force: true }));

function compile(page: string): Promise<string> {
  writeFileSync(join(host, 'page.ts'), page);
  return new Promise((resolve) => {
    execFile(join(root, 'node_modules/.bin/tsc'), ['-p', host], (_, out) => resolve(out));
  });
}

describe('what a host page gets', () => {
  test('types that know the elements, their properties and their events, and refuse what they have not', async () => {
    const good = `
      import type { GetToken } from 'chartkeeper/widgets';
      const getToken: GetToken = async () => ({ token: 't', expiresAt: '2026-11-24T12:00:00Z' });
      const app = document.createElement('him-app');
      app.getToken = getToken;
      const queue = document.createElement('him-queue');
      queue.queue = 'deficiencies';
      queue.addEventListener('him-task-open', (event) => { const id: string = event.detail.taskId; void id; });
    `;
    expect(await compile(good)).toBe('');
    expect(await compile(`${good} app.getToken = () => 'a token';`)).toMatch(/TS2322/);
    expect(await compile(`${good} queue.qeue = 'x';`)).toMatch(/TS2551|TS2339/);
  });

  test('a manifest with every element, attribute, event, slot and part', () => {
    const { modules } = JSON.parse(
      readFileSync(join(root, 'dist/custom-elements.json'), 'utf8'),
    ) as {
      modules: {
        declarations: { tagName?: string; events?: { name?: string }[]; cssParts?: unknown[] }[];
      }[];
    };
    const elements = modules
      .flatMap((one) => one.declarations)
      .filter((one) => one.tagName !== undefined);
    expect(elements.map((one) => one.tagName).sort()).toEqual([
      'him-app',
      'him-clock',
      'him-deficiencies',
      'him-inbox',
      'him-notes',
      'him-queue',
      'him-record',
      'him-review',
      'him-timeline',
      'him-why',
      'him-workflow-map',
    ]);
    const events = elements.flatMap(
      (one) => one.events?.flatMap((event) => event.name ?? []) ?? [],
    );
    expect(events).toEqual(
      expect.arrayContaining([
        'him-auth-lost',
        'him-task-open',
        'him-task-claim',
        'him-action',
        'him-task-done',
      ]),
    );
  });

  test('an embed of 25 kB at most, gzip, all that loads before the first list', () => {
    const folder = join(root, 'dist/widgets');
    const seen = new Set<string>();
    const weigh = (file: string): number => {
      if (seen.has(file)) return 0;
      seen.add(file);
      const code = readFileSync(join(folder, file));
      const statics = [...code.toString().matchAll(/(?:from|import)\s*["']\.\/([^"']+)["']/g)].map(
        (match) => match[1] ?? '',
      );
      return gzipSync(code).length + statics.reduce((sum, next) => sum + weigh(next), 0);
    };
    const bytes = weigh('chartkeeper.js');
    expect(seen.size).toBeGreaterThan(1);
    expect(bytes).toBeLessThanOrEqual(25 * 1024);
  });
});
