import { beforeEach, describe, expect, test } from 'vitest';
import { systemUser, type User } from '../engine/model/user.ts';
import type { Assembled } from '../server/assemble.ts';
import { createInPageServer } from '../server/in-page.ts';

const at = Date.parse('2026-11-24T15:00:00Z');
let now = at;
let server: Assembled;
beforeEach(async () => {
  now = at;
  server = await createInPageServer({
    data: { facilities: [], practitioners: [], users: [], stays: [] },
    clock: () => now,
  });
});

const user = (role: User['grants'][number]['role'], facilities: string[] | '*' = '*'): User => ({
  id: role,
  name: role,
  grants: [{ role, facilities }],
});
const supervisor = user('supervisor');

async function call(who: User, path: string, json?: unknown, method = 'POST') {
  const { token } = await server.services.auth.issue(who, 600);
  const response = await server.app.request(path, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(json === undefined ? {} : { method, body: JSON.stringify(json) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    text,
    etag: response.headers.get('etag'),
    body: (isJson ? JSON.parse(text) : {}) as Record<string, unknown>,
  };
}

async function send(controlId: string, ...rest: string[]): Promise<string> {
  const text = [
    `MSH|^~\\&|ADT|GH|CK|GH|20261124090000||ADT^A03^ADT_A03|${controlId}|P|2.5.1`,
    ...rest,
  ];
  const bytes = new TextEncoder().encode(text.join('\r'));
  const { answer } = await server.services.intake.hl7v2(bytes, systemUser, { from: null });
  return /MSA\|(..)/.exec(answer)?.[1] ?? '';
}

const pid = (mrn: string) => `PID|1||${mrn}^^^GH^MR||Quill^Nora||19700402|F`;
const withVisit = (visit: string) =>
  `PV1|1|I|W^1^A^north||||77^Marsh^Peter|||MED|||||||||${visit}|||||||||||||||||01||||||||20261103090000|20261110113000`;
const withoutVisit = 'PV1|1|I|W^1^A^north';

interface Listed {
  readonly id: string;
  readonly outcome: string;
  readonly cause: string | null;
}
const listed = async (query: string, who = supervisor): Promise<Listed[]> => {
  const { status, body } = await call(who, `/api/messages?${query}`);
  expect(status).toBe(200);
  return body.messages as Listed[];
};

describe('what came in', () => {
  test('is found by control id, patient, sender, time and outcome, and says what it changed', async () => {
    expect(await send('C1', 'EVN|A03|20261110113000', pid('555'), withVisit('V1'))).toBe('AA');
    now = at + 60_000;
    expect(await send('C2', 'EVN|A03|20261110113000', pid('556'), withoutVisit)).toBe('AE');
    const [message] = await listed('controlId=C1');
    expect(message).toMatchObject({ outcome: 'taken', what: 'ADT A03', sender: 'ADT|GH' });
    const shown = await call(supervisor, `/api/messages/${message?.id}`);
    expect(shown.body.resources).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: 'Encounter', version: 1 })]),
    );
    expect(shown.body.steps).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: 'start' })]),
    );
    const patient = (await server.services.store.message(message?.id ?? ''))?.patientId ?? '';
    const count = async (query: string) => (await listed(query)).length;
    expect(await count(`patient=${patient}`)).toBe(1);
    expect(await count(`sender=${encodeURIComponent('ADT|GH')}`)).toBe(2);
    expect(await count('sender=nobody')).toBe(0);
    expect(await count('outcome=refused')).toBe(1);
    expect(await count(`from=${new Date(now).toISOString()}`)).toBe(1);
    expect(await count(`controlId=C1&to=${new Date(now).toISOString()}`)).toBe(1);
    expect(await count(`controlId=C2&to=${new Date(now).toISOString()}`)).toBe(0);
  });

  test('is shown as it was received, and that it was is on record', async () => {
    await send('C1', 'EVN|A03|20261110113000', pid('555'), withVisit('V1'));
    const [message] = await listed('controlId=C1');
    const { text } = await call(supervisor, `/api/messages/${message?.id}/content`);
    expect(text).toContain('Quill^Nora');
    const [row] = await server.services.store.audit({ userId: 'supervisor', limit: 1 });
    expect(row).toMatchObject({ action: 'view', what: `message:${message?.id}/content` });
    expect(row?.patientId).not.toBeNull();
  });

  test('is for those who run the feeds, at all facilities', async () => {
    for (const who of [user('analyst'), user('physician'), user('supervisor', ['north'])])
      for (const path of ['/api/messages', '/api/messages/causes', '/api/jobs'])
        expect((await call(who, path)).status).toBe(403);
    expect((await call(user('analyst'), '/api/messages/replay', { cause: 'x' })).status).toBe(403);
    expect((await call(supervisor, '/api/messages/none')).status).toBe(404);
  });
});

