// biome-ignore-all lint/suspicious/noThenProperty: "then" is the word of the decision table; no row is awaited.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { User } from '../engine/model/user.ts';
import { type Department, openDepartment, user } from './department.ts';
import { textAsker } from './text-asking.ts';

let department: Department;
afterEach(() => department.close());

const manager = (id: string): User => ({ ...user('manager'), id, name: id });
const [ann, ben, kim] = [manager('ann'), manager('ben'), user('administrator')];
const rules = '/api/rules/chart-completion';

interface Row {
  id: string;
  when: Record<string, string>;
  then: Record<string, unknown>;
  citation?: string;
  examples?: unknown[];
}
interface Table {
  id: string;
  title: string;
  hitPolicy: string;
  inputs: { name: string; values?: string[] }[];
  outputs: { name: string; values?: string[] }[];
  rows: Row[];
}

const { request, post, get } = textAsker(() => department);

/** The tables that ship, with one changed. */
async function tablesWith(change: (tables: Table[]) => void): Promise<Table[]> {
  const { body } = await get(ann, `${rules}/1`);
  const tables = body.tables as Table[];
  change(tables);
  return tables;
}
const tableIn = (tables: Table[], id: string): Table => {
  const table = tables.find((one) => one.id === id);
  if (table === undefined) throw new Error(`no table ${id}`);
  return table;
};
const rowIn = (tables: Table[], table: string, id: string): Row => {
  const row = tableIn(tables, table).rows.find((one) => one.id === id);
  if (row === undefined) throw new Error(`no row ${id}`);
  return row;
};
/** The discharge summary due so many days after discharge. */
const summaryDue = (days: number) =>
  tablesWith((tables) => {
    rowIn(tables, 'required-documents', 'discharge-summary').then.clockAmount = days;
  });

/** Of all rule sets, the versions of this one. */
const versionsIn = ({ ruleSets }: { ruleSets: Record<string, unknown>[] }) =>
  ruleSets.filter(({ id }) => id === 'chart-completion');

async function drafted(tables?: Table[], who = ann): Promise<string> {
  const { status, body } = await post(who, `${rules}/drafts`, tables ? { tables } : {});
  expect(status).toBe(201);
  return `${rules}/drafts/${body.draft}`;
}
async function published(days: number, effectiveFrom: string, more: object = {}): Promise<string> {
  const draft = await drafted(await summaryDue(days));
  expect(await post(ann, `${draft}/propose`, { effectiveFrom, ...more })).toMatchObject({
    status: 200,
  });
  expect(await post(ben, `${draft}/approve`)).toMatchObject({ status: 200 });
  return draft;
}

const patient = { resourceType: 'Patient', id: 'p1', name: [{ family: 'Ames' }] };
const stay = (id: string, dischargedAt: string, more: object = {}) => ({
  resourceType: 'Encounter',
  id,
  status: 'finished',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
  subject: { reference: 'Patient/p1' },
  period: { start: '2026-11-10T09:00:00-05:00', end: dischargedAt },
  serviceProvider: { identifier: { value: 'north' } },
  ...more,
});
/** By what the missing discharge summary of a stay was judged, and when it is due. */
async function judged(encounterId: string) {
  const id = `deficiency.${encounterId}.missing-document.discharge-summary`;
  const [task] = await department.store.tasksOf(id);
  return [task?.rule?.version, task?.dueOn];
}

