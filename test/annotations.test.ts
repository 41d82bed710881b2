import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { User } from '../engine/model/user.ts';
import { annotatorRoles } from '../engine/workflows/annotation/events.ts';
import { chartReaders } from '../server/chart-access.ts';
import { ask } from './asking.ts';
import {
  addPractitioner,
  addStay,
  analyst,
  facility,
  instancesOf,
  physician,
  supervisor,
} from './delinquency.ts';
import { type Department, openDepartment, user } from './department.ts';

let department: Department;
afterEach(() => department.close());

const coder = user('coder', [facility]);
const release = user('release-specialist', [facility]);
const marsh = physician('marsh');
const words =
  'HOSPITAL COURSE. The patient was stable. Aspirin was stopped on day two. PLAN. The patient was stable. Home.';
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

interface Shown {
  readonly id: string;
  readonly version: number;
  readonly kind: string;
  readonly motivation: string;
  readonly body: readonly { readonly value?: string; readonly source?: string }[];
  readonly isMine: boolean;
  readonly target: {
    readonly source: string;
    readonly version: number | null;
    readonly contentHash: string | null;
    readonly selector: readonly Record<string, unknown>[];
  };
  readonly standing: {
    readonly state: string;
    readonly position: { readonly start: number; readonly end: number } | null;
  } | null;
}

