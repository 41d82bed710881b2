import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ResourceRow } from '../engine/store.ts';
import { documentTypeSystem, filingUrl } from '../server/interop/extensions.ts';
import { adt, type Department, mdm, openDepartment, user } from './department.ts';

let department: Department;
afterEach(() => department.close());

const analyst = user('analyst');
const supervisor = user('supervisor');

const patient = (id: string) => ({
  resourceType: 'Patient',
  id,
  identifier: [{ system: 'urn:mrn', value: id }],
  name: [{ family: id }],
});
const stay = (id: string, of: string, days: readonly [string, string], facility = 'north') => ({
  resourceType: 'Encounter',
  id,
  status: 'finished',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
  subject: { reference: `Patient/${of}` },
  period: { start: `${days[0]}T09:00:00-05:00`, end: `${days[1]}T11:00:00-05:00` },
  serviceProvider: { identifier: { value: facility } },
});
const note = (id: string, of: string, rest: Record<string, unknown> = {}) => ({
  resourceType: 'DocumentReference',
  id,
  status: 'current',
  docStatus: 'preliminary',
  type: { coding: [{ system: 'http://loinc.org', code: '18842-5' }] },
  subject: { reference: `Patient/${of}` },
  date: '2026-11-09T15:00:00Z',
  content: [{ attachment: { contentType: 'text/plain', data: 'SGlzdG9yeQ==' } }],
  ...rest,
});
const inStay = (id: string) => ({ context: { encounter: [{ reference: `Encounter/${id}` }] } });
const local = (display: string) => ({
  type: { coding: [{ system: 'urn:local', code: 'X9', display }] },
});

const november = ['2026-11-03', '2026-11-09'] as const;
const october = ['2026-10-12', '2026-10-20'] as const;
const summer = ['2026-06-01', '2026-06-09'] as const;

const indexing = () => department.tasks('document-indexing');
const titles = async () => (await indexing()).map(({ title }) => title.text);
const doubt = async (id: string) => department.store.load(`document.${id}`);
const document = async (id: string): Promise<ResourceRow> => {
  const row = await department.store.resource('DocumentReference', id);
  if (row === undefined) throw new Error(`There is no document ${id}.`);
  return row;
};
/** What the chart of an encounter lacks. */
const lacks = async (encounterId: string): Promise<string[]> => {
  const { members } = await department.store.loadFamily(`chart.${encounterId}`);
  return members
    .filter(({ workflow, isOpen }) => workflow === 'deficiency' && isOpen)
    .map(({ id }) => id.replace(`deficiency.${encounterId}.`, ''))
    .sort();
};

