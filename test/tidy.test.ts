import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => existsSync(join(root, file)));
const sources = tracked.filter(
  (file) => /^(engine|server|widgets|examples|test)\/.*\.ts$/.test(file) && !file.endsWith('.d.ts'),
);
const isTest = (file: string): boolean => /\.test\.ts$|^test\/|^widgets\/test-/.test(file);
const product = sources.filter((file) => !isTest(file));
const text = (file: string): string => readFileSync(join(root, file), 'utf8');

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
}

/** Every import of a file; relative ones as paths from the root. */
function importsOf(file: string): Import[] {
  const found = text(file).matchAll(
    /^(?:import|export)\s+(type\s)?[^;'"]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/gm,
  );
  return [...found].map(([, type, named, bare, dynamic]) => {
    const specifier = named ?? bare ?? dynamic ?? '';
    const to = specifier.startsWith('.')
      ? relative(root, join(root, dirname(file), specifier))
      : specifier;
    return { from: file, to, isType: type !== undefined };
  });
}

const imports = product.flatMap(importsOf);
const offending = (wrong: (one: Import) => boolean): string[] =>
  imports.filter(wrong).map((one) => `${one.from} → ${one.to}`);
const isPackage = (to: string): boolean =>
  !/^(engine|server|widgets|examples|test)\//.test(to) && !to.startsWith('.');

describe('the house', () => {
  test('the check sees the code it judges', () => {
    expect(product.length).toBeGreaterThan(60);
    expect(imports.filter((one) => one.to === 'engine/errors.ts').length).toBeGreaterThan(5);
    expect(imports.filter((one) => one.to === 'xstate').length).toBeGreaterThan(1);
  });

  test('engine/ imports itself, xstate, the schema library, and the pure libraries named in DECISIONS.md', () => {
    const allowed = ['xstate', 'zod', 'temporal-polyfill', '@18f/us-federal-holidays'];
    expect(
      offending(
        ({ from, to }) =>
          from.startsWith('engine/') && !to.startsWith('engine/') && !allowed.includes(to),
      ),
    ).toEqual([]);
  });

  test('a workflow folder imports model/, time/, rules/, workflow.ts and access.ts, never another workflow', () => {
    expect(
      offending(({ from, to }) => {
        const folder = /^engine\/workflows\/([^/]+)\//.exec(from)?.[0];
        if (folder === undefined || isPackage(to) || from.endsWith('.fixture.ts')) return false;
        return (
          !to.startsWith(folder) &&
          !/^engine\/(model|time|rules)\/|^engine\/(workflow|access)\.ts$/.test(to)
        );
      }),
    ).toEqual([]);
  });

  test('app.ts, client.ts and routes/ know no database and no Node built-in', () => {
    const inside =
      /^server\/(app|assemble|in-page|client|context|contract|problem|names|policies|live|auth|worker)\.ts$|^server\/(routes|intake)\//;
    expect(
      offending(
        ({ from, to }) =>
          inside.test(from) &&
          (/^node:|better-sqlite3|^pg$|drizzle/.test(to) || to.startsWith('server/store/')),
      ),
    ).toEqual([]);
  });

  test('interop translates and never touches a store or a route', () => {
    expect(
      offending(
        ({ from, to }) => from.startsWith('server/interop/') && /^server\/(?!interop\/)/.test(to),
      ),
    ).toEqual([]);
  });

  test('widgets/ reaches server/ only at client.ts and contract types, engine/ only by type', () => {
    expect(
      offending(({ from, to, isType }) => {
        if (!from.startsWith('widgets/')) return false;
        if (to.startsWith('engine/')) return !isType;
        return (
          to.startsWith('server/') &&
          to !== 'server/client.ts' &&
          !(isType && to === 'server/contract.ts')
        );
      }),
    ).toEqual([]);
  });

  test('nothing but examples and tests imports examples', () => {
    expect(
      offending(({ from, to }) => to.startsWith('examples/') && !from.startsWith('examples/')),
    ).toEqual([]);
  });

  test('no import runs in a circle', () => {
    const next = new Map<string, string[]>();
    for (const { from, to, isType } of imports)
      if (!isType) next.set(from, [...(next.get(from) ?? []), to]);
    const done = new Set<string>();
    const circles: string[] = [];
    const walk = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (done.has(file) || path.includes(file)) return;
      for (const to of next.get(file) ?? []) walk(to, [...path, file]);
      done.add(file);
    };
    for (const file of product) walk(file, []);
    expect(circles).toEqual([]);
  });

  test('only server/main.ts reads the environment', () => {
    expect(
      product.filter((file) => file !== 'server/main.ts' && /process\.env/.test(text(file))),
    ).toEqual([]);
  });

  test('time and chance come in as arguments: engine/ never asks for them', () => {
    const asks = /\bDate\.now\(|new Date\(\)|Math\.random\(|performance\.now\(|crypto\./;
    expect(product.filter((file) => file.startsWith('engine/') && asks.test(text(file)))).toEqual(
      [],
    );
  });

  test('a file has 300 lines at most and is named in kebab-case after what it holds', () => {
    const drawers = /^(utils?|helpers?|types|common|misc|manager)\.ts$/;
    expect(sources.filter((file) => text(file).split('\n').length > 301 && !isTest(file))).toEqual(
      [],
    );
    expect(sources.filter((file) => drawers.test(basename(file)))).toEqual([]);
    expect(
      sources.filter((file) => !/^[a-z0-9]+([.-][a-z0-9]+)*\.ts$/.test(basename(file))),
    ).toEqual([]);
  });

  test('our words are used: no claim released, no case, no work item, no todo in names', () => {
    const avoided =
      /\b(workItem|work_item|todoList|ticketId|providerId|primaryDiagnosis|parkTask|releaseTask)\b/;
    expect(product.filter((file) => avoided.test(text(file)))).toEqual([]);
  });

  test('no test is skipped or alone', () => {
    const marked = /\b(?:it|test|describe|suite|context)\.(?:skip|only|todo)\(/;
    expect(sources.filter((file) => marked.test(text(file)))).toEqual([]);
  });

  test('the lock file holds no download addresses', () => {
    expect(text('package-lock.json')).not.toMatch(/"resolved":\s*"http/);
  });

  test('the lock file names the packages of every platform, without which npm ci refuses it', () => {
    const { packages } = JSON.parse(text('package-lock.json')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const known = new Set(
      Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')),
    );
    const wanted = Object.values(packages).flatMap((one) =>
      Object.keys(one.optionalDependencies ?? {}),
    );
    expect(wanted.length).toBeGreaterThan(10);
    expect(wanted.filter((name) => !known.has(name))).toEqual([]);
  });

  test('the top level holds what the plan names and nothing else', () => {
    const folders = new Set(
      tracked.filter((file) => file.includes('/')).map((file) => file.split('/')[0]),
    );
    expect([...folders].sort()).toEqual(['.ci', 'engine', 'examples', 'server', 'test', 'widgets']);
  });
});