async function addDocument(text: string, more: object = {}) {
  const taken = await department.fhir({
    resourceType: 'DocumentReference',
    id: 'd1',
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

const text = (value: string) => [{ type: 'TextualBody', value }];
const onChart = { source: '/api/charts/e1' };
const onWords = (exact: string, more: object = {}, content = words) => ({
  source: '/api/documents/d1/content',
  contentHash: hashOf(content),
  selector: [{ type: 'TextQuoteSelector', exact, ...more }],
});
const sticky = { kind: 'note', body: text('Ask'), audience: 'chart-readers', target: onChart };

const post = (who: User, body: object, headers = {}) =>
  ask(department, who, '/api/annotations', { method: 'POST', body, headers });
const written = async (who: User, body: object): Promise<Shown> => {
  const answer = await post(who, body);
  expect([answer.status, answer.body.detail]).toEqual([201, undefined]);
  return answer.body as unknown as Shown;
};
const listed = async (who: User, query = 'encounter=e1') => {
  const { status, body } = await ask(department, who, `/api/annotations?${query}`);
  expect(status).toBe(200);
  return body.annotations as unknown as Shown[];
};
const change = (who: User, { id }: Shown, method: string, body: object, headers = {}) =>
  ask(department, who, id, { method, body, headers });

describe.each(['memory', 'SQLite'] as const)('over %s', (kind) => {
  beforeEach(async () => {
    department = await openDepartment(kind);
    await addPractitioner(department, 'marsh', 'Marsh');
    await addPractitioner(department, 'lee', 'Lee');
    await addStay(department, {
      id: 'e1',
      attending: 'marsh',
      dischargedAt: '2026-11-20T10:00:00-05:00',
    });
    await addDocument(words);
  });

  describe('its life', () => {
    test('a note on a chart is written, edited by its author, and withdrawn with a reason', async () => {
      const note = await written(analyst, sticky);
      expect(note).toMatchObject({
        '@context': 'http://www.w3.org/ns/anno.jsonld',
        type: 'Annotation',
        motivation: 'commenting',
        body: [{ type: 'TextualBody', value: 'Ask', format: 'text/plain' }],
        target: { source: '/api/charts/e1', selector: [] },
        standing: null,
        isMine: true,
      });
      expect(note.id).toMatch(/^\/api\/annotations\/annotation\.e1\./);
      const edit = { body: text('Asked'), audience: 'chart-readers' };
      expect((await change(analyst, note, 'PUT', edit)).status).toBe(422);
      const seen = { 'if-match': '"1"' };
      expect((await change(coder, note, 'PUT', edit, seen)).status).toBe(403);
      const edited = await change(analyst, note, 'PUT', edit, seen);
      expect([edited.status, edited.etag]).toEqual([200, '"2"']);
      expect((await change(analyst, note, 'DELETE', {})).status).toBe(422);
      expect((await change(coder, note, 'DELETE', { reason: 'Not mine' })).status).toBe(403);
      expect((await change(supervisor, note, 'DELETE', { reason: 'Late' }, seen)).status).toBe(409);
      const gone = await change(supervisor, note, 'DELETE', { reason: 'On the wrong chart' });
      expect(gone.body.withdrawn).toMatchObject({ reason: 'On the wrong chart' });
      expect((await change(analyst, note, 'PUT', edit, { 'if-match': '"3"' })).status).toBe(409);
      expect(await listed(analyst)).toEqual([]);
      expect(await listed(analyst, 'encounter=e1&withdrawn=1')).toHaveLength(1);
      const { body } = await ask(department, coder, `${note.id}/history`);
      const entries = body.entries as unknown as { type: string; payload: { text?: string } }[];
      expect(entries.map(({ type, payload }) => [type, payload.text])).toEqual([
        ['start', 'Ask'],
        ['annotation.edit', 'Asked'],
        ['annotation.withdraw', undefined],
      ]);
    });

    test('of two edits at once one is told; the same key twice is one note', async () => {
      const note = await written(analyst, sticky);
      const both = await Promise.all(
        ['One', 'Two'].map((value) =>
          change(
            analyst,
            note,
            'PUT',
            { body: text(value), audience: 'me' },
            { 'if-match': '"1"' },
          ),
        ),
      );
      expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
      const key = { 'idempotency-key': 'Quill Nora' };
      const [one, two] = [await post(coder, sticky, key), await post(coder, sticky, key)];
      expect([one.status, two.status, two.body.id]).toEqual([201, 201, one.body.id]);
      expect(String(one.body.id)).not.toContain('Quill');
      expect((await post(coder, { ...sticky, body: text('Other') }, key)).status).toBe(422);
      expect(await listed(coder)).toHaveLength(1);
    });

    test('evidence names a deficiency of the chart, a proposal to redact its reason and never the document', async () => {
      const [deficiency] = await instancesOf(department, 'deficiency');
      const evidence = {
        kind: 'deficiency-evidence',
        audience: 'chart-readers',
        target: onWords('Aspirin was stopped'),
      };
      expect((await post(analyst, evidence)).status).toBe(422);
      expect((await post(analyst, { ...evidence, deficiencyId: 'other' })).status).toBe(422);
      const made = await written(analyst, { ...evidence, deficiencyId: deficiency?.id });
      expect(made).toMatchObject({
        motivation: 'linking',
        body: [{ type: 'SpecificResource', source: `/api/instances/${deficiency?.id}` }],
      });
      const sent = { ...made, body: [...text('Here'), ...made.body] };
      expect((await change(analyst, made, 'PUT', sent, { 'if-match': '"1"' })).status).toBe(200);
      const before = await department.store.resource('DocumentReference', 'd1');
      const redaction = { ...evidence, kind: 'redaction-proposal' };
      expect((await post(release, redaction)).status).toBe(422);
      expect((await post(release, { ...redaction, reason: 'Third party' })).status).toBe(422);
      expect((await post(release, { ...redaction, reasonCode: 'because' })).status).toBe(422);
      const proposed = await written(release, { ...redaction, reasonCode: 'third-party' });
      expect(proposed).toMatchObject({ reason: 'About a third party', reasonCode: 'third-party' });
      const more = { ...proposed, reason: 'The daughter', reasonCode: 'wrong-patient' };
      const edited = await change(release, proposed, 'PUT', more, { 'if-match': '"1"' });
      expect(edited.body).toMatchObject({ reason: 'The daughter', reasonCode: 'wrong-patient' });
      expect(await department.store.resource('DocumentReference', 'd1')).toEqual(before);
    });

    test('what is too long, of no kind, or anchored to nothing is refused, and no words stand in the refusal', async () => {
      const secret = 'Quill';
      for (const wrong of [
        { ...sticky, body: text(secret.repeat(900)) },
        { ...sticky, body: [] },
        { ...sticky, kind: secret },
        { ...sticky, audience: ['patient'] },
        { ...sticky, audience: [] },
        { ...sticky, target: { source: `https://elsewhere/${secret}` } },
        { ...sticky, target: { ...onWords(secret), source: '/api/charts/e1' } },
        { ...sticky, target: onWords(secret) },
        { ...sticky, target: onWords(secret.repeat(500)) },
        { ...sticky, target: onWords('The patient was stable.') },
        { ...sticky, kind: 'highlight' },
      ]) {
        const answer = await post(analyst, wrong);
        expect([answer.status, JSON.stringify(answer.body).includes(secret)]).toEqual([422, false]);
      }
      expect((await post(analyst, { ...sticky, target: onWords('Home', {}, 'x') })).status).toBe(
        409,
      );
      for (const query of ['', 'encounter=e1&document=d1'])
        expect((await ask(department, analyst, `/api/annotations?${query}`)).status).toBe(422);
      const rows = await department.store.audit({ userId: analyst.id, limit: 100 });
      expect(JSON.stringify(rows)).not.toContain(secret);
      expect(await listed(analyst)).toEqual([]);
    });
  });

  describe('for whom it is', () => {
    test('those who may read the chart write on it, and nobody else does', () => {
      expect([...annotatorRoles].sort()).toEqual([...chartReaders, 'physician'].sort());
    });

    test('a note for HIM is not seen by the physician, and mine by me alone, whatever is asked for', async () => {
      const ours = await written(analyst, { ...sticky, audience: ['analyst', 'coder'] });
      const mine = await written(analyst, { ...sticky, audience: 'me' });
      const everyone = await written(marsh, sticky);
      const ids = async (who: User) => (await listed(who)).map(({ id }) => id);
      expect(await ids(analyst)).toEqual([ours.id, mine.id, everyone.id]);
      expect(await ids(coder)).toEqual([ours.id, everyone.id]);
      expect(await ids(marsh)).toEqual([everyone.id]);
      expect(await ids({ ...analyst, id: 'colleague' })).toEqual([ours.id, everyone.id]);
      expect(await ids(user('manager', [facility]))).toEqual([everyone.id]);
      for (const [who, note] of [
        [marsh, ours],
        [coder, mine],
        [supervisor, mine],
        [user('auditor'), mine],
      ] as const) {
        const instance = note.id.replace('annotations', 'instances');
        for (const path of [
          note.id,
          `${note.id}/history`,
          instance,
          `${instance}/history`,
          `${instance}/why`,
          `${instance}/replay`,
        ])
          expect([path, (await ask(department, who, path)).status]).toEqual([path, 404]);
        const reason = { reason: 'Not for me' };
        expect((await change(who, note, 'DELETE', reason)).status).toBe(404);
        const event = { type: 'annotation.withdraw', ...reason };
        const send = { method: 'POST', body: event };
        expect((await ask(department, who, `${instance}/events`, send)).status).toBe(404);
      }
      const refused = await department.store.audit({ userId: coder.id, limit: 100 });
      expect(refused.some(({ action }) => action === 'refused')).toBe(true);
      const input = { workflow: 'annotation', input: {} };
      const start = await ask(department, analyst, '/api/instances', {
        method: 'POST',
        body: input,
      });
      expect(start.status).toBe(422);
    });

    test('who may not read the chart reads and writes nothing on it; outside the lists a purpose is asked', async () => {
      const note = await written(analyst, sticky);
      for (const who of [physician('lee'), user('analyst', ['SOUTH']), user('administrator')]) {
        expect((await ask(department, who, '/api/annotations?encounter=e1')).status).toBe(404);
        expect((await ask(department, who, '/api/annotations?document=d1')).status).toBe(404);
        expect((await ask(department, who, note.id)).status).toBe(404);
        expect((await post(who, sticky)).status).toBe(404);
      }
      const none = { headers: { 'x-purpose-of-use': '' } };
      const outside = await ask(department, coder, '/api/annotations?encounter=e1', none);
      expect([outside.status, outside.body.code]).toEqual([403, 'purpose-needed']);
      expect((await ask(department, coder, '/api/annotations?encounter=e9')).status).toBe(404);
    });

    test('what was private once stays so in the history of what is shared now', async () => {
      const note = await written(analyst, { ...sticky, body: text('To myself'), audience: 'me' });
      const shared = { body: text('To all'), audience: 'chart-readers' };
      await change(analyst, note, 'PUT', shared, { 'if-match': '"1"' });
      const { body } = await ask(department, coder, `${note.id}/history`);
      expect(JSON.stringify(body)).not.toContain('To myself');
      expect(JSON.stringify(body)).toContain('To all');
      const own = await ask(department, analyst, `${note.id}/history`);
      expect(JSON.stringify(own.body)).toContain('To myself');
    });

    test('each reading and each act is on record', async () => {
      const note = await written(analyst, sticky);
      await listed(analyst);
      await ask(department, analyst, note.id);
      await change(analyst, note, 'DELETE', { reason: 'Done' });
      const id = note.id.replace('/api/annotations/', '');
      const rows = await department.store.audit({ userId: analyst.id, limit: 100 });
      expect(
        rows.map(({ action, what, patientId }) => [action, what, patientId]).reverse(),
      ).toEqual([
        ['act', `annotation.write:${id}`, 'p-e1'],
        ['view', 'annotations', 'p-e1'],
        ['view', `annotation:${id}`, 'p-e1'],
        ['act', `annotation.withdraw:${id}`, 'p-e1'],
      ]);
    });
  });

  describe('against the words as they are now', () => {
    const second = words.lastIndexOf('stable');
    const standing = async (query = 'document=d1') =>
      (await listed(analyst, query)).map((one) => one.standing);

    test('as written while the document is the same, also when something else of it changes', async () => {
      const position = { type: 'TextPositionSelector', start: second, end: second + 6 };
      const target = { ...onWords('stable'), selector: [position] };
      const made = await written(analyst, { ...sticky, kind: 'highlight', body: [], target });
      expect(made.target).toMatchObject({ version: 1, contentHash: hashOf(words) });
      expect(made.target.selector).toEqual([
        {
          type: 'TextQuoteSelector',
          exact: 'stable',
          prefix: words.slice(second - 32, second),
          suffix: words.slice(second + 6),
        },
        position,
      ]);
      await addDocument(words, { description: 'Summary' });
      expect(await standing()).toEqual([
        { state: 'as-written', position: { start: second, end: second + 6 } },
      ]);
    });

    test('anchored again where words were inserted before it, and lost where its words were changed', async () => {
      const suffix = '. Home';
      await written(analyst, { ...sticky, target: onWords('stable', { suffix }) });
      await written(analyst, { ...sticky, target: onWords('Aspirin was stopped') });
      const corrected = `ADDENDUM. Seen again. ${words.replace('Aspirin', 'Heparin')}`;
      await addDocument(corrected);
      const start = corrected.lastIndexOf('stable');
      const moved = [
        { state: 're-anchored', position: { start, end: start + 6 } },
        { state: 'words-changed', position: null },
      ];
      expect(await standing()).toEqual(moved);
      expect(await standing('encounter=e1')).toEqual(moved);
      // Nothing of it was stored: with the old words it stands as it was written.
      await addDocument(words);
      expect((await standing()).map((one) => one?.state)).toEqual(['as-written', 'as-written']);
    });

    test('edited it keeps its old anchor, or takes one in the words as they are', async () => {
      const note = await written(analyst, { ...sticky, target: onWords('Aspirin was stopped') });
      const corrected = words.replace('Aspirin was stopped', 'Aspirin was paused');
      await addDocument(corrected);
      const edit = { body: text('Look'), audience: 'chart-readers' };
      const kept = await change(analyst, note, 'PUT', edit, { 'if-match': '"1"' });
      expect(kept.body.standing).toMatchObject({ state: 'words-changed' });
      const stale = { ...edit, target: onWords('Aspirin was paused') };
      expect((await change(analyst, note, 'PUT', stale, { 'if-match': '"2"' })).status).toBe(409);
      const target = onWords('Aspirin was paused', {}, corrected);
      const anew = await change(analyst, note, 'PUT', { ...edit, target }, { 'if-match': '"2"' });
      expect([anew.status, anew.body.standing]).toMatchObject([200, { state: 'as-written' }]);
    });

    test('a box on a page is kept as it was drawn, and is of its own content alone', async () => {
      const box = (value: string, page = 1) => ({
        source: '/api/documents/d1/content',
        contentHash: hashOf(words),
        selector: [{ type: 'FragmentSelector', value: `xywh=percent:${value}`, page }],
      });
      const redaction = {
        kind: 'redaction-proposal',
        reasonCode: 'third-party',
        audience: ['release-specialist', 'privacy-officer'],
      };
      for (const wrong of ['10,20,95,5', '10,20,0,5', '-1,0,5,5', 'a,b,c,d', '1,2,3'])
        expect((await post(release, { ...redaction, target: box(wrong) })).status).toBe(422);
      expect((await post(release, { ...redaction, target: box('1,1,1,1', 0) })).status).toBe(422);
      const made = await written(release, { ...redaction, target: box('10.5,20,30,5.25', 2) });
      expect(made.target.selector).toEqual([
        {
          type: 'FragmentSelector',
          conformsTo: 'http://www.w3.org/TR/media-frags/',
          value: 'xywh=percent:10.5,20,30,5.25',
          page: 2,
        },
      ]);
      expect(await listed(analyst)).toEqual([]);
      expect((await listed(release))[0]?.standing).toEqual({ state: 'as-written', position: null });
      await addDocument(`${words} More.`);
      expect((await listed(release))[0]?.standing).toEqual({
        state: 'words-changed',
        position: null,
      });
    });

    test('of a scan that is not read yet a box can be marked, its words cannot; nor are they sought', async () => {
      await written(analyst, { ...sticky, target: onWords('Aspirin was stopped') });
      const scan = 'not really a scan';
      const attachment = { contentType: 'image/png', data: btoa(scan) };
      await addDocument('', { content: [{ attachment }] });
      const target = onWords('Aspirin', {}, scan);
      const answer = await post(analyst, { ...sticky, target });
      expect([answer.status, answer.body.code]).toEqual([409, 'not-allowed-now']);
      expect(await standing()).toEqual([{ state: 'waiting', position: null }]);
    });

    test('of a document filed to another stay it goes along, and leaves the chart it was in', async () => {
      const first = await department.store.resource('Encounter', 'e1');
      const { identifier: _, ...body } = first?.body ?? {};
      expect(await department.fhir({ ...body, id: 'e1.2' })).toBe('taken');
      await written(analyst, { ...sticky, target: onWords('Aspirin was stopped') });
      await written(analyst, { ...sticky, target: { source: '/api/charts/e1.2' } });
      expect(await listed(analyst)).toHaveLength(1);
      await addDocument(words, { context: { encounter: [{ reference: 'Encounter/e1.2' }] } });
      const row = await department.store.resource('DocumentReference', 'd1');
      expect(row?.encounterId).toBe('e1.2');
      expect(await listed(analyst)).toEqual([]);
      expect(await listed(analyst, 'document=d1')).toHaveLength(1);
      expect(await listed(analyst, 'encounter=e1.2')).toHaveLength(2);
    });
  });
});
