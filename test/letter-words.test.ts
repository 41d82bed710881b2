// biome-ignore-all lint/suspicious/noThenProperty: "then" is the word of the decision table; no row is awaited.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { User } from '../engine/model/user.ts';
import {
  addPractitioner,
  addStay,
  facility,
  goTo,
  lettersOf,
  physician,
  startLetters,
} from './delinquency.ts';
import { type Department, openDepartment, user } from './department.ts';
import { textAsker } from './text-asking.ts';

let department: Department;
afterEach(() => department.close());

const manager = (id: string): User => ({ ...user('manager'), id, name: id });
const [ann, ben] = [manager('ann'), manager('ben')];
const rules = '/api/rules/letters';

interface Row {
  id: string;
  when: Record<string, string>;
  then: Record<string, unknown>;
  examples?: unknown[];
}
interface Table {
  id: string;
  rows: Row[];
}

const { request, post, get } = textAsker(() => department);

/** The words that ship, or those of another version, with their rows changed. */
async function wordsWith(change: (rows: Row[]) => void, version = 1): Promise<Table[]> {
  const { body } = await get(ann, `${rules}/${version}`);
  const [table] = body.tables as Table[];
  if (table === undefined) throw new Error('no table');
  change(table.rows);
  return [table];
}
const rowIn = (rows: Row[], id: string): Row => {
  const row = rows.find((one) => one.id === id);
  if (row === undefined) throw new Error(`no row ${id}`);
  return row;
};
/** The words of the first notice. */
const firstNotice = (body: string, version = 1) =>
  wordsWith((rows) => {
    rowIn(rows, 'first-notice').then.body = body;
  }, version);

async function drafted(tables: Table[], who = ann): Promise<string> {
  const { status, body } = await post(who, `${rules}/drafts`, { tables });
  expect(status).toBe(201);
  return `${rules}/drafts/${body.draft}`;
}
async function published(tables: Table[], effectiveFrom: string): Promise<void> {
  const draft = await drafted(tables);
  expect(await post(ann, `${draft}/propose`, { effectiveFrom })).toMatchObject({ status: 200 });
  expect(await post(ben, `${draft}/approve`)).toMatchObject({ status: 200 });
}
async function blocking(draft: string): Promise<string[]> {
  const { body } = await post(ann, `${draft}/check`);
  return body.findings
    .filter(({ isBlocking }: { isBlocking: boolean }) => isBlocking)
    .map(({ message }: { message: string }) => message);
}
const written = async () =>
  (await lettersOf(department)).map(({ facility: where, context }) => [
    where,
    context.on,
    context.template,
    (context.paragraphs as string[])[0],
  ]);