describe('what could not be used', () => {
  test('stands by its cause, however many there are, and the same one sent again counts once', async () => {
    for (const id of ['C1', 'C2', 'C3']) await send(id, 'EVN|A03', pid('555'), withoutVisit);
    await send('C3', 'EVN|A03', pid('555'), withoutVisit);
    await send('C4', 'EVN|A03', 'PID|1', withVisit('V1'));
    const { body } = await call(supervisor, '/api/messages/causes');
    const causes = body.causes as { cause: string; count: number; reason: string }[];
    expect(causes.map(({ cause, count }) => [cause, count])).toEqual([
      ['ADT A03 · invalid-input · PV1-19', 3],
      ['ADT A03 · invalid-input · PID-3', 1],
    ]);
    expect(causes[0]?.reason).toMatch(/PV1-19/);
    expect(JSON.stringify(body)).not.toMatch(/Quill|555/);
  });

  test('is taken once the site has mended its table, all of a cause by one job', async () => {
    const elsewhere = (id: string) => {
      const feed: User = { ...systemUser, grants: [{ role: 'system', facilities: ['north'] }] };
      const text = [
        `MSH|^~\\&|ADT|OLDNAME|CK|GH|20261124090000||ADT^A03^ADT_A03|${id}|P|2.5.1`,
        'EVN|A03|20261110113000',
        pid(id),
        withVisit(`V${id}`).replace('W^1^A^north', 'W^1^A'),
      ].join('\r');
      return server.services.intake.hl7v2(new TextEncoder().encode(text), feed, { from: null });
    };
    for (const id of ['1', '2', '3']) expect((await elsewhere(id)).outcome).toBe('refused');
    const [cause] = (await call(supervisor, '/api/messages/causes')).body.causes as Listed[];
    expect(cause?.cause).toContain('not-permitted');
    const rows = [{ sender: 'OLDNAME', facility: 'north' }];
    expect((await call(user('manager'), '/api/site-tables/senders', { rows }, 'PUT')).status).toBe(
      200,
    );
    const started = await call(supervisor, '/api/messages/replay', { cause: cause?.cause });
    expect(started.status).toBe(202);
    const id = String(started.body.id);
    const job = async () => (await call(supervisor, `/api/jobs/${id}`)).body;
    await expect.poll(job).toMatchObject({ state: 'done', total: 3, taken: 3, refused: 0 });
    expect((await call(supervisor, '/api/messages/causes')).body.causes).toEqual([]);
    expect(
      (await server.services.store.resources({ type: 'Encounter' })).map((row) => row.facility),
    ).toEqual(['north', 'north', 'north']);
  });

  test('stays with a new reason when it is tried in vain, and is not tried twice when it was taken', async () => {
    await send('C1', 'EVN|A03', pid('555'), withoutVisit);
    await send('C2', 'EVN|A03|20261110113000', pid('556'), withVisit('V2'));
    const [refused] = await listed('outcome=refused');
    const again = await call(supervisor, `/api/messages/${refused?.id}/replay`, {});
    expect(again.body).toMatchObject({
      outcome: 'refused',
      reason: expect.stringMatching(/PV1-19/),
    });
    expect(await listed('outcome=refused')).toHaveLength(1);
    const [taken] = await listed('controlId=C2');
    expect((await call(supervisor, `/api/messages/${taken?.id}/replay`, {})).status).toBe(409);
  });
});

