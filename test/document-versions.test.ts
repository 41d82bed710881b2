import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { User } from '../engine/model/user.ts';
import { ask } from './asking.ts';
import { addPractitioner, addStay, analyst, facility, physician } from './delinquency.ts';
import { type Department, openDepartment, user } from './department.ts';

let department: Department;
afterEach(() => department.close());

const first = 'The patient was stable. Aspirin was stopped.';
const second = 'The patient was stable. Heparin was\n  paused on day two.';
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

async function addDocument(id: string, text: string, more: object = {}) {
  const taken = await department.fhir({
    resourceType: 'DocumentReference',
    id,
    status: 'current',
    docStatus: 'preliminary',
    type: { coding: [{ system: 'http://loinc.org', code: '18842-5' }] },
    subject: { reference: 'Patient/p-e1' },
    author: [{ reference: 'Practitioner/marsh' }],
    context: { encounter: [{ reference: 'Encounter/e1' }] },
    content: [{ attachment: { contentType: 'text/plain', data: btoa(text) } }],
    ...more,
  });
  expect(taken).toBe('taken');
}

const read = (who: User, path: string) => ask(department, who, `/api/documents/${path}`);
const find = (who: User, words: string, stay = 'e1') =>
  ask(department, who, `/api/charts/${stay}/find`, { method: 'POST', body: { words } });

describe.each(['memory', 'SQLite'] as const)('over %s', (kind) => {
  beforeEach(async () => {
    department = await openDepartment(kind);
    await addPractitioner(department, 'marsh', 'Marsh');
    await addPractitioner(department, 'lee', 'Lee');
    for (const id of ['e1', 'e2'])
      await addStay(department, {
        id,
        attending: 'marsh',
        dischargedAt: '2026-11-20T10:00:00-05:00',
      });
    await addDocument('d1', first);
    await addDocument('d1', second, { docStatus: 'amended' });
  });

  test('each version of a document is listed with its author and read as it was', async () => {
    const { status, body } = await read(analyst, 'd1/versions');
    expect(status).toBe(200);
    expect(body.versions).toMatchObject([
      { documentId: 'd1', version: 1, docStatus: 'preliminary', contentHash: hashOf(first) },
      { version: 2, docStatus: 'amended', author: { id: 'marsh' }, contentHash: hashOf(second) },
    ]);
    expect((await read(analyst, 'd1/words?version=1')).body).toMatchObject({ text: first });
    expect((await read(analyst, 'd1/words')).body).toMatchObject({ text: second });
    expect((await read(analyst, 'd1/words?version=3')).status).toBe(404);
    expect((await read(analyst, 'd1/words?version=0')).status).toBe(422);
    for (const path of ['d1/versions', 'd1/words?version=1'])
      expect((await read(physician('lee'), path)).status).toBe(404);
  });

  test('what another document was replaced by begins with that document', async () => {
    const relatesTo = [{ code: 'replaces', target: { reference: 'DocumentReference/d1' } }];
    await addDocument('d2', 'Corrected.', { relatesTo });
    const { body } = await read(analyst, 'd2/versions');
    expect(
      (body.versions as unknown as { documentId: string; version: number }[]).map((one) => [
        one.documentId,
        one.version,
      ]),
    ).toEqual([
      ['d1', 1],
      ['d1', 2],
      ['d2', 1],
    ]);
    // And is no place to find words in, for the chart lists it no more.
    expect((await find(analyst, 'heparin')).body).toMatchObject({ documents: [] });
    expect((await find(analyst, 'corrected')).body).toMatchObject({
      documents: [{ documentId: 'd2' }],
    });
  });

  test('what is said to be replaced in the chart of another patient is not shown in this one', async () => {
    await addDocument('d3', 'Of someone else.', {
      subject: { reference: 'Patient/p-e2' },
      context: { encounter: [{ reference: 'Encounter/e2' }] },
    });
    const relatesTo = [{ code: 'replaces', target: { reference: 'DocumentReference/d3' } }];
    await addDocument('d4', 'Of this one.', { relatesTo });
    const { body } = await read(analyst, 'd4/versions');
    expect(body.versions).toMatchObject([{ documentId: 'd4', version: 1 }]);
  });

  test('words are found in all documents of a chart, whatever their case and line breaks', async () => {
    await addDocument('d2', 'HEPARIN WAS   PAUSED. Heparin was paused again.');
    await addDocument('d4', '', {
      content: [{ attachment: { contentType: 'image/png', data: btoa('a scan') } }],
    });
    const { status, body } = await find(analyst, ' heparin was paused');
    expect(status).toBe(200);
    const documents = body.documents as unknown as {
      documentId: string;
      count: number;
      hits: { exact: string; prefix: string; start: number; end: number }[];
    }[];
    expect(documents.map((one) => [one.documentId, one.count]).sort()).toEqual([
      ['d1', 1],
      ['d2', 2],
    ]);
    const hit = documents.find((one) => one.documentId === 'd1')?.hits[0];
    expect(hit?.exact).toBe('Heparin was\n  paused');
    expect(second.slice(hit?.start, hit?.end)).toBe(hit?.exact);
    expect(body.unread).toEqual(['d4']);
    expect((await find(analyst, '(stable).*')).body).toMatchObject({ documents: [] });
  });

  test('a search is for those who may read the chart, is on record, and its words are not', async () => {
    expect((await find(physician('lee'), 'heparin')).status).toBe(404);
    expect((await find(user('analyst', ['SOUTH']), 'heparin')).status).toBe(404);
    expect((await find(analyst, 'x')).status).toBe(422);
    expect((await find(user('coder', [facility]), 'heparin')).status).toBe(200);
    const rows = await department.store.audit({ userId: 'coder', limit: 10 });
    expect(rows.map(({ action, what }) => [action, what])).toEqual([['view', 'chart-find']]);
    expect(JSON.stringify(rows)).not.toContain('heparin');
  });
});