describe.each(['memory', 'SQLite'] as const)('over %s, the words of letters', (kind) => {
  beforeEach(async () => {
    department = await openDepartment(kind);
    department.clock.now = Date.parse('2026-10-14T15:00:00Z');
    await addPractitioner(department, 'marsh', 'Marsh');
    await addPractitioner(department, 'lee', 'Lee');
  });

  test('are drafted, checked, approved by a second person, and written from their date on, the day on which clocks change', async () => {
    const zone = 'America/Los_Angeles';
    const common = { name: '', goLiveOn: '2026-01-01', settleLagHours: 0 };
    await department.server.services.policies.save([
      { facility: '*', zone: 'America/New_York', ...common },
      { facility: 'WEST', zone, ...common },
    ]);
    await startLetters(department);
    await startLetters(department, 'WEST');
    // Fifteen days after discharge is October 31 for Lee and November 1, on which summer time ends, for Marsh.
    await addStay(department, {
      id: 'e1',
      attending: 'lee',
      dischargedAt: '2026-10-16T10:00:00-04:00',
    });
    await addStay(department, {
      id: 'e2',
      attending: 'marsh',
      dischargedAt: '2026-10-17T00:30:00-04:00',
    });
    // The same instant is still October 16 there.
    await addStay(department, {
      id: 'e3',
      attending: 'marsh',
      facility: 'WEST',
      dischargedAt: '2026-10-17T00:30:00-04:00',
    });

    const draft = await drafted(await firstNotice('{practitioner}: {count} by {oldest due} <now>'));
    expect((await post(ann, `${draft}/check`)).body).toMatchObject({ isReady: true, examples: 5 });
    const shown = await get(ben, `${rules}/examples?of=${draft.split('/').at(-1)}`);
    expect(shown.body.letters[0]).toEqual({
      row: 'first-notice',
      subject: 'Incomplete medical records',
      paragraphs: ['Robin Example, MD: 2 by September 22, 2026 <now>'],
    });
    expect(
      (await post(ann, `${draft}/propose`, { effectiveFrom: '2026-11-01' })).body,
    ).toMatchObject({
      state: 'awaitingApproval',
      changes: [{ table: 'letter-words', changed: ['first-notice'] }],
    });
    expect((await post(ann, `${draft}/approve`)).status).toBe(403);
    expect((await post(ben, `${draft}/approve`)).body).toMatchObject({ state: 'scheduled' });
    const { body: diff } = await get(ben, `${rules}/diff?from=1&to=2`);
    expect(diff.tables).toMatchObject([
      { table: 'letter-words', rows: [{ row: 'first-notice', cells: [{ column: 'body' }] }] },
    ]);

    await goTo(department, '2026-10-31T04:00:00Z');
    // Midnight here, in the evening there: at one instant, each by the date of its own facility.
    await goTo(department, '2026-11-01T04:00:00Z');
    const old = { id: 'first-notice', version: 1, row: 'first-notice' };
    const own = '{practitioner}: {count} by {oldest due} <now>';
    expect((await written()).toSorted()).toEqual(
      [
        [facility, '2026-10-31', old, 'Dear {practitioner},'],
        [facility, '2026-11-01', { ...old, version: 2 }, own],
        ['WEST', '2026-10-31', old, 'Dear {practitioner},'],
      ].toSorted(),
    );
  });

  test('that a letter was made with stay its own when they are rolled back, and the next has those before', async () => {
    await startLetters(department);
    await published(await firstNotice('{practitioner}, <now>'), '2026-10-14');
    const day = (id: string, on: string) =>
      addStay(department, { id, attending: 'marsh', dischargedAt: `${on}T10:00:00-04:00` });
    await day('e1', '2026-10-01');
    await goTo(department, '2026-10-16T04:00:00Z');
    const [first] = await lettersOf(department);
    const taken = await post(ann, `${rules}/2/roll-back`, { reason: 'Too short' });
    expect(taken.body).toMatchObject({ state: 'rolledBack' });
    await department.restart();
    await day('e2', '2026-10-02');
    await goTo(department, '2026-10-17T04:00:00Z');
    expect(await written()).toMatchObject([
      [facility, '2026-10-16', { version: 2 }, '{practitioner}, <now>'],
      [facility, '2026-10-17', { version: 1 }, 'Dear {practitioner},'],
    ]);
    const page = await get(ann, `/api/letters/${first?.id}/document`);
    expect(page.text).toContain('<p>Peter Marsh, &lt;now&gt;</p>');
    const { body } = await get(ann, '/api/letters?limit=1');
    expect(body.letters[0].template).toEqual({ id: 'first-notice', version: 2 });
    expect((await post(ann, `${rules}/1/roll-back`, { reason: 'And that too' })).status).toBe(409);
  });

  test('differ by facility and by how many records there are', async () => {
    const tables = await wordsWith((rows) => {
      const row = rowIn(rows, 'first-notice');
      rows.unshift(
        {
          id: 'first-notice-two',
          when: { letter: '"first-notice"', facility: '"NORTH"', count: '2' },
          then: { subject: 'Both', body: 'Two are open.' },
          examples: [
            { given: { letter: 'first-notice', facility: 'NORTH', count: 2 }, expect: 'hit' },
            { given: { letter: 'first-notice', facility: 'SOUTH', count: 2 }, expect: 'miss' },
          ],
        },
        { id: 'first-notice-north', when: { ...row.when, facility: '"NORTH"' }, then: row.then },
      );
    });
    await published(tables, '2026-10-14');
    await startLetters(department);
    await addStay(department, {
      id: 'e1',
      attending: 'marsh',
      dischargedAt: '2026-10-01T10:00:00-04:00',
    });
    await goTo(department, '2026-10-16T04:00:00Z');
    expect(await written()).toMatchObject([
      [facility, '2026-10-16', { row: 'first-notice-two', version: 2 }, 'Two are open.'],
    ]);
  });

  test.each([
    ['an unknown placeholder', 'Dear {doctor}', '{doctor} is no placeholder'],
    ['a brace that stands alone', 'Dear {practitioner', 'a brace stands alone'],
    ['no words', ' \n ', 'there are no words'],
  ])('with %s block the proposal', async (_, body, message) => {
    const draft = await drafted(await firstNotice(body));
    expect(await blocking(draft)).toEqual([
      expect.stringContaining(`row "first-notice", "body": ${message}`),
    ]);
    const proposed = await post(ann, `${draft}/propose`, { effectiveFrom: '2026-12-01' });
    expect([proposed.status, proposed.body.detail]).toEqual([
      409,
      expect.stringContaining(message),
    ]);
  });

  test('must be there for every letter that a level may name', async () => {
    const draft = await drafted(await wordsWith((rows) => rows.pop()));
    expect(await blocking(draft)).toEqual([
      'Table "letter-words": not every letter has words. Add a row without conditions at the end, for all others.',
    ]);
    expect((await post(ann, `${draft}/propose`, { effectiveFrom: '2026-12-01' })).status).toBe(409);
  });

  test('go out to a spreadsheet and come back, line breaks and all', async () => {
    const draft = await drafted(await wordsWith(() => {}));
    const path = `${draft}/tables/letter-words`;
    const { text, etag } = await get(ann, path);
    const unchanged = await request(ann, 'PUT', path, {
      body: text,
      type: 'text/csv',
      revision: etag,
    });
    expect(unchanged.body).toMatchObject({ changes: [] });
    const other = text.replace('Dear {practitioner},\n\nOn', 'Dear {practitioner}:\nOn');
    const revision = unchanged.body.revision;
    const changed = await request(ann, 'PUT', path, { body: other, type: 'text/csv', revision });
    expect(changed.body.changes).toMatchObject([{ changed: ['first-notice'], removed: [] }]);
    const shown = await get(ann, `${rules}/examples?of=${draft.split('/').at(-1)}`);
    expect(shown.body.letters[0].paragraphs.slice(0, 2)).toEqual([
      'Dear Robin Example, MD:',
      expect.stringMatching(/^On October 16, 2026, 2 of your medical records at Example Hospital/),
    ]);
    const stale = await request(ann, 'PUT', path, { body: text, type: 'text/csv', revision });
    expect(stale.status).toBe(409);
  });

  test('are no table of the site any more, which says where they went', async () => {
    const path = '/api/site-tables/letter-templates';
    for (const answer of [
      await request(ann, 'PUT', path, { body: { rows: [] } }),
      await get(ann, path),
    ])
      expect([answer.status, answer.body.detail]).toEqual([
        409,
        'letter-templates is no table any more: its rows are rules, changed with a second approval. GET /api/rules lists the versions of letters; POST /api/rules/letters/drafts begins the next.',
      ]);
    expect((await post(physician('marsh'), `${rules}/drafts`)).status).toBe(403);
    expect((await get(user('patient'), `${rules}/examples?of=1`)).status).toBe(403);
  });

  test('that a site wrote into its table before are version 1 of its rules', async () => {
    const rows = [
      {
        id: 'first-notice',
        version: 2,
        subject: 'Records',
        paragraphs: ['Dear {practitioner}', 'A\nB'],
      },
      { id: 'first-notice', version: 1, subject: 'Older', paragraphs: ['Older'] },
      { id: '*', version: 1, subject: 'All', paragraphs: ['For all {date}'] },
    ];
    await department.store.commit({
      settings: { 'table:letter-templates': JSON.stringify(rows) },
    });
    await department.restart();
    const { body } = await get(ann, '/api/rules');
    const versions = body.ruleSets.filter(({ id }: { id: string }) => id === 'letters');
    expect(versions).toMatchObject([
      { version: 1, source: 'product', status: 'number-taken' },
      { version: 1, source: 'site', status: 'in-force', publication: null },
    ]);
    const shown = await get(ann, `${rules}/examples?of=1`);
    expect(
      shown.body.letters.map(({ row, subject }: Record<string, string>) => [row, subject]),
    ).toEqual([
      ['first-notice', 'Records'],
      ['second-notice', 'Second notice: incomplete medical records'],
      ['delinquency-notice', 'Delinquent medical records'],
      ['suspension-notice', 'Proposal of suspension for delinquent medical records'],
      ['*', 'All'],
    ]);
    expect(shown.body.letters[0].paragraphs).toEqual(['Dear Robin Example, MD', 'A B']);
    const row = await get(ann, `${rules}/1/rows/letter-words/first-notice`);
    expect(row.body.approval.text).toBe('Kept by the site before changes were approved');
    const back = await post(ann, `${rules}/1/roll-back`, { reason: 'Not these' });
    expect([back.status, back.body.detail]).toEqual([
      409,
      expect.stringContaining('Version 1 of letters is what the site had before.'),
    ]);

    await startLetters(department);
    await addStay(department, {
      id: 'e1',
      attending: 'marsh',
      dischargedAt: '2026-10-01T10:00:00-04:00',
    });
    await published(await firstNotice('New'), '2026-10-16');
    await goTo(department, '2026-10-15T04:00:00Z');
    await addStay(department, {
      id: 'e2',
      attending: 'lee',
      dischargedAt: '2026-09-30T10:00:00-04:00',
    });
    await department.drain();
    await goTo(department, '2026-10-16T04:00:00Z');
    expect(await written()).toMatchObject([
      [facility, '2026-10-15', { version: 1, row: 'first-notice' }, 'Dear {practitioner}'],
      [facility, '2026-10-16', { version: 2, row: 'first-notice' }, 'New'],
    ]);
  });
});
