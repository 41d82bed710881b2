import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemUser } from '../engine/model/user.ts';
import { dischargeSummary } from '../server/interop/ccda/discharge-summary.fixture.ts';
import type { RetentionRow } from '../server/retention/policy.ts';
import { adt, type Department, openDepartment, start, user } from './department.ts';

const dayMs = 24 * 60 * 60 * 1000;
const nobody = 'PID|1||';
const supervisor = user('supervisor');
let department: Department;
afterEach(() => department.close());

const keep = (rows: readonly RetentionRow[]) =>
  department.server.services.siteTables.save('retention', rows);
const all = (keepDays: number): RetentionRow => ({ facility: '*', kind: '*', keepDays });

/** Goes on to an instant, and on until the run that is due then is through. */
const at = async (now: number) => {
  department.clock.now = now;
  for (let n = 0; n < 6; n += 1) await department.drain();
};
const daysLater = (days: number) => at(start + days * dayMs);

const messages = () => department.store.messages({ limit: 500 });
const dropped = async () =>
  (await messages()).filter((row) => row.contentDroppedOn !== null).map((row) => row.id);
const runs = async () =>
  (await department.store.audit({ userId: systemUser.id, limit: 500 }))
    .map(({ what }) => what)
    .filter((what) => what.startsWith('retention'))
    .toReversed();

const patient = (id: string, rest: object = {}) => ({
  resourceType: 'Patient',
  id,
  identifier: [{ system: 'urn:mrn', value: id }],
  ...rest,
});