describe.each(['memory', 'SQLite'] as const)('over %s, a rule set', (kind) => {
  beforeEach(async () => {
    department = await openDepartment(kind);
  });

  test('is drafted, checked, approved by a second person, judges what is discharged from its date on, and is rolled back', async () => {
    const draft = await drafted(await summaryDue(14));
    const { body: checked } = await post(ann, `${draft}/check`);
    expect([checked.isReady, checked.examples > 0]).toEqual([true, true]);
    // What nothing is required for is no mistake, but a manager should know of it.
    expect(checked.findings).toContainEqual(
      expect.objectContaining({ kind: 'gap', isBlocking: false, table: 'unsigned-documents' }),
    );
    const proposal = { effectiveFrom: '2026-11-26', note: 'The committee wants 14 days' };
    expect((await post(ann, `${draft}/propose`, proposal)).body).toMatchObject({
      state: 'awaitingApproval',
      version: 2,
      changes: [{ table: 'required-documents', changed: ['discharge-summary'], added: [] }],
    });
    const [task] = await department.tasks('rule-approval', ben);
    expect([task?.title.text, task?.dueOn]).toEqual([
      'Rules chart-completion version 2, effective 2026-11-26: approve',
      '2026-11-26',
    ]);

    const refused = await post(ann, `${draft}/approve`);
    expect([refused.status, refused.body.detail]).toEqual([
      403,
      'You proposed this version or edited it last. Another manager or an administrator must approve it.',
    ]);
    await department.restart();
    expect((await post(ben, `${draft}/approve`)).body).toMatchObject({ state: 'scheduled' });

    await department.restart();
    department.clock.now = Date.parse('2026-11-27T18:00:00Z');
    await department.drain();
    // The last minute of the 25th and the first of the 26th at the facility, which is not that of Greenwich.
    const [last, first] = ['2026-11-26T04:59:00Z', '2026-11-26T05:00:00Z'];
    expect(await department.fhir(patient, stay('old', last), stay('new', first))).toBe('taken');
    expect(await judged('old')).toEqual([1, '2026-12-25']);
    expect(await judged('new')).toEqual([2, '2026-12-10']);
    const { body: listed } = await get(user('physician'), '/api/rules');
    expect(versionsIn(listed)).toMatchObject([
      {
        version: 2,
        status: 'in-force',
        source: 'site',
        publication: { author: { id: 'ann' }, approved: { by: { id: 'ben' } } },
      },
      { version: 1, status: 'superseded', source: 'product', publication: null },
    ]);

    const mistaken = { reason: 'The bylaws still say 30 days' };
    expect((await post(ben, `${rules}/2/roll-back`, mistaken)).body).toMatchObject({
      state: 'rolledBack',
      rolledBack: { by: { id: 'ben' }, note: 'The bylaws still say 30 days' },
    });
    // What was decided stays until something new is heard of the stay; what is judged later falls to version 1.
    expect(await judged('new')).toEqual([2, '2026-12-10']);
    await department.restart();
    expect(await department.fhir(stay('later', '2026-11-27T15:00:00Z'))).toBe('taken');
    expect(await judged('later')).toEqual([1, '2026-12-27']);
    const history = await department.store.history(
      'deficiency.new.missing-document.discharge-summary',
    );
    expect(JSON.stringify(history)).toContain('"version":2');
    expect((await get(ann, `${rules}/2`)).body).toMatchObject({
      version: 2,
      status: 'rolled-back',
    });
    // The number is used up: decisions name it.
    const next = await post(ann, `${rules}/drafts`);
    expect(next.body).toMatchObject({ version: 3, baseVersion: 1 });
  });

  test('can be based on a version that was rolled back, with what was wrong put right', async () => {
    await published(14, '2026-11-24');
    await post(ann, `${rules}/2/roll-back`, { reason: 'Ten days were meant' });
    const { body } = await post(ann, `${rules}/drafts`, { baseVersion: 2 });
    const { body: draft } = await get(ann, `${rules}/drafts/${body.draft}`);
    expect(rowIn(draft.tables, 'required-documents', 'discharge-summary').then.clockAmount).toBe(
      14,
    );
    expect([draft.version, draft.baseVersion, draft.differences]).toEqual([3, 2, []]);
  });

  test('approved on its day is judged by at once, on the server that approved it', async () => {
    expect(await department.fhir(patient, stay('before', '2026-11-24T10:00:00Z'))).toBe('taken');
    expect(await judged('before')).toEqual([1, '2026-12-24']);
    await published(7, '2026-11-24');
    expect(await department.fhir(stay('after', '2026-11-24T10:00:00Z'))).toBe('taken');
    expect(await judged('after')).toEqual([2, '2026-12-01']);
    await post(ann, `${rules}/2/roll-back`, { reason: 'Not decided yet' });
    expect(await department.fhir(stay('last', '2026-11-24T10:00:00Z'))).toBe('taken');
    expect(await judged('last')).toEqual([1, '2026-12-24']);
  });

  test('holds for days that have passed only with a reason, given by who proposes or by who approves', async () => {
    const draft = await drafted(await summaryDue(14));
    const propose = (more: object) =>
      post(ann, `${draft}/propose`, { effectiveFrom: '2026-11-23', ...more });
    const refused = await propose({});
    expect([refused.status, refused.body.detail]).toEqual([
      422,
      'The version would hold from 2026-11-23, which has passed. Choose today or later, or say why in "retroactiveReason".',
    ]);
    expect(await propose({ retroactiveReason: '  ' })).toMatchObject({ status: 422 });
    expect(await propose({ effectiveFrom: '2026-11-24' })).toMatchObject({ status: 200 });
    department.clock.now = Date.parse('2026-11-25T05:00:00Z');
    const late = await post(ben, `${draft}/approve`);
    expect([late.status, late.body.detail]).toEqual([
      422,
      expect.stringContaining('The version would hold from 2026-11-24, which has passed.'),
    ]);
    const approval = { retroactiveReason: 'Decided on the 20th, the meeting was late' };
    expect((await post(ben, `${draft}/approve`, approval)).body).toMatchObject({
      state: 'inForce',
      ...approval,
    });
  });

  test('is changed by managers of all facilities alone, through the general door too', async () => {
    const draft = await drafted(await summaryDue(14));
    const { body } = await get(ann, draft);
    const instance = `/api/instances/${body.instanceId}/events`;
    const local: User = { ...user('manager', ['north']), id: 'moe' };
    for (const who of [user('supervisor'), kim, local, user('analyst')])
      for (const answer of [
        await post(who, `${rules}/drafts`),
        await request(who, 'PUT', draft, { body: {}, revision: 1 }),
        await post(who, `${draft}/propose`, { effectiveFrom: '2026-12-01' }),
      ])
        expect([who.id, answer.status]).toEqual([who.id, 403]);
    expect((await get(user('analyst'), draft)).status).toBe(403);
    expect((await get(user('analyst'), '/api/rules')).body.drafts).toEqual([]);
    expect((await get(user('auditor'), '/api/rules')).body.drafts).toMatchObject([
      { state: 'drafting' },
    ]);
    expect((await get(user('patient'), '/api/rules')).status).toBe(403);

    const byHand = await post(ann, '/api/instances', { workflow: 'rule-change', input: {} });
    expect([byHand.status, byHand.body.detail]).toEqual([
      422,
      'rule-change is started by POST /api/rules/{id}/drafts. Send it there.',
    ]);
    const edit = { type: 'rule.edit', baseVersion: 1, version: 9, tables: [], changes: [] };
    expect(await post(ann, instance, edit)).toMatchObject({ status: 409 });
    expect(
      await post(ann, instance, { type: 'rule.propose', effectiveFrom: '2026-12-01' }),
    ).toMatchObject({
      status: 200,
    });
    expect(await post(ann, instance, { type: 'rule.approve' })).toMatchObject({ status: 403 });
    expect((await post(kim, instance, { type: 'rule.approve' })).body).toMatchObject({
      state: 'scheduled',
    });
    expect(await post(kim, `${rules}/2/roll-back`, { reason: 'I want it' })).toMatchObject({
      status: 403,
    });
    expect(await post(ann, `${rules}/2/roll-back`, { reason: '' })).toMatchObject({ status: 422 });
    const product = await post(ann, `${rules}/1/roll-back`, { reason: 'Too strict' });
    expect([product.status, product.body.detail]).toEqual([
      409,
      expect.stringContaining('Version 1 of chart-completion ships with the product.'),
    ]);
    expect(await post(ann, '/api/rules/none/drafts')).toMatchObject({ status: 404 });
    expect(await post(ann, `${rules}/drafts`, { baseVersion: 7 })).toMatchObject({ status: 404 });
  });

  test.each([
    [
      'a table less',
      (tables: Table[]) =>
        tables.splice(tables.indexOf(tableIn(tables, 'required-for-operation')), 1),
      'The table "required-for-operation" is missing. A workflow asks for it: put it back.',
    ],
    [
      'a table more',
      (tables: Table[]) => tables.push({ ...(tables[0] as Table), id: 'letters' }),
      'No workflow asks for a table "letters". Remove it; rows may be added, tables not.',
    ],
    [
      'an input less',
      (tables: Table[]) => {
        const table = tableIn(tables, 'required-documents');
        table.inputs = table.inputs.filter(({ name }) => name !== 'service');
        table.rows = table.rows.filter(({ when }) => when.service === undefined);
      },
      'Table "required-documents", input "service" is missing. A workflow asks for it: put it back.',
    ],
    [
      'an owner that no workflow knows',
      (tables: Table[]) =>
        tableIn(tables, 'unsigned-documents')
          .outputs.find(({ name }) => name === 'owner')
          ?.values?.push('nurse'),
      'Table "unsigned-documents", output "owner": kind and listed values must stay, for the workflow knows no others.',
    ],
    [
      'another hit policy',
      (tables: Table[]) => {
        tableIn(tables, 'required-documents').hitPolicy = 'first';
      },
      'Table "required-documents": the hit policy must stay "collect", which the workflow counts on.',
    ],
    [
      'a cell that nothing can read',
      (tables: Table[]) => {
        rowIn(tables, 'required-documents', 'final-note').when.losHours = '=< 48';
      },
      expect.stringContaining(
        'Table "required-documents", row "final-note", cell "losHours": cannot read =< 48.',
      ),
    ],
  ])('with %s is refused as a draft, in words', async (_, change, detail) => {
    const tables = await tablesWith((all) => void change(all));
    const refused = await post(ann, `${rules}/drafts`, { tables });
    expect([refused.status, refused.body.detail]).toEqual([422, detail]);
    const draft = await drafted();
    expect(await request(ann, 'PUT', draft, { body: { tables }, revision: 1 })).toMatchObject({
      status: 422,
      body: { detail },
    });
    const checked = await post(ann, `${draft}/check`, { tables });
    expect([checked.status, checked.body.isReady]).toEqual([200, false]);
    expect((await get(ann, draft)).body).toMatchObject({ revision: 1, differences: [] });
  });

  test.each([
    [
      'an example that fails',
      (tables: Table[]) => {
        rowIn(tables, 'completion-limit', 'thirty-days').then.days = 21;
      },
      'example',
      'Table "completion-limit", row "thirty-days", example 1: it gives {"days":21}. Correct the row or the example.',
    ],
    [
      'a row that cites the law no longer',
      (tables: Table[]) => {
        delete rowIn(tables, 'required-documents', 'discharge-summary').citation;
      },
      'citation',
      expect.stringContaining('cited 42 CFR 482.24(c)(4)(vii), (viii) and now cites nothing.'),
    ],
    [
      'a row that another one shadows',
      (tables: Table[]) => {
        tableIn(tables, 'completion-limit').rows.push({
          id: 'inpatients',
          when: { class: '"IMP"' },
          then: { days: 14 },
        });
      },
      'unreachable',
      expect.stringContaining(
        'row "inpatients" is never reached: "thirty-days" take all it matches.',
      ),
    ],
    [
      'a row that leaves out what the workflow counts on',
      (tables: Table[]) => {
        tableIn(tables, 'required-documents').rows.push({
          id: 'consent',
          when: { class: '"SS"' },
          then: {
            documentType: 'informed-consent',
            owner: 'surgeon',
            clockStart: 'admission',
            clockKind: 'hours',
          },
        });
      },
      'empty-output',
      expect.stringContaining('row "consent" leaves "clockAmount" empty.'),
    ],
  ])('with %s cannot be proposed', async (_, change, kindOf, message) => {
    const draft = await drafted(await tablesWith(change));
    const { body } = await post(ann, `${draft}/check`);
    expect(body.isReady).toBe(false);
    expect(body.findings).toContainEqual(
      expect.objectContaining({ kind: kindOf, isBlocking: true, message }),
    );
    const refused = await post(ann, `${draft}/propose`, { effectiveFrom: '2026-12-01' });
    expect([refused.status, refused.body.issues[0].message]).toEqual([409, message]);
    expect((await get(ann, draft)).body.state).toBe('drafting');
  });

  test('goes out as CSV and comes back the same, and what a spreadsheet got wrong is told by line and column', async () => {
    const draft = await drafted();
    const { body: before } = await get(ann, draft);
    for (const { id } of before.tables as Table[]) {
      const { text, etag } = await get(ann, `${draft}/tables/${id}`);
      const back = await request(ann, 'PUT', `${draft}/tables/${id}`, {
        body: text,
        type: 'text/csv',
        revision: etag,
      });
      expect([id, back.status, back.body.changes]).toEqual([id, 200, []]);
    }
    const after = await get(ann, draft);
    expect(after.body.tables).toEqual(before.tables);
    const path = `${draft}/tables/required-documents`;
    const lineOf = (id: string) =>
      tableIn(before.tables, 'required-documents').rows.findIndex((row) => row.id === id) + 2;
    const { text, etag } = await get(ann, path);
    const put = (body: string, type = 'text/csv; charset=utf-8', revision = etag) =>
      request(ann, 'PUT', path, { body, type, revision });
    const bad = await put(text.replace('days,30', 'days,thirty'));
    expect([bad.status, bad.body.detail]).toEqual([
      422,
      `Line ${lineOf('discharge-summary')}, column "then clockAmount": "thirty" cannot stand here. Write a number, with a point for its decimals. Nothing was changed.`,
    ]);
    const cell = await put(text.replace(',>= 48,', ',48 >=,'));
    expect([cell.status, cell.body.issues[0].path]).toEqual([
      422,
      `line ${lineOf('discharge-summary')}, column "if losHours"`,
    ]);
    expect(
      (await put(text.replace('if service', 'if ward'))).body.issues.map(
        ({ path: at }: { path: string }) => at,
      ),
    ).toEqual(['line 1, column "if ward"', 'line 1, column "if service"']);
    expect(await put(text, 'text/plain')).toMatchObject({ status: 415 });
    expect(await put(text, 'text/csv', etag - 1)).toMatchObject({ status: 409 });
    expect(await request(ann, 'PUT', path, { body: text, type: 'text/csv' })).toMatchObject({
      status: 422,
    });
    expect(await get(ann, `${draft}/tables/letters`)).toMatchObject({ status: 404 });
    expect((await get(ann, draft)).etag).toBe(etag);

    const changed = await put(text.replace('days,30', 'days,14'));
    expect(changed.body.changes).toMatchObject([
      { table: 'required-documents', changed: ['discharge-summary'] },
    ]);
    const { body } = await get(ben, `${rules}/diff?from=1&to=${changed.body.draft}`);
    expect(body.tables).toHaveLength(1);
    expect(body.tables[0].rows).toMatchObject([
      {
        row: 'discharge-summary',
        kind: 'changed',
        text: { text: 'Row "discharge-summary": Amount: 14 instead of 30' },
      },
    ]);
  });

  test('edited by two at once is edited by one, who saw it as it was', async () => {
    const draft = await drafted();
    const answers = await Promise.all(
      [7, 10].map(async (days) =>
        request(days === 7 ? ann : ben, 'PUT', draft, {
          body: { tables: await summaryDue(days) },
          revision: 1,
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('version-conflict');
  });

  test('of two proposals approved at once becomes one version; the other is taken over into the next', async () => {
    const [one, other] = [
      await drafted(await summaryDue(14)),
      await drafted(await summaryDue(10), ben),
    ];
    await post(ann, `${one}/propose`, { effectiveFrom: '2026-12-01' });
    await post(ben, `${other}/propose`, { effectiveFrom: '2026-12-01' });
    const answers = await Promise.all([post(kim, `${one}/approve`), post(ann, `${other}/approve`)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const [left, who] = answers[0]?.status === 409 ? [one, ann] : [other, ben];
    const refused = await post(kim, `${left}/approve`);
    expect(refused.body.detail).toBe(
      'Version 2 of chart-completion came after this was drafted from version 1. Return it, take over from it what is to stay, and save the draft with "baseVersion": 2.',
    );
    await post(kim, `${left}/return`, { reason: 'Version 2 came first' });
    expect(await post(who, `${left}/propose`, { effectiveFrom: '2026-12-01' })).toMatchObject({
      status: 409,
    });
    const { etag } = await get(who, left);
    const saved = await request(who, 'PUT', left, { body: { baseVersion: 2 }, revision: etag });
    expect(saved.body).toMatchObject({
      version: 3,
      baseVersion: 2,
      changes: [{ changed: ['discharge-summary'] }],
    });
    expect(await post(who, `${left}/propose`, { effectiveFrom: '2026-12-01' })).toMatchObject({
      status: 200,
    });
    expect((await post(kim, `${left}/approve`)).body).toMatchObject({
      state: 'scheduled',
      version: 3,
    });
    const { body } = await get(ann, '/api/rules');
    expect(versionsIn(body).map(({ version, status }) => [version, status])).toEqual([
      [3, 'scheduled'],
      [2, 'scheduled'],
      [1, 'in-force'],
    ]);
  });

  test('says a row in plain words, with who approved it and since when it holds', async () => {
    await published(14, '2026-12-01');
    const { rows } = tableIn(await tablesWith(() => {}), 'required-documents');
    const position = rows.findIndex(({ id }) => id === 'discharge-summary') + 1;
    const { body } = await get(
      user('analyst'),
      `${rules}/2/rows/required-documents/discharge-summary`,
    );
    expect(body).toMatchObject({
      place: {
        text: `Row ${position} ("discharge-summary") of "Documents a stay must have", chart-completion version 2`,
      },
      conditions: [
        { text: 'Class is IMP, ACUTE or NONAC' },
        { text: 'Length of stay (hours) is at least 48' },
      ],
      citation: '42 CFR 482.24(c)(4)(vii), (viii)',
      approval: { text: 'Approved by ben at 2026-11-24T15:00:00.000Z' },
      version: { version: 2, status: 'scheduled', effectiveFrom: '2026-12-01' },
    });
    expect(body.sentence.text).toMatch(
      /^If Class is IMP, ACUTE or NONAC and Length of stay \(hours\) is at least 48: Document: discharge-summary, Owner: attending, .*Amount: 14, /,
    );
    const shipped = await get(ann, `${rules}/1/rows/completion-limit/thirty-days`);
    expect([shipped.body.sentence.text, shipped.body.approval.text]).toEqual([
      'Always: Days after discharge: 30',
      'Ships with the product',
    ]);
    expect(await get(ann, `${rules}/1/rows/completion-limit/none`)).toMatchObject({ status: 404 });
    expect(await get(ann, `${rules}/9/rows/completion-limit/thirty-days`)).toMatchObject({
      status: 404,
    });
  });
});