describe.each(['memory', 'SQLite'] as const)('over %s, a document', (kind) => {
  beforeEach(async () => {
    department = await openDepartment(kind);
    expect(
      await department.fhir(
        patient('p1'),
        patient('p2'),
        stay('e1', 'p1', november),
        stay('e0', 'p1', summer),
        stay('e2', 'p2', november, 'lakeside'),
      ),
    ).toBe('taken');
  });

  test('of its visit and of a known type is in no doubt, and neither is one that says more later', async () => {
    await department.fhir(note('d1', 'p1', inStay('e1')));
    await department.fhir(note('d1', 'p1', { ...inStay('e1'), description: 'Discharge summary' }));
    expect([await titles(), await doubt('d1')]).toEqual([[], undefined]);
  });

  test('of a type that no map knows is proposed by its title and indexed by a person, for the chart and for good', async () => {
    await department.fhir(note('d1', 'p1', { ...inStay('e1'), ...local('Disch Summ') }));
    expect(await titles()).toEqual(['Document: of a type that no map knows']);
    expect((await indexing())[0]).toMatchObject({ dueOn: '2026-11-25', priority: 0 });
    expect((await doubt('d1'))?.context).toMatchObject({
      reasons: ['unmapped-type'],
      proposal: { documentType: 'discharge-summary', encounterId: null },
    });
    expect(await lacks('e1')).toContain('missing-document.discharge-summary');
    const index = { type: 'document.index', documentType: 'discharge-summary' };
    await department.server.worker.stop();
    expect((await department.send(analyst, 'document.d1', index)).status).toBe(200);
    expect(await department.tasks('document-indexing', analyst, 'waiting')).toHaveLength(1);
    await department.restart();
    await department.drain();
    expect(await titles()).toEqual([]);
    expect((await doubt('d1'))?.state).toBe('settled');
    const { body, version } = await document('d1');
    expect(version).toBe(2);
    expect(body.type).toMatchObject({
      coding: [
        { system: documentTypeSystem, code: 'discharge-summary', userSelected: true },
        { code: 'X9' },
      ],
    });
    expect(JSON.stringify(body.extension)).toContain('"valueString":"analyst"');
    expect(await lacks('e1')).not.toContain('missing-document.discharge-summary');
    // Sent again with the same code: what the person said stands.
    await department.fhir(
      note('d1', 'p1', { ...inStay('e1'), ...local('Disch Summ'), docStatus: 'final' }),
    );
    expect(await titles()).toEqual([]);
    expect(await lacks('e1')).not.toContain('missing-document.discharge-summary');
    // Sent with another code it asks anew.
    const other = { type: { coding: [{ system: 'urn:local', code: 'X10' }] } };
    await department.fhir(note('d1', 'p1', { ...inStay('e1'), ...other }));
    expect(await titles()).toEqual(['Document: of a type that no map knows']);
  });

  test('is what the site’s table says on its own date, and asks no more once the table knows its code', async () => {
    const mapped = {
      facility: 'north',
      system: 'urn:local',
      code: 'X9',
      type: 'discharge-summary',
    };
    await department.fhir(note('d1', 'p1', { ...inStay('e1'), ...local('Note') }));
    await department.server.services.siteTables.save('document-types', [
      { ...mapped, to: '2026-11-01' },
    ]);
    await department.fhir(note('d1', 'p1', { ...inStay('e1'), ...local('Note 2') }));
    expect(await titles()).toHaveLength(1);
    await department.server.services.siteTables.save('document-types', [mapped]);
    await department.fhir(note('d1', 'p1', { ...inStay('e1'), ...local('Note 3') }));
    expect(await titles()).toEqual([]);
    expect(await lacks('e1')).not.toContain('missing-document.discharge-summary');
    expect((await doubt('d1'))?.state).toBe('settled');
  });

  test('is asked about no more when the table is mended: one row answers all that wait for it', async () => {
    const codes = ['d1', 'd2', 'd3'].map((id) =>
      note(id, 'p1', { ...inStay('e1'), ...local('Note') }),
    );
    await department.fhir(...codes, note('d4', 'p1', local('Note')));
    expect(await titles()).toHaveLength(4);
    expect(await lacks('e1')).toContain('missing-document.discharge-summary');
    await department.server.worker.stop();
    await department.server.services.siteTables.save('document-types', [
      { facility: '*', system: 'urn:local', code: 'X9', type: 'discharge-summary' },
    ]);
    // The server that saved it ended at once.
    await department.restart();
    await department.drain();
    expect(await titles()).toEqual(['Document: belongs to no visit']);
    expect((await doubt('d4'))?.context).toMatchObject({ reasons: ['no-encounter'] });
    expect(await lacks('e1')).not.toContain('missing-document.discharge-summary');
    expect((await document('d1')).version).toBe(1);
  });

  test('without a visit is proposed the one whose time covers it, else the nearest before, and indexed into it', async () => {
    await department.fhir(stay('e3', 'p1', october));
    await department.fhir(note('d1', 'p1', { date: '2026-11-05T15:00:00Z' }));
    await department.fhir(note('d2', 'p1', { date: '2026-11-01T15:00:00Z' }));
    await department.fhir(note('d3', 'p1', { date: '2026-08-01T15:00:00Z' }));
    expect(await titles()).toEqual(Array(3).fill('Document: belongs to no visit'));
    const proposed = async (id: string) => {
      const { proposal } = (await doubt(id))?.context ?? {};
      return proposal;
    };
    expect(await proposed('d1')).toMatchObject({ encounterId: 'e1', encounterBy: 'covers' });
    expect(await proposed('d2')).toMatchObject({
      encounterId: 'e3',
      encounterBy: 'nearest-before',
    });
    expect(await proposed('d3')).toMatchObject({ encounterId: null, encounterBy: null });
    const index = { type: 'document.index', documentType: 'discharge-summary' };
    const refused = await department.send(analyst, 'document.d1', { ...index, encounterId: 'e2' });
    expect([refused.status, String(refused.body.detail)]).toEqual([
      409,
      expect.stringContaining('another patient'),
    ]);
    expect(
      (await department.send(analyst, 'document.d1', { ...index, encounterId: 'no' })).status,
    ).toBe(404);
    expect(
      (await department.send(analyst, 'document.d1', { ...index, encounterId: 'e1' })).status,
    ).toBe(200);
    await department.drain();
    expect(await document('d1')).toMatchObject({
      encounterId: 'e1',
      patientId: 'p1',
      facility: 'north',
    });
    expect(await lacks('e1')).not.toContain('missing-document.discharge-summary');
    expect(await titles()).toHaveLength(2);
    // Its sender still knows no visit.
    await department.fhir(note('d1', 'p1', { date: '2026-11-05T15:00:00Z', description: 'Again' }));
    expect(await document('d1')).toMatchObject({ encounterId: 'e1' });
    expect(await titles()).toHaveLength(2);
  });

  test('that names another patient’s visit is filed without it, and only a person moves it there', async () => {
    expect(await department.fhir(note('d1', 'p1', inStay('e2')))).toBe('taken');
    expect(await document('d1')).toMatchObject({ encounterId: null, patientId: 'p1' });
    expect(await titles()).toEqual(['Document: names a visit of another patient']);
    expect((await indexing())[0]?.priority).toBe(1);
    expect((await doubt('d1'))?.context).toMatchObject({
      reasons: ['patient-differs'],
      namedEncounterId: 'e2',
      proposal: { encounterId: 'e1', encounterBy: 'covers' },
    });
    const refile = {
      type: 'document.refile',
      encounterId: 'e2',
      reason: 'It is about the other patient',
    };
    // Whoever works at one hospital files nothing into another.
    expect((await department.send(user('analyst', ['north']), 'document.d1', refile)).status).toBe(
      404,
    );
    expect((await department.send(analyst, 'document.d1', refile)).status).toBe(200);
    await department.drain();
    expect(await document('d1')).toMatchObject({
      encounterId: 'e2',
      patientId: 'p2',
      facility: 'lakeside',
    });
    expect(await lacks('e2')).not.toContain('missing-document.discharge-summary');
    expect(await doubt('d1')).toMatchObject({
      state: 'settled',
      patientId: 'p2',
      encounterId: 'e2',
    });
    expect((await department.store.resourceVersion('DocumentReference', 'd1', 1))?.patientId).toBe(
      'p1',
    );
  });

  test('re-filed leaves its old chart in the same commit, and its sender does not bring it back', async () => {
    await department.fhir(stay('e3', 'p1', october));
    await department.fhir(note('d1', 'p1', { ...inStay('e1'), ...local('Disch Summ') }));
    const index = { type: 'document.index', documentType: 'discharge-summary' };
    await department.send(analyst, 'document.d1', { ...index, encounterId: 'e3' });
    await department.drain();
    expect((await document('d1')).encounterId).toBe('e3');
    expect(await lacks('e1')).toContain('missing-document.discharge-summary');
    expect(await lacks('e3')).not.toContain('missing-document.discharge-summary');
    await department.fhir(
      note('d1', 'p1', { ...inStay('e1'), ...local('Disch Summ'), docStatus: 'final' }),
    );
    expect((await document('d1')).encounterId).toBe('e3');
    expect(await lacks('e1')).toContain('missing-document.discharge-summary');
  });

  test('cannot take an encounter to another patient with it: such a message is refused as before', async () => {
    const answer = await department.fhir(
      stay('e1', 'p2', november),
      note('d1', 'p2', inStay('e1')),
    );
    expect(answer).toContain('belongs to another patient');
    expect((await department.store.resource('Encounter', 'e1'))?.patientId).toBe('p1');
    expect(await department.store.resource('DocumentReference', 'd1')).toBeUndefined();
    const moved = await department
      .fhir(note('d2', 'p1', inStay('e1')))
      .then(() => department.fhir(note('d2', 'p2', inStay('e1'))));
    expect(moved).toContain('belongs to another patient');
  });

  test('whose message made its patient is in doubt until a person says who it is; the next version does not', async () => {
    expect(await department.hl7(mdm('DOC-1', 'DS', { control: 'M1', mrn: '901' }))).toContain(
      'MSA|AA',
    );
    expect(await titles()).toEqual(['Document: of a patient nobody knew before']);
    const [row] = await department.store.resources({ type: 'DocumentReference' });
    const id = row?.id ?? '';
    await department.hl7(
      mdm('DOC-1', 'DS', { control: 'M2', mrn: '901' }).map((line) =>
        line.replace('Home.', 'Well.'),
      ),
    );
    expect(await titles()).toEqual(['Document: of a patient nobody knew before']);
    const keep = { type: 'document.keep', note: 'Registered under this number since' };
    expect((await department.send(analyst, `document.${id}`, keep)).status).toBe(200);
    await department.hl7(
      mdm('DOC-1', 'DS', { control: 'M3', mrn: '901' }).map((line) =>
        line.replace('Home.', 'Better.'),
      ),
    );
    expect([await titles(), (await doubt(id))?.state]).toEqual([[], 'kept']);
  });

  test('of a patient who was registered before is in no such doubt', async () => {
    await department.hl7(adt('A1'));
    await department.hl7(mdm('DOC-1', 'DS', { control: 'M1' }));
    expect(await titles()).toEqual([]);
    await department.hl7(mdm('DOC-2', 'DS', { control: 'M2', visit: '' }));
    expect(await titles()).toEqual(['Document: belongs to no visit']);
  });

  test('is retracted by a supervisor, never by an analyst, and stays so when it is sent again', async () => {
    const said = { ...inStay('e1'), ...local('Disch Summ') };
    await department.fhir(note('d1', 'p1', said));
    const retract = { type: 'document.retract', reason: 'Dictated for nobody' };
    expect((await department.send(analyst, 'document.d1', retract)).status).toBe(403);
    expect(
      (await department.send(supervisor, 'document.d1', { ...retract, reason: '' })).status,
    ).toBe(422);
    expect((await department.send(supervisor, 'document.d1', retract)).status).toBe(200);
    await department.drain();
    expect((await document('d1')).body).toMatchObject({
      status: 'entered-in-error',
      docStatus: 'entered-in-error',
    });
    expect([await titles(), (await doubt('d1'))?.state]).toEqual([[], 'settled']);
    await department.fhir(note('d1', 'p1', { ...said, docStatus: 'final' }));
    expect((await document('d1')).body.status).toBe('entered-in-error');
    const { body } = await department.call(supervisor, '/api/instances/document.d1/history');
    expect(JSON.stringify(body.entries)).toContain('Dictated for nobody');
  });

  test('is written once, however often the decision is performed', async () => {
    await department.fhir(note('d1', 'p1', { ...inStay('e1'), ...local('Disch Summ') }));
    const index = { type: 'document.index', documentType: 'discharge-summary' };
    await department.server.worker.stop();
    await department.send(analyst, 'document.d1', index);
    const { intake } = department.server.services;
    const [effect] = await department.store.effects('document.d1');
    const filing = {
      key: effect?.key ?? '',
      by: 'analyst',
      at: department.clock.now,
      kind: 'index',
      documentType: 'discharge-summary',
      encounter: null,
    } as const;
    // A server that ended after it wrote and before it said so.
    for (let n = 0; n < 2; n += 1)
      await intake.file({ documentId: 'd1', filing, user: { name: 'analyst', role: 'analyst' } });
    await department.restart();
    await department.drain();
    const { version, body } = await document('d1');
    expect(version).toBe(2);
    expect(
      (body.extension as { url: string }[]).filter(({ url }) => url === filingUrl),
    ).toHaveLength(1);
    expect((await doubt('d1'))?.state).toBe('settled');
  });

  test('whose decision cannot be carried out comes back to the queue with the reason', async () => {
    await department.fhir(stay('e4', 'p1', october));
    await department.fhir(note('d1', 'p1', {}));
    const refile = { type: 'document.refile', encounterId: 'e4' };
    const before = await department.store.resource('Encounter', 'e4');
    if (before === undefined) throw new Error('no encounter');
    const gone = { ...before, version: before.version + 1, isDeleted: true, terms: [] };
    await department.server.worker.stop();
    expect((await department.send(analyst, 'document.d1', refile)).status).toBe(200);
    await department.store.commit({ resources: [gone] });
    await department.restart();
    await department.drain();
    expect(department.errors.splice(0)).toHaveLength(1);
    expect(await titles()).toEqual(['Document: the decision could not be carried out']);
    expect((await doubt('d1'))?.context).toMatchObject({
      failure: expect.stringContaining('decide anew'),
    });
    const again = { ...refile, encounterId: 'e1' };
    expect((await department.send(analyst, 'document.d1', again)).status).toBe(200);
    await department.drain();
    expect((await document('d1')).encounterId).toBe('e1');
  });

  test('of the days before go-live makes no work', async () => {
    await department.fhir(stay('e9', 'p1', ['2025-10-03', '2025-10-09']));
    await department.fhir(note('d1', 'p1', { ...inStay('e9'), ...local('Note') }));
    await department.fhir(note('d2', 'p1', { ...local('Note'), date: '2019-05-02T10:00:00Z' }));
    expect([await titles(), await doubt('d1'), await doubt('d2')]).toEqual([
      [],
      undefined,
      undefined,
    ]);
  });

  test('in doubt is for those who keep the records of its hospital', async () => {
    await department.fhir(note('d1', 'p1', { ...inStay('e1'), ...local('Note') }));
    const index = { type: 'document.index', documentType: 'other' };
    for (const role of [
      'administrator',
      'physician',
      'coder',
      'release-specialist',
      'patient',
    ] as const) {
      expect((await department.call(user(role), '/api/instances/document.d1')).status).toBe(404);
      expect((await department.send(user(role), 'document.d1', index)).status).toBe(404);
      expect(
        (await department.call(user(role), '/api/tasks?queue=document-indexing')).status,
      ).not.toBe(200);
    }
    expect(
      (await department.send(user('analyst', ['lakeside']), 'document.d1', index)).status,
    ).toBe(404);
    expect((await department.send(user('auditor'), 'document.d1', index)).status).toBe(403);
    for (const type of ['document.settled', 'document.applied', 'document.doubt'])
      expect((await department.send(supervisor, 'document.d1', { type })).status).toBe(403);
    // What a person calls other is other.
    expect((await department.send(analyst, 'document.d1', index)).status).toBe(200);
    await department.drain();
    expect(await titles()).toEqual([]);
  });
});