describe.each(['memory', 'SQLite'] as const)('over %s', (kind) => {
  beforeEach(async () => {
    department = await openDepartment(kind);
  });

  test('nothing is ever dropped where no row of the table says so', async () => {
    await department.hl7(adt('C1'));
    await daysLater(3650);
    await keep([{ facility: 'elsewhere', kind: '*', keepDays: 30 }]);
    await at(department.clock.now + dayMs);
    expect([await dropped(), await runs()]).toEqual([[], []]);
  });

  test('an old message lets go of what it said and stays with all else; it is not taken twice', async () => {
    const answer = await department.hl7(adt('C1'));
    const [message] = await messages();
    if (message === undefined) throw new Error('no message');
    const path = `/api/messages/${message.id}`;
    const before = await department.call(supervisor, path);
    expect(before.body).toMatchObject({ contentDroppedOn: null });
    await keep([all(30)]);
    await daysLater(30);
    expect(await dropped()).toEqual([]);
    await daysLater(31);
    expect(await department.store.content(message.contentHash)).toBeUndefined();
    const shown = await department.call(supervisor, path);
    expect(shown).toMatchObject({ status: 200, body: { contentDroppedOn: '2026-12-25' } });
    expect({ ...shown.body, contentDroppedOn: null }).toEqual(before.body);
    const content = await department.call(supervisor, `${path}/content`);
    expect(content).toMatchObject({
      status: 410,
      body: { detail: expect.stringContaining('was dropped on 2026-12-25') },
    });
    expect(await runs()).toEqual(['retention: 1 dropped, 0 under legal hold, 0 waiting']);
    const versions = await department.store.resourcesOfMessage(message.id);
    expect(await department.hl7(adt('C1'))).toBe(answer);
    expect(await messages()).toMatchObject([{ id: message.id, contentDroppedOn: '2026-12-25' }]);
    expect(await department.store.resourcesOfMessage(message.id)).toEqual(versions);
  });

  test('what was refused is kept while it waits, dropped once it was set aside, and then not tried again', async () => {
    await department.hl7(adt('C1', nobody));
    await keep([all(30)]);
    await daysLater(40);
    expect([await dropped(), await runs()]).toEqual([
      [],
      ['retention: 0 dropped, 0 under legal hold, 1 waiting'],
    ]);
    await daysLater(41);
    expect(await runs()).toHaveLength(1);
    const [task] = await department.tasks('intake-exceptions');
    const id = task?.instanceId ?? '';
    const aside = { type: 'intake.set-aside', reason: 'A test of the sender' };
    expect((await department.send(supervisor, id, aside)).status).toBe(200);
    await daysLater(42);
    const [message] = await messages();
    expect(message?.contentDroppedOn).toBe('2027-01-05');
    const replayed = await department.call(supervisor, `/api/messages/${message?.id}/replay`, {});
    expect(replayed).toMatchObject({
      status: 410,
      body: { detail: expect.stringContaining('ask its sender to send it again') },
    });
    // Nor does it keep the others of its cause from being tried.
    await department.hl7(adt('C2', nobody));
    const cause = message?.cause;
    const job = await department.call(supervisor, '/api/messages/replay', { cause });
    await expect
      .poll(() => department.store.job(String(job.body.id)))
      .toMatchObject({ state: 'done', refused: 2 });
    // Sent once more it is received anew, under its own name, and kept from then on.
    await department.hl7(adt('C1', nobody));
    expect(await department.store.message(message?.id ?? '')).toMatchObject({
      contentDroppedOn: null,
      receivedAt: department.clock.now,
    });
    await at(department.clock.now + 30 * dayMs);
    expect(await dropped()).toEqual([]);
  });

  test('what a patient or an encounter under legal hold needs stays until the hold is lifted', async () => {
    await department.hl7(adt('C1'));
    // Of the same patient, of no encounter.
    const note = (id: string) => ({
      resourceType: 'Observation',
      id,
      status: 'final',
      code: { text: 'A measurement' },
      subject: { reference: 'Patient?identifier=urn:id:GENERAL|555' },
    });
    expect(await department.fhir(note('o1'))).toBe('taken');
    // Of others as well, who come first.
    expect(await department.fhir(patient('p2'), note('o2'))).toBe('taken');
    expect(await department.fhir(patient('p3'))).toBe('taken');
    const [encounter] = await department.store.resources({ type: 'Encounter' });
    const chart = `chart.${encounter?.id}`;
    const place = { type: 'legal-hold.place', reason: 'Subpoena' };
    expect((await department.send(user('privacy-officer'), chart, place)).status).toBe(200);
    await keep([all(30)]);
    await daysLater(60);
    expect(await dropped()).toHaveLength(1);
    expect(await runs()).toEqual(['retention: 1 dropped, 3 under legal hold, 0 waiting']);
    const lift = { type: 'legal-hold.lift', reason: 'Settled' };
    expect((await department.send(user('privacy-officer'), chart, lift)).status).toBe(200);
    await daysLater(61);
    expect(await dropped()).toHaveLength(4);
    expect(await runs()).toHaveLength(2);
  });

  test('a hold that is placed while a batch is worked out keeps all of the batch', async () => {
    await department.hl7(adt('C1'));
    const [encounter] = await department.store.resources({ type: 'Encounter' });
    const { store, server } = department;
    await keep([all(30)]);
    department.clock.now = start + 40 * dayMs;
    const commit = store.commit.bind(store);
    // Between the look at the chart and the commit.
    let isPlaced = false;
    (store as { commit: typeof commit }).commit = async (change) => {
      if (change.contentsDropped !== undefined && !isPlaced) {
        isPlaced = true;
        const place = { type: 'legal-hold.place', reason: 'Subpoena' };
        await server.engine.send(`chart.${encounter?.id}`, place, {
          user: user('privacy-officer'),
        });
      }
      return commit(change);
    };
    await at(department.clock.now);
    expect([isPlaced, await dropped()]).toEqual([true, []]);
    expect(await runs()).toEqual(['retention: 0 dropped, 1 under legal hold, 0 waiting']);
  });

  test('bytes that a younger message has too stay for it, and go with it', async () => {
    expect(await department.fhir(patient('p1'))).toBe('taken');
    department.clock.now += 10 * dayMs;
    expect(await department.fhir(patient('p1'))).toBe('taken');
    const [young, old] = await messages();
    expect(young?.contentHash).toBe(old?.contentHash);
    await keep([all(30)]);
    await daysLater(35);
    expect(await dropped()).toEqual([old?.id]);
    const content = (id = '') => `/api/messages/${id}/content`;
    expect((await department.call(supervisor, content(old?.id))).status).toBe(410);
    expect((await department.call(supervisor, content(young?.id))).status).toBe(200);
    await daysLater(41);
    expect(await dropped()).toEqual([young?.id, old?.id]);
    expect(await department.store.content(young?.contentHash ?? '')).toBeUndefined();
  });

  test('a document that is a message stays in the record, in every version it ever had', async () => {
    const { intake } = department.server.services;
    const options = { from: null, contentType: 'text/xml', facility: 'main' };
    const first = await intake.document(dischargeSummary(), systemUser, options);
    const second = await intake.document(dischargeSummary({ body: '' }), systemUser, options);
    expect([first.outcome, second.outcome]).toEqual(['taken', 'taken']);
    const [document] = await department.store.resources({ type: 'DocumentReference' });
    expect(document?.version).toBe(2);
    await keep([{ facility: '*', kind: 'document', keepDays: 30 }]);
    await daysLater(400);
    expect(await dropped()).toHaveLength(2);
    for (const row of await messages())
      expect(await department.store.content(row.contentHash)).toBeDefined();
  });

  test('the closest row decides, and a facility with rows of its own follows none of the others', async () => {
    const visit = (id: string, facility: string) => ({
      resourceType: 'Encounter',
      id,
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      subject: { reference: 'Patient/p1' },
      serviceProvider: { identifier: { value: facility } },
      period: { start: '2026-11-20T10:00:00-05:00', end: '2026-11-20T11:00:00-05:00' },
    });
    await department.fhir(patient('p1'), visit('e1', 'north'));
    await department.fhir(patient('p1'), visit('e2', 'south'));
    await department.fhir(patient('p1'), visit('e3', 'east'));
    await department.hl7(adt('C1'));
    await department.hl7(adt('C2', nobody));
    await keep([
      { facility: 'north', kind: 'fhir', keepDays: 90 },
      { facility: 'north', kind: '*', keepDays: 40 },
      { facility: 'south', kind: 'hl7v2', keepDays: 40 },
      { facility: '*', kind: '*', keepDays: 50 },
      { facility: '*', kind: 'hl7v2', keepDays: 200, outcome: 'taken' },
      { facility: '*', kind: 'hl7v2', keepDays: 60, outcome: 'taken' },
      { facility: '*', kind: 'hl7v2', keepDays: 70, outcome: '*' },
    ]);
    const lately = async (days: number) => {
      await daysLater(days);
      const rows = await messages();
      return rows.filter((row) => row.contentDroppedOn !== null).map((row) => row.facility);
    };
    expect(await lately(49)).toEqual([]);
    expect(await lately(51)).toEqual(['east']);
    expect(await lately(91)).toEqual(['east', 'north']);
    expect(await lately(200)).toEqual(['east', 'north']);
    expect(await lately(201)).toEqual(['GENERAL', 'east', 'north']);
    expect(await lately(3650)).toEqual(['GENERAL', 'east', 'north']);
  });

  test('days are those of the facility, also where the clocks change', async () => {
    const { policies } = department.server.services;
    const row = { name: '', goLiveOn: '2026-01-01', settleLagHours: 0 };
    await policies.save([
      { ...row, facility: '*', zone: 'America/New_York' },
      { ...row, facility: 'GENERAL', zone: 'America/Los_Angeles' },
    ]);
    // Half past eleven at night in New York, half past eight in Los Angeles, of the same day.
    department.clock.now = Date.parse('2027-02-20T23:30:00-05:00');
    await department.hl7(adt('C1'));
    expect(await department.fhir(patient('p1'))).toBe('taken');
    await keep([all(30)]);
    const facilities = async () =>
      (await messages())
        .filter((one) => one.contentDroppedOn !== null)
        .map(({ facility, contentDroppedOn }) => [facility, contentDroppedOn]);
    // The clocks go forward on 14 March.
    await at(Date.parse('2027-03-22T23:59:59.999-04:00'));
    expect(await facilities()).toEqual([]);
    await at(Date.parse('2027-03-23T01:00:00-04:00'));
    expect(await facilities()).toEqual([[null, '2027-03-23']]);
    await at(Date.parse('2027-03-22T23:59:59.999-07:00'));
    expect(await facilities()).toHaveLength(1);
    await at(Date.parse('2027-03-23T01:00:00-07:00'));
    expect(await facilities()).toEqual([
      [null, '2027-03-23'],
      ['GENERAL', '2027-03-23'],
    ]);
  });

  test('a server that ends in the middle loses no count, and the next goes on', async () => {
    for (let n = 0; n < 130; n += 1) await department.fhir(patient(`p${n}`));
    await keep([all(30)]);
    department.clock.now = start + 40 * dayMs;
    await department.drain();
    await department.server.worker.stop();
    const before = (await dropped()).length;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(130);
    expect(await runs()).toEqual([]);
    await department.restart();
    await at(department.clock.now);
    expect(await dropped()).toHaveLength(130);
    expect(await runs()).toEqual(['retention: 130 dropped, 0 under legal hold, 0 waiting']);
    // Once an hour, whoever asks.
    await department.fhir(patient('old'));
    await department.restart();
    await at(department.clock.now + 1000);
    expect(await runs()).toHaveLength(1);
  });

  test('two servers drop and count each message once', async () => {
    for (let n = 0; n < 120; n += 1) await department.fhir(patient(`p${n}`));
    await keep([all(30)]);
    department.clock.now = start + 40 * dayMs;
    const first = department.server;
    await department.restart();
    const run = async (server: typeof first) => {
      for (let n = 0; n < 8; n += 1) await server.worker.drain();
    };
    await Promise.all([run(first), run(department.server)]);
    await at(department.clock.now);
    expect(await dropped()).toHaveLength(120);
    expect(await runs()).toEqual(['retention: 120 dropped, 0 under legal hold, 0 waiting']);
  });

  test('the table is kept by those who keep the others, and refuses what would cost messages in use', async () => {
    const { server } = department;
    const put = async (role: 'manager' | 'supervisor' | 'analyst', rows: unknown) => {
      const { token } = await server.services.auth.issue(user(role), 600);
      const response = await server.app.request('/api/site-tables/retention', {
        method: 'PUT',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ rows }),
      });
      return response.status;
    };
    expect(await put('manager', [all(30)])).toBe(200);
    expect(await put('supervisor', [all(30)])).toBe(403);
    expect(await put('analyst', [all(30)])).toBe(403);
    for (const wrong of [
      all(29),
      all(30.5),
      { ...all(30), kind: 'mail' },
      { ...all(30), outcome: 'known' },
      { kind: '*', keepDays: 30 },
    ])
      expect([wrong, await put('manager', [wrong])]).toEqual([wrong, 422]);
  });
});
