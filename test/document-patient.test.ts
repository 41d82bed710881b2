import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemUser, type User } from '../engine/model/user.ts';
import {
  dischargeSummary,
  type SampleParts,
} from '../server/interop/ccda/discharge-summary.fixture.ts';
import { type Department, openDepartment, start, user } from './department.ts';

const analyst = user('analyst');
const supervisor = user('supervisor');
const mrn = 'urn:id:GENERAL';
let department: Department;
afterEach(() => department.close());

/** Ann B Roe, female, born 2 January 1980; the national number alone names no chart. */
const nameless = (parts: SampleParts = {}) =>
  dischargeSummary({
    patientId: '<id root="2.16.840.1.113883.4.6" extension="1"/>',
    encounter: ' ',
    ...parts,
  });

async function post(bytes: Uint8Array | string, type = 'text/xml', query = '') {
  const { token } = await department.server.services.auth.issue(systemUser, 600);
  const response = await department.server.app.request(`/documents${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    body: bytes as string,
  });
  return { status: response.status, body: (await response.json()) as object };
}

const patient = (id: string, family: string, given: string, rest: object = {}) => ({
  resourceType: 'Patient',
  id,
  identifier: [{ system: mrn, value: `N${id}` }],
  name: [{ family, given: [given] }],
  birthDate: '1980-01-02',
  gender: 'female',
  ...rest,
});
const visit = (id: string, patientId: string, facility: string) => ({
  resourceType: 'Encounter',
  id,
  status: 'in-progress',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
  subject: { reference: `Patient/${patientId}` },
  serviceProvider: { identifier: { value: facility } },
  period: { start: '2026-11-20T10:00:00-05:00' },
});

const bring = async (...resources: Record<string, unknown>[]) =>
  expect(await department.fhir(...resources)).toBe('taken');

const tasks = (listState = 'open', who: User = analyst) =>
  department.tasks('document-indexing', who, listState);
const theTask = async (): Promise<string> => {
  const open = await tasks();
  expect(open).toHaveLength(1);
  return open[0]?.instanceId ?? '';
};
const choose = (id: string, patientId: string, who: User = analyst) =>
  department.send(who, id, { type: 'document.choose-patient', patientId });
const stateOf = async (id: string) => (await department.store.load(id))?.state;
const documents = async () =>
  (await department.store.resources({ type: 'DocumentReference' })).map((row) => row.patientId);

describe.each(['memory', 'SQLite'] as const)('over %s', (kind) => {
  beforeEach(async () => {
    department = await openDepartment(kind);
  });

  describe('a document that names its patient by no number', () => {
    test('is one task with what it says and who it might be, and is counted nowhere else', async () => {
      await bring(patient('p1', 'Roe', 'Ann'));
      const { status, body } = await post(nameless());
      expect([status, JSON.stringify(body)]).toEqual([
        422,
        expect.stringContaining('recordTarget/patientRole/id'),
      ]);
      expect(JSON.stringify(body)).not.toMatch(/Roe|1980/);
      expect((await post(nameless())).status).toBe(422);
      await department.drain();
      const [task] = await tasks();
      expect(await tasks()).toHaveLength(1);
      expect(task).toMatchObject({
        title: { text: 'Document: has no number of its patient. Whose is it?' },
        priority: 1,
        // 24 November 2026 is a Tuesday, two days before Thanksgiving.
        dueOn: '2026-11-25',
      });
      const shown = await department.call(analyst, `/api/instances/${task?.instanceId}`);
      expect(shown.body).toMatchObject({
        patient: null,
        facility: 'main',
        context: {
          what: 'C-CDA',
          stated: {
            names: [{ family: 'Roe', given: ['Ann', 'B'] }],
            birthDate: '1980-01-02',
            gender: 'female',
          },
          proposals: [{ patientId: 'p1', by: 'name-and-birth-date' }],
        },
      });
      const [message, ...others] = await department.store.messages({
        outcome: 'refused',
        limit: 9,
      });
      expect([message?.cause, others]).toEqual([null, []]);
      expect(await department.tasks('intake-exceptions')).toEqual([]);
      expect(await department.store.messageCauses()).toEqual([]);
      const rows = await department.store.audit({ limit: 500 });
      expect(JSON.stringify([rows, message])).not.toMatch(/Roe|1980/);
    });

    test('proposes whose name and birth date agree, the likeliest first, and never one who was merged away', async () => {
      await bring(
        patient('a-married', 'Smith', 'Ann'),
        patient('b-nickname', 'Roe', 'Nancy'),
        patient('c-son', 'Roe', 'Ben', { gender: 'male' }),
        patient('d-man', 'ROE', 'ann', { gender: 'male' }),
        patient('e-right', 'Róe', 'Ann'),
        patient('f-younger', 'Roe', 'Ann', { birthDate: '1980-01-03' }),
        patient('g-unlike', 'Poe', 'Sue'),
        patient('h-before', 'Poe', 'Sue', {
          name: [
            { family: 'Poe', given: ['Sue'] },
            { use: 'old', family: 'Roe', given: ['Ann'] },
          ],
        }),
        patient('i-merged', 'Roe', 'Ann', {
          active: false,
          link: [{ type: 'replaced-by', other: { reference: 'Patient/e-right' } }],
        }),
      );
      await post(nameless());
      const { context } = (await department.store.load(await theTask())) ?? {};
      expect(context?.proposals).toEqual([
        { patientId: 'e-right', by: 'name-and-birth-date' },
        { patientId: 'h-before', by: 'name-and-birth-date' },
        { patientId: 'd-man', by: 'name-and-birth-date' },
        { patientId: 'b-nickname', by: 'family-and-birth-date' },
        { patientId: 'c-son', by: 'family-and-birth-date' },
        { patientId: 'a-married', by: 'given-and-birth-date' },
      ]);
      expect(await documents()).toEqual([]);
    });

    test('looks again when it is sent again, and finds nobody where it tells no birth date', async () => {
      await post(nameless());
      const id = await theTask();
      expect((await department.store.load(id))?.context.proposals).toEqual([]);
      await bring(patient('p1', 'Roe', 'Ann'));
      await post(nameless());
      expect((await department.store.load(await theTask()))?.context.proposals).toHaveLength(1);
      const xml = new TextDecoder().decode(
        nameless({ id: '<id root="1.2.3.4.9" extension="D9"/>' }),
      );
      await post(xml.replace('<birthTime value="19800102"/>', ''));
      const other = (await tasks()).find(({ instanceId }) => instanceId !== id);
      expect((await department.store.load(other?.instanceId ?? ''))?.context).toMatchObject({
        stated: { birthDate: null },
        proposals: [],
      });
    });

    test('is one message and one task, also when it is sent twice at once', async () => {
      await Promise.all([post(nameless()), post(nameless()), post(nameless())]);
      expect(await tasks()).toHaveLength(1);
      expect(await department.store.messages({ limit: 9 })).toHaveLength(1);
    });

    test('is filed to the patient a person chooses, whoever was proposed, and known when it is sent again', async () => {
      await bring(patient('p1', 'Roe', 'Ann'), patient('p2', 'Roe', 'Anna'));
      await post(nameless());
      const id = await theTask();
      expect((await choose(id, 'p2')).status).toBe(200);
      await department.drain();
      expect([await stateOf(id), await documents()]).toEqual(['filed', ['p2']]);
      expect(await department.store.load(id)).toMatchObject({ patientId: 'p2', isOpen: false });
      // What is known of the patient stays as it was: a document tells nobody's name.
      expect((await department.store.resource('Patient', 'p2'))?.body).toMatchObject({
        identifier: [{ system: mrn, value: 'Np2' }],
        name: [{ family: 'Roe', given: ['Anna'] }],
      });
      const [message, ...others] = await department.store.messages({ limit: 9 });
      expect(message).toMatchObject({ outcome: 'taken', patientId: 'p2', cause: null });
      const again = await post(nameless());
      expect(again).toEqual({ status: 200, body: JSON.parse(message?.answer ?? '') });
      expect(await department.store.messages({ limit: 9 })).toEqual([message, ...others]);
      expect((await choose(id, 'p1')).status).toBe(409);
      // What else is in doubt about it is asked as of any document.
      expect((await tasks()).map(({ title }) => title.key)).toEqual(['task.document.no-encounter']);
      const trail = await department.store.audit({ userId: 'analyst', limit: 50 });
      expect(trail.map(({ what }) => what)).toContain('message:C-CDA');
    });

    test('is filed to nobody who is not there, not within reach, merged away, or has no number', async () => {
      await bring(patient('p1', 'Roe', 'Ann'), visit('e1', 'p1', 'lakeside'));
      await bring(patient('p2', 'Roe', 'Ann'), visit('e2', 'p2', 'main'));
      await bring(
        patient('p3', 'Roe', 'Ann', { identifier: [{ value: '3' }] }),
        patient('p4', 'Roe', 'Ann', {
          link: [{ type: 'replaced-by', other: { reference: 'Patient/p2' } }],
        }),
        // The number of two patients names neither.
        patient('p5', 'Roe', 'Ann', { identifier: [{ system: mrn, value: '5' }] }),
        patient('p6', 'Roe', 'Ann', { identifier: [{ system: mrn, value: '5' }] }),
        patient('p7', 'Roe', 'Ann', {
          identifier: [
            { system: 'http://hl7.org/fhir/sid/us-ssn', value: '000-00-0001' },
            { use: 'old', system: mrn, value: '70' },
          ],
        }),
      );
      await post(nameless());
      const id = await theTask();
      const here = user('analyst', ['main']);
      const refused = async (patientId: string, who = here) => {
        const { status, body } = await choose(id, patientId, who);
        return [status, String(body.detail)];
      };
      expect(await refused('p0')).toEqual([404, 'There is no patient p0 for you.']);
      expect(await refused('p1')).toEqual([404, 'There is no patient p1 for you.']);
      expect(await refused('p4')).toEqual([409, expect.stringContaining('merged into another')]);
      for (const one of ['p3', 'p5', 'p6', 'p7'])
        expect([one, ...(await refused(one))]).toEqual([
          one,
          409,
          expect.stringContaining('Have a medical record number registered'),
        ]);
      expect((await department.send(here, id, { type: 'document.choose-patient' })).status).toBe(
        422,
      );
      expect([await stateOf(id), await documents()]).toEqual(['waiting', []]);
      expect((await choose(id, 'p2', here)).status).toBe(200);
      expect((await choose(id, 'p2', here)).status).toBe(409);
      await department.drain();
      expect(await documents()).toEqual(['p2']);
    });

    test('is for those who keep the records of its hospital, and set aside by those who lead', async () => {
      await bring(patient('p1', 'Roe', 'Ann'));
      await post(nameless(), 'text/xml', '?facility=north');
      const id = await theTask();
      for (const role of [
        'administrator',
        'physician',
        'coder',
        'release-specialist',
        'patient',
      ] as const) {
        expect((await department.call(user(role), `/api/instances/${id}`)).status).toBe(404);
        expect((await choose(id, 'p1', user(role))).status).toBe(404);
      }
      expect((await choose(id, 'p1', user('analyst', ['south']))).status).toBe(404);
      expect((await choose(id, 'p1', user('auditor'))).status).toBe(403);
      const aside = { type: 'document.set-aside', reason: 'Of no patient of ours' };
      expect((await department.send(analyst, id, aside)).status).toBe(403);
      expect((await department.send(supervisor, id, { ...aside, reason: '' })).status).toBe(422);
      for (const type of ['document.filed', 'document.file-failed', 'document.sent-again'])
        expect((await department.send(supervisor, id, { type })).status).toBe(403);
      expect((await department.send(supervisor, id, aside)).status).toBe(200);
      expect((await choose(id, 'p1')).status).toBe(409);
      // The same again asks nothing again.
      await post(nameless(), 'text/xml', '?facility=north');
      expect([await tasks(), await stateOf(id)]).toEqual([[], 'setAside']);
      const reopen = { type: 'document.reopen', reason: 'It is ours' };
      expect((await department.send(analyst, id, reopen)).status).toBe(403);
      expect((await department.send(supervisor, id, reopen)).status).toBe(200);
      expect(await theTask()).toBe(id);
    });

    test('chosen before the server ended is filed by the next, once', async () => {
      await bring(patient('p1', 'Roe', 'Ann'));
      await post(nameless());
      const id = await theTask();
      await department.server.worker.stop();
      expect((await choose(id, 'p1')).status).toBe(200);
      expect([await tasks(), await stateOf(id)]).toEqual([[], 'filing']);
      expect(await tasks('waiting')).toHaveLength(1);
      await department.restart();
      await department.drain();
      expect([await stateOf(id), await documents()]).toEqual(['filed', ['p1']]);
    });

    test('filed before the server could say so is not filed again', async () => {
      await bring(patient('p1', 'Roe', 'Ann'));
      await post(nameless());
      const id = await theTask();
      await department.server.worker.stop();
      await choose(id, 'p1');
      const [message] = await department.store.messages({ outcome: 'refused', limit: 1 });
      const told = { from: null, patient: { system: mrn, value: 'Np1' } };
      const { intake } = department.server.services;
      const first = await intake.replay(message?.id ?? '', systemUser, told);
      expect([first.outcome, await stateOf(id)]).toEqual(['taken', 'filed']);
      await department.restart();
      await department.drain();
      expect([await stateOf(id), await documents()]).toEqual(['filed', ['p1']]);
      const [row] = await department.store.resources({ type: 'DocumentReference' });
      expect(row?.version).toBe(1);
      expect((await department.store.effects(id)).every(({ doneAt }) => doneAt !== null)).toBe(
        true,
      );
    });

    test('whose patient is gone when it is filed comes back to the list', async () => {
      await bring(patient('p1', 'Roe', 'Ann'), patient('p2', 'Roe', 'Ann'));
      await post(nameless());
      const id = await theTask();
      await department.server.worker.stop();
      await choose(id, 'p1');
      const row = await department.store.resource('Patient', 'p1');
      if (row === undefined) throw new Error('no patient');
      const gone = { ...row, version: row.version + 1, isDeleted: true, terms: [] };
      await department.store.commit({ resources: [gone] });
      await department.restart();
      await department.drain();
      expect(department.errors.splice(0)).toHaveLength(1);
      expect((await tasks()).map(({ title }) => title.text)).toEqual([
        'Document: could not be filed to the patient chosen',
      ]);
      expect(await department.store.load(id)).toMatchObject({
        patientId: null,
        context: { failure: expect.stringContaining('Choose anew') },
      });
      expect((await choose(id, 'p2')).status).toBe(200);
      await department.drain();
      expect([await stateOf(id), await documents()]).toEqual(['filed', ['p2']]);
    });

    test('tried again by hand with a number is filed, and its task is gone in the same moment', async () => {
      await post(nameless());
      const id = await theTask();
      const [message] = await department.store.messages({ outcome: 'refused', limit: 1 });
      const replay = (body: object) =>
        department.call(supervisor, `/api/messages/${message?.id}/replay`, body);
      expect((await replay({})).body).toMatchObject({ outcome: 'refused' });
      expect([await theTask(), await department.store.messageCauses()]).toEqual([id, []]);
      const told = await replay({ patient: { system: mrn, value: '4711' } });
      expect(told.body).toMatchObject({ outcome: 'taken' });
      expect(await stateOf(id)).toBe('filed');
      const [row] = await department.store.resources({ type: 'DocumentReference' });
      expect((await department.store.load(id))?.patientId).toBe(row?.patientId);
      expect((await replay({})).status).toBe(409);
    });

    test('set aside is kept while a patient whose it might be is under legal hold', async () => {
      await bring(patient('p1', 'Roe', 'Anna'), visit('e1', 'p1', 'main'));
      await post(nameless());
      const asked = (await tasks()).find(({ title }) => title.key === 'task.document.whose');
      const hold = (type: string) =>
        department.send(user('privacy-officer'), 'chart.e1', { type, reason: 'Subpoena' });
      expect((await hold('legal-hold.place')).status).toBe(200);
      const aside = { type: 'document.set-aside', reason: 'Of no patient of ours' };
      expect((await department.send(supervisor, asked?.instanceId ?? '', aside)).status).toBe(200);
      const rows = [{ facility: '*', kind: 'document', keepDays: 30 }];
      await department.server.services.siteTables.save('retention', rows);
      const droppedOn = async (days: number) => {
        department.clock.now = start + days * 24 * 60 * 60 * 1000;
        for (let n = 0; n < 3; n += 1) await department.drain();
        const [message] = await department.store.messages({ outcome: 'refused', limit: 1 });
        return message?.contentDroppedOn;
      };
      expect(await droppedOn(40)).toBeNull();
      expect((await hold('legal-hold.lift')).status).toBe(200);
      expect(await droppedOn(41)).toBe('2027-01-04');
    });

    test('set aside is dropped in the end as other messages are, and then not taken up again', async () => {
      await post(nameless());
      const id = await theTask();
      const rows = [{ facility: '*', kind: '*', keepDays: 30 }];
      await department.server.services.siteTables.save('retention', rows);
      department.clock.now = start + 40 * 24 * 60 * 60 * 1000;
      for (let n = 0; n < 3; n += 1) await department.drain();
      const message = async () => (await department.store.messages({ limit: 1 }))[0];
      expect((await message())?.contentDroppedOn).toBeNull();
      const aside = { type: 'document.set-aside', reason: 'Of no patient of ours' };
      await department.send(supervisor, id, aside);
      department.clock.now += 2 * 60 * 60 * 1000;
      for (let n = 0; n < 3; n += 1) await department.drain();
      expect((await message())?.contentDroppedOn).toBe('2027-01-03');
      const reopen = { type: 'document.reopen', reason: 'It is ours' };
      expect((await department.send(supervisor, id, reopen)).status).toBe(410);
      // Sent once more it is there again, and may be.
      await post(nameless());
      expect((await department.send(supervisor, id, reopen)).status).toBe(200);
      await bring(patient('p1', 'Roe', 'Ann'));
      await choose(id, 'p1');
      await department.drain();
      expect(await documents()).toEqual(['p1']);
    });
  });

  describe('a FHIR document whose patient has no identifier', () => {
    const document = (rest: object = {}) =>
      JSON.stringify({
        resourceType: 'Bundle',
        type: 'document',
        identifier: { system: 'urn:docs', value: 'F1' },
        timestamp: '2026-11-10T12:00:00Z',
        entry: [
          {
            fullUrl: 'urn:uuid:0c1f4a3e-8f6b-4c53-9d1c-2f0a1b2c3d4e',
            resource: {
              resourceType: 'Composition',
              status: 'final',
              type: { coding: [{ system: 'http://loinc.org', code: '18842-5' }] },
              subject: { reference: 'urn:uuid:1c1f4a3e-8f6b-4c53-9d1c-2f0a1b2c3d4e' },
              date: '2026-11-10T12:00:00Z',
              author: [{ display: 'Dr Marsh' }],
              title: 'Discharge summary',
            },
          },
          {
            fullUrl: 'urn:uuid:1c1f4a3e-8f6b-4c53-9d1c-2f0a1b2c3d4e',
            resource: {
              resourceType: 'Patient',
              name: [{ family: 'Roe', given: ['Ann'] }],
              birthDate: '1980-01-02',
              ...rest,
            },
          },
        ],
      });

    test('is asked about and filed the same way', async () => {
      await bring(patient('p1', 'Roe', 'Ann'));
      const { status, body } = await post(document(), 'application/fhir+json');
      expect(status).toBe(422);
      expect(JSON.stringify(body)).toContain('Bundle.entry[1].resource.identifier');
      const id = await theTask();
      expect((await department.store.load(id))?.context).toMatchObject({
        what: 'FHIR document',
        stated: {
          names: [{ family: 'Roe', given: ['Ann'] }],
          birthDate: '1980-01-02',
          gender: null,
        },
        proposals: [{ patientId: 'p1', by: 'name-and-birth-date' }],
      });
      expect((await choose(id, 'p1')).status).toBe(200);
      await department.drain();
      const [row] = await department.store.resources({ type: 'Composition' });
      expect([await stateOf(id), row?.patientId]).toEqual(['filed', 'p1']);
      expect((await post(document(), 'application/fhir+json')).status).toBe(200);
    });

    test('and that has another fault waits with its cause, for nobody could file it', async () => {
      expect((await post(document({ gender: 'unheard of' }), 'application/fhir+json')).status).toBe(
        422,
      );
      await department.drain();
      expect(await tasks()).toEqual([]);
      expect(await department.tasks('intake-exceptions')).toHaveLength(1);
    });
  });
});