test('the rules by which charts are judged are read by those who work by them', async () => {
  const { body } = await call(user('physician'), '/api/rules');
  const [first] = body.ruleSets as { id: string; version: number; tables: { id: string }[] }[];
  expect(first?.tables.map((table) => table.id)).toContain('required-documents');
  const whole = await call(user('auditor'), `/api/rules/${first?.id}/${first?.version}`);
  expect(whole.text).toMatch(/42 CFR 482\.24/);
  expect((await call(user('auditor'), `/api/rules/${first?.id}/99`)).status).toBe(404);
  expect((await call(user('patient'), '/api/rules')).status).toBe(403);
});

describe('a table of the site', () => {
  const manager = user('manager');
  const save = (name: string, rows: unknown[], who = manager) =>
    call(who, `/api/site-tables/${name}`, { rows }, 'PUT');

  test('is read with its version, and the second of two who change it is told', async () => {
    const office = user('medical-staff-office');
    const covered = { practitionerId: 'reyes', coveredBy: 'lind', facilities: '*' };
    const cover = [{ ...covered, fromOn: '2026-11-24' }];
    const path = '/api/site-tables/cover';
    expect((await call(office, path, { rows: cover }, 'PUT')).status).toBe(200);
    expect((await call(user('analyst'), path, { rows: cover }, 'PUT')).status).toBe(403);
    expect((await call(office, '/api/site-tables/senders', { rows: [] }, 'PUT')).status).toBe(403);
    const first = await call(manager, '/api/site-tables/senders');
    expect(first.body).toMatchObject({ name: 'senders', version: 0, rows: [] });
    expect((await save('senders', [{ sender: 'A', facility: 'north' }])).status).toBe(200);
    const { token } = await server.services.auth.issue(manager, 600);
    const stale = await server.app.request('/api/site-tables/senders', {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'if-match': '"0"',
      },
      body: JSON.stringify({ rows: [] }),
    });
    expect(stale.status).toBe(409);
    expect((await call(manager, '/api/site-tables/senders')).body.rows).toHaveLength(1);
  });

  test('of the facilities is read by all who work there, so that they can be named, and by no patient', async () => {
    const path = '/api/site-tables/facilities';
    for (const role of ['analyst', 'physician', 'coder', 'medical-staff-office'] as const)
      expect((await call(user(role), path)).status).toBe(200);
    expect((await call(user('patient'), path)).status).toBe(403);
    expect((await call(user('analyst'), path, { rows: [] }, 'PUT')).status).toBe(403);
  });

  test('refuses a row that is wrong, names it, and keeps what was there', async () => {
    const rows = [
      {
        facility: 'north',
        calendar: { name: 'never', zone: 'UTC', weekend: [1, 2, 3, 4, 5, 6, 7], holidays: [] },
      },
    ];
    const refused = await save('calendars', rows);
    expect(refused.status).toBe(422);
    expect(JSON.stringify(refused.body.issues)).toContain('calendars[0.calendar.weekend');
    expect((await call(manager, '/api/site-tables/calendars')).body.version).toBe(0);
    expect((await save('senders', [{ sender: 'A' }])).status).toBe(422);
    expect((await call(manager, '/api/site-tables/nothing')).status).toBe(422);
  });

  test('is changed by managers and administrators alone', async () => {
    for (const role of ['analyst', 'supervisor', 'auditor', 'system'] as const)
      expect((await save('senders', [], user(role))).status).toBe(403);
    expect((await save('senders', [], user('administrator'))).status).toBe(200);
    expect((await save('senders', [], user('manager', ['north']))).status).toBe(403);
  });

  test('gives a facility its own business days, and the federal ones without', async () => {
    const { policies } = server.services;
    const federal = await policies.calendarOf('north', at);
    expect(federal.holidays.map((one) => one.on)).toContain('2026-12-25');
    const calendar = { name: 'Cairo', zone: 'Africa/Cairo', weekend: [5, 6], holidays: [] };
    await save('calendars', [{ facility: 'north', calendar }]);
    expect((await policies.calendarOf('north', at)).weekend).toEqual([5, 6]);
    expect((await policies.calendarOf('south', at)).weekend).toEqual(federal.weekend);
  });
});
