import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemUser } from '../engine/model/user.ts';
import { paperChartLoan } from '../examples/own-workflow/workflow.ts';
import { silentLog } from '../server/log.ts';
import { foundation } from '../server/store/sqlite/migrations/0001-foundation.ts';
import { migrations } from '../server/store/sqlite/migrations/index.ts';
import { openDatabase } from '../server/store/sqlite/open.ts';
import { wire } from '../server/wire.ts';

const clerk = {
  id: 'clerk',
  name: 'Clerk',
  grants: [{ role: 'analyst' as const, facilities: '*' as const }],
};
const plain = {
  allowedOrigins: [],
  issuers: [],
  defaultFacility: 'north',
  demoUsers: null,
  log: silentLog,
};
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chartkeeper-migration-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a file of the first schema is brought up to date, and its patients are found and not made again', async () => {
  const db = join(folder, 'old.db');
  const old = new Database(db);
  old.exec(foundation);
  old.pragma('user_version = 1');
  const body = {
    resourceType: 'Patient',
    id: 'p1',
    identifier: [{ system: 'urn:id:GH', value: '555' }],
    name: [{ family: 'Quill', given: ['Nora'] }],
  };
  const row = [
    'Patient',
    'p1',
    1,
    1000,
    null,
    'p1',
    null,
    0,
    '["urn:id:GH|555"]',
    'm1',
    JSON.stringify(body),
  ];
  for (const table of ['resources', 'resource_versions'])
    old.prepare(`INSERT INTO ${table} VALUES (?,?,?,?,?,?,?,?,?,?,?)`).run(...row);
  old.prepare('INSERT INTO identifiers VALUES (?,?,?)').run('Patient', 'urn:id:GH|555', 'p1');
  old
    .prepare('INSERT INTO messages VALUES (?,?,?,?,?,?,?,?,?,?)')
    .run('m1', 'hl7v2', 'ADT|GH|C1', 'h1', 1000, 'feed', 'taken', null, 'MSH|as it came', 'MSA|AA');
  old.close();

  const wired = await wire({ db, ...plain });
  const { store, intake } = wired.services;
  const family = { param: 'family', ranges: [{ from: 'quill', to: 'quilm' }] };
  const found = await store.search({ type: 'Patient', where: [family], limit: 5 });
  expect(found.rows).toMatchObject([{ id: 'p1', version: 1, body, sources: {} }]);
  expect(new TextDecoder().decode(await store.content('h1'))).toBe('MSH|as it came');
  const text = [
    'MSH|^~\\&|ADT|GH|CK|GH|20261124090000||ADT^A31^ADT_A05|C2|P|2.5.1',
    'EVN|A31|20261124090000',
    'PID|1||555^^^GH^MR||Quill^Eleonora||19700402|F',
  ].join('\r');
  await intake.hl7v2(new TextEncoder().encode(text), systemUser, { from: null });
  expect(
    (await store.resources({ type: 'Patient' })).map(({ id, version }) => [id, version]),
  ).toEqual([['p1', 2]]);
  await wired.close();
});

test('after it, a file knows which contents the record needs, in every version and place', () => {
  const db = join(folder, 'old.db');
  const old = new Database(db);
  for (const migration of migrations.slice(0, 3)) old.exec(migration);
  old.pragma('user_version = 3');
  const [first, second, third] = ['1', '2', '3'].map((digit) => digit.repeat(64));
  const attachment = (hash: string | undefined) => ({
    attachment: {
      _data: {
        extension: [{ url: 'https://chartkeeper.dev/fhir/content-hash', valueString: hash }],
      },
    },
  });
  const note = 'https://chartkeeper.dev/fhir/content-hash is written of here';
  const bodies = [
    { content: [attachment(first)] },
    { content: [{ attachment: {} }, attachment(second), attachment(first)], description: note },
  ];
  for (const [index, body] of bodies.entries())
    old
      .prepare('INSERT INTO resource_versions VALUES (?,?,?,?,?,?,?,?,?,?,?)')
      .run(
        ...['DocumentReference', 'd1', index + 1, 1000, null, 'p1', null, 0, 'm1'],
        ...[JSON.stringify(body), '{}'],
      );
  old
    .prepare('INSERT INTO extracts VALUES (?,?,?,?,?,?,?)')
    .run(first, 'done', third, null, 1, 1000, null);
  old.close();
  openDatabase(db).close();
  const now = new Database(db);
  expect(now.prepare('SELECT hash FROM record_contents ORDER BY hash').pluck().all()).toEqual([
    first,
    second,
    third,
  ]);
  now.close();
});

test('a database with instances that this program does not run is refused in words, and left as it is', async () => {
  const db = join(folder, 'other.db');
  const first = await wire({ db, ...plain, workflows: [paperChartLoan] });
  const loan = { facility: 'north', patientId: 'p1', zone: 'UTC', borrower: 'Clinic' };
  const input = { ...loan, lentAt: 1000, dueWithinDays: 7 };
  await first.engine.start('paper-chart-loan', input, { user: clerk, id: 'loan.1' });
  await first.close();
  await expect(wire({ db, ...plain })).rejects.toThrow(
    /paper-chart-loan version 1, which this program does not run\. Start the program that wrote it/,
  );
  const again = await wire({ db, ...plain, workflows: [paperChartLoan] });
  expect(await again.store.load('loan.1')).toMatchObject({ version: 1, isOpen: true });
  await again.close();
});
