import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { Role, type User } from '../engine/model/user.ts';
import { createApp } from '../server/app.ts';
import type { Assembled } from '../server/assemble.ts';
import { DemoData } from '../server/demo/demo-data.ts';
import { createInPageServer } from '../server/in-page.ts';

const file = join(import.meta.dirname, '../examples/hospital/stays.json');
const all = DemoData.parse(JSON.parse(readFileSync(file, 'utf8')));
const data: DemoData = {
  ...all,
  stays: all.stays.filter((stay) => ['stay-02', 'stay-03', 'stay-08'].includes(stay.id)),
};
const now = Date.parse('2026-11-24T15:00:00Z');

let server: Assembled;
beforeEach(async () => {
  server = await createInPageServer({ data, clock: () => now });
});

type Json = Record<string, unknown>;

async function tokenOf(user: string | User): Promise<string> {
  if (typeof user !== 'string') return (await server.services.auth.issue(user, 600)).token;
  const response = await server.app.request('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ demo: user }),
  });
  return ((await response.json()) as { token: string }).token;
}

async function call(
  user: string | User,
  path: string,
  init: RequestInit & { json?: unknown } = {},
) {
  const { json, ...rest } = init;
  const headers = new Headers(rest.headers);
  headers.set('authorization', `Bearer ${await tokenOf(user)}`);
  if (json !== undefined && !headers.has('content-type'))
    headers.set('content-type', 'application/json');
  const response = await server.app.request(path, {
    ...rest,
    headers,
    ...(json === undefined
      ? {}
      : {
          method: rest.method ?? 'POST',
          body: typeof json === 'string' ? json : JSON.stringify(json),
        }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson ? JSON.parse(text) : {}) as Json,
  };
}

const id = (text: string) => encodeURIComponent(text);
const cure = 'deficiency.stay-03.unsigned.history-and-physical-stay-03-1';

describe('signing in', () => {
  test('a call without a token, with a foreign one, or with rubbish is answered 401 and says what to do', async () => {
    for (const authorization of [undefined, 'Bearer rubbish', 'Bearer a.b.c', 'Basic eDp5']) {
      const response = await server.app.request(
        '/api/queues',
        authorization ? { headers: { authorization } } : {},
      );
      expect(response.status).toBe(401);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(await response.json()).toMatchObject({
        code: 'not-signed-in',
        detail: expect.stringMatching(/sign in/i),
      });
    }
  });

  test('a token of another server is refused', async () => {
    const other = await createInPageServer({ data, clock: () => now });
    const { token } = await other.services.auth.issue(
      { id: 'x', name: 'X', grants: [{ role: 'analyst', facilities: '*' }] },
      600,
    );
    const response = await server.app.request('/api/queues', {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(401);
  });
});

describe('queues', () => {
  test('an analyst sees the work of the facilities held, with counts that equal the lists', async () => {
    const north: User = {
      id: 'n',
      name: 'N',
      grants: [{ role: 'analyst', facilities: ['north'] }],
    };
    for (const user of ['analyst', north]) {
      const { body } = await call(user, '/api/queues');
      for (const queue of body.queues as { queue: string; counts: { open: number } }[]) {
        const page = await call(user, `/api/tasks?queue=${queue.queue}&limit=200`);
        expect(page.body.tasks).toHaveLength(queue.counts.open);
      }
    }
    const { body } = await call(north, '/api/tasks?queue=chart-analysis');
    const facilities = new Set((body.tasks as { facility: string }[]).map((task) => task.facility));
    expect([...facilities]).toEqual(['north']);
  });

  test('are counted at one facility where it is named; one out of reach has nothing', async () => {
    type Queues = { queue: string; counts: { open: number } }[];
    const open = async (user: string | User, query = ''): Promise<number[]> =>
      ((await call(user, `/api/queues${query}`)).body.queues as Queues).map(
        ({ counts }) => counts.open,
      );
    const [all, north, south] = await Promise.all([
      open('analyst'),
      open('analyst', '?facility=north'),
      open('analyst', '?facility=lakeside'),
    ]);
    expect(north?.map((count, n) => count + (south?.[n] ?? 0))).toEqual(all);
    expect(Math.min(...[north, south].map((counts) => Math.max(...counts)))).toBeGreaterThan(0);
    const grants: User['grants'] = [{ role: 'analyst', facilities: ['lakeside'] }];
    const lakeside: User = { id: 'l', name: 'L', grants };
    expect(Math.max(...(await open(lakeside, '?facility=north')))).toBe(0);
    const own = await open('surgeon', '?facility=north');
    expect(Math.max(...own)).toBeLessThanOrEqual(Math.max(...(await open('surgeon'))));
  });

  test('a physician sees only what is theirs', async () => {
    const { body } = await call('surgeon', '/api/tasks?queue=deficiencies');
    const tasks = body.tasks as { practitioner: { id: string } }[];
    expect(tasks.length).toBeGreaterThan(0);
    expect(tasks.every((task) => task.practitioner.id === 'lind')).toBe(true);
  });

  test('refuses a queue that is not for the role, a bad cursor and a bad limit', async () => {
    expect((await call('physician', '/api/tasks?queue=chart-analysis')).status).toBe(403);
    expect(
      (await call('analyst', '/api/tasks?queue=deficiencies&after=rubbish')).body,
    ).toMatchObject({ code: 'invalid-input' });
    expect((await call('analyst', '/api/tasks?queue=deficiencies&limit=9999')).status).toBe(422);
  });

  test('pages follow each other without a gap', async () => {
    // What falls due changes the order, and must not do so between two pages.
    await server.worker.drain();
    const whole = await call('analyst', '/api/tasks?queue=deficiencies&limit=200');
    const ids: string[] = [];
    let after = '';
    do {
      const { body } = await call('analyst', `/api/tasks?queue=deficiencies&limit=1${after}`);
      ids.push(...(body.tasks as { id: string }[]).map((task) => task.id));
      after = body.next === null ? '' : `&after=${body.next as string}`;
    } while (after !== '');
    expect(ids).toEqual((whole.body.tasks as { id: string }[]).map((task) => task.id));
  });
});

describe('claims', () => {
  test('one claims, another is told who holds it, a supervisor takes it over, the first is told', async () => {
    const path = `/api/tasks/${id('chart.stay-02/analysis')}`;
    expect((await call('analyst', `${path}/claim`, { method: 'POST' })).body).toMatchObject({
      task: { claim: { mine: true } },
    });
    const other: User = { id: 'bo', name: 'Bo', grants: [{ role: 'analyst', facilities: '*' }] };
    const refused = await call(other, `${path}/claim`, { method: 'POST' });
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'claimed-by-another', holder: 'Ana Lysander' },
    });
    expect((await call(other, `${path}/claim?takeOver=true`, { method: 'POST' })).status).toBe(409);
    expect(
      (await call('supervisor', `${path}/claim?takeOver=true`, { method: 'POST' })).status,
    ).toBe(200);
    expect((await call('analyst', `${path}/unclaim`, { method: 'POST' })).body).toMatchObject({
      holder: 'Sue Pereira',
    });
    expect((await call('coder', `${path}/claim`, { method: 'POST' })).status).toBe(403);
  });

  test('next hands out the first of the list and nothing when none is left', async () => {
    const first = (await call('analyst', '/api/tasks?queue=chart-analysis')).body.tasks as {
      id: string;
    }[];
    const got = [];
    for (let n = 0; n <= first.length; n += 1) {
      got.push(
        (await call('analyst', '/api/queues/chart-analysis/next', { method: 'POST' })).body
          .task as { id: string } | null,
      );
    }
    expect(got.map((task) => task?.id ?? null)).toEqual([...first.map((task) => task.id), null]);
  });
});

describe('the main job', () => {
  test('an analyst finishes the analysis, a physician signs what was opened, the chart completes, the history says so', async () => {
    const chart = '/api/instances/chart.stay-03';
    const before = await call('analyst', chart);
    expect(before.headers.get('etag')).toBe('"2"');
    expect((before.body.allowed as { type: string }[]).map((one) => one.type)).toContain(
      'analysis.finish',
    );
    await call('analyst', `${chart}/events`, {
      json: { type: 'analysis.finish', note: 'Complete but for a signature' },
      headers: { 'if-match': '"2"' },
    });
    const osei: User = {
      id: 'osei',
      name: 'Akua Osei',
      grants: [{ role: 'physician', facilities: ['north'] }],
      practitionerId: 'osei',
    };
    const read = await call(osei, '/api/charts/stay-03');
    const document = (
      read.body.documents as { id: string; contentHash: string; completionStatus: string }[]
    ).find((one) => one.completionStatus === 'PA');
    const content = await call(osei, `/api/documents/${document?.id}/content`);
    expect(content.text).toContain('Chief complaint: fever and productive cough.');
    const signed = await call(osei, `/api/instances/${id(cure)}/events`, {
      json: {
        type: 'deficiency.sign',
        documentId: document?.id,
        contentHash: document?.contentHash,
      },
    });
    expect(signed).toMatchObject({ status: 200, body: { state: 'verified', isOpen: false } });
    const after = await call('analyst', chart);
    expect(after.body).toMatchObject({ isOpen: false, state: { completion: 'complete' } });
    const { body } = await call('auditor', `${chart}/history`);
    expect((body.entries as Json[]).map((entry) => [entry.type, entry.userName])).toEqual([
      ['start', 'Chartkeeper'],
      ['findings.report', 'Chartkeeper'],
      ['analysis.finish', 'Ana Lysander'],
      ['completion.reach', 'Chartkeeper'],
    ]);
    const trail = await call('auditor', '/api/audit?patient=patient-stay-03');
    const seen = (trail.body.entries as Json[]).map((entry) => `${entry.userId} ${entry.action}`);
    expect(seen).toEqual(
      expect.arrayContaining(['osei view', 'osei act', 'analyst act', 'analyst view']),
    );
  });

  test('refuses a signature of words that are not those of the document', async () => {
    const osei: User = {
      id: 'osei',
      name: 'Akua Osei',
      grants: [{ role: 'physician', facilities: '*' }],
      practitionerId: 'osei',
    };
    const refused = await call(osei, `/api/instances/${id(cure)}/events`, {
      json: {
        type: 'deficiency.sign',
        documentId: 'history-and-physical-stay-03-1',
        contentHash: '0'.repeat(64),
      },
    });
    expect(refused).toMatchObject({ status: 409, body: { code: 'stale-facts' } });
  });

  test('a stale version is told, a repeated key is one event, a bad event says what is known', async () => {
    const path = '/api/instances/chart.stay-03/events';
    expect(
      await call('analyst', path, {
        json: { type: 'analysis.finish' },
        headers: { 'if-match': '"1"' },
      }),
    ).toMatchObject({
      status: 409,
      body: { code: 'version-conflict', expected: 1, actual: 2 },
    });
    const once = { json: { type: 'analysis.finish' }, headers: { 'idempotency-key': 'k1' } };
    expect((await call('analyst', path, once)).body.version).toBe(3);
    expect((await call('analyst', path, once)).body.version).toBe(3);
    expect(
      (await call('analyst', path, { json: { type: 'analysis.finnish' } })).body,
    ).toMatchObject({ code: 'unknown-event' });
    expect((await call('analyst', path, { json: { type: 'xstate.stop' } })).body).toMatchObject({
      code: 'unknown-event',
    });
    expect((await call('analyst', path, { json: { type: 'completion.reach' } })).status).toBe(403);
    expect((await call('analyst', path, { json: '{"type": ' })).status).toBe(422);
    expect((await call('analyst', path, { json: { note: 'no type' } })).body).toMatchObject({
      code: 'invalid-input',
    });
  });

  test('why names the rule, its row and version, and its citation', async () => {
    const { body } = await call('analyst', `/api/instances/${id(cure)}/why`);
    expect((body.reasons as Json[])[0]).toMatchObject({
      rule: {
        ruleSet: 'chart-completion',
        version: 1,
        table: 'required-documents',
        row: 'history-and-physical',
      },
    });
  });

  test('replay shows the chart as it was', async () => {
    await call('analyst', '/api/instances/chart.stay-03/events', {
      json: { type: 'analysis.finish' },
    });
    const { body } = await call('analyst', '/api/instances/chart.stay-03/replay?seq=2');
    expect(body).toMatchObject({ seq: 2, state: { analysis: 'awaitingAnalysis' } });
    const never = await call(
      'analyst',
      '/api/instances/chart.stay-03/replay?at=2020-01-01T00:00:00Z',
    );
    expect(never.status).toBe(404);
  });
});

describe('who may see what', () => {
  const sees: Partial<Record<Role, number>> = {
    analyst: 200,
    coder: 200,
    'cdi-specialist': 200,
    'medical-staff-office': 200,
    quality: 200,
    supervisor: 200,
    manager: 200,
    'privacy-officer': 200,
    auditor: 200,
  };
  test.each(Role.options)(
    'the role %s reads a chart instance only if the access table says so',
    async (role) => {
      const user: User = { id: role, name: role, grants: [{ role, facilities: '*' }] };
      expect((await call(user, '/api/instances/chart.stay-03')).status).toBe(sees[role] ?? 404);
      const elsewhere: User = { ...user, grants: [{ role, facilities: ['lakeside'] }] };
      expect((await call(elsewhere, '/api/instances/chart.stay-03')).status).toBe(404);
    },
  );

  test.each(Role.options)(
    'the role %s may send messages only as a feed or an administrator',
    async (role) => {
      const user: User = { id: role, name: role, grants: [{ role, facilities: '*' }] };
      const bundle = { resourceType: 'Bundle', type: 'transaction', entry: [] };
      const { status } = await call(user, '/fhir', {
        json: bundle,
        headers: { 'content-type': 'application/fhir+json' },
      });
      expect(status).toBe(role === 'system' || role === 'administrator' ? 200 : 403);
    },
  );

  test('a refused look at a chart leaves a trace', async () => {
    await call('release-specialist', '/api/instances/chart.stay-03');
    const { body } = await call('auditor', '/api/audit?user=release-specialist');
    expect((body.entries as Json[])[0]).toMatchObject({
      action: 'refused',
      patientId: 'patient-stay-03',
    });
  });

  test('only auditors, the privacy officer and administrators read the audit trail', async () => {
    for (const role of Role.options) {
      const user: User = { id: role, name: role, grants: [{ role, facilities: '*' }] };
      const expected = ['auditor', 'privacy-officer', 'administrator'].includes(role) ? 200 : 403;
      expect((await call(user, '/api/audit')).status).toBe(expected);
    }
  });
});

describe('the description of the API', () => {
  test('is OpenAPI 3.1 and names every call of the plan', async () => {
    const response = await server.app.request('/api/openapi.json');
    const document = (await response.json()) as { openapi: string; paths: Record<string, unknown> };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/fhir',
        '/hl7v2',
        '/api/queues',
        '/api/tasks',
        '/api/tasks/{id}/claim',
        '/api/queues/{id}/next',
        '/api/instances/{id}/events',
        '/api/instances/{id}/history',
        '/api/instances/{id}/why',
        '/api/instances/{id}/replay',
        '/api/live',
        '/api/clock',
      ]),
    );
  });

  test('a call that does not exist is a problem that names the description', async () => {
    expect(await call('analyst', '/api/nothing')).toMatchObject({
      status: 404,
      body: { code: 'not-found' },
    });
  });

  test('a clock that is real cannot be moved', async () => {
    const { status, body } = await call('administrator', '/api/clock', {
      json: { now: '2027-01-01T00:00:00Z' },
    });
    expect([status, body.code]).toEqual([403, 'not-permitted']);
  });
});

describe('what one facility does not tell another', () => {
  const lakeside: User = {
    id: 'lake',
    name: 'Lake Side',
    grants: [{ role: 'analyst', facilities: ['lakeside'] }],
  };
  const north: User = {
    ...lakeside,
    id: 'north',
    grants: [{ role: 'analyst', facilities: ['north'] }],
  };
  const fhirId = (text: string) => text.replaceAll('.', '.2e').replaceAll('/', '.2f');

  test('a task is read as FHIR only at its facility', async () => {
    const path = `/fhir/Task/${fhirId('chart.stay-03/analysis')}`;
    expect((await call(north, path)).status).toBe(200);
    expect((await call(lakeside, path)).status).toBe(404);
  });

  test('a patient is read as FHIR only where the patient was; a practitioner everywhere', async () => {
    expect((await call(north, '/fhir/Patient/patient-stay-03')).status).toBe(200);
    expect((await call(lakeside, '/fhir/Patient/patient-stay-03')).status).toBe(404);
    expect((await call(lakeside, '/fhir/Practitioner/osei')).status).toBe(200);
    // Who keeps covers and leave looks up practitioners, and no patients.
    const office = 'medical-staff-office';
    expect((await call(office, '/fhir/Practitioner?name=Osei')).status).toBe(200);
    expect((await call(office, '/fhir/Practitioner/osei')).status).toBe(200);
    expect((await call(office, '/fhir/Patient?name=Park')).status).toBe(403);
    expect((await call(office, '/fhir/Patient/patient-stay-03')).status).toBe(403);
  });

  test('a feed of one facility writes nothing into the charts of another', async () => {
    const feed: User = {
      id: 'feed',
      name: 'Feed',
      grants: [{ role: 'system', facilities: ['lakeside'] }],
    };
    const stored = await server.services.store.resource('Encounter', 'stay-03');
    const { status, text } = await call(feed, '/fhir/Encounter/stay-03', {
      method: 'PUT',
      json: { ...stored?.body, status: 'cancelled' },
    });
    expect([status, JSON.parse(text).resourceType]).toEqual([403, 'OperationOutcome']);
    const taken = await call(feed, '/fhir/Encounter/stay-03', {
      method: 'PUT',
      json: { ...stored?.body, serviceProvider: { identifier: { value: 'lakeside' } } },
    });
    expect(taken.status).toBe(403);
    const own = await server.services.store.resource('Encounter', 'stay-08');
    const sent = { method: 'PUT', json: { ...own?.body, language: 'en' } };
    expect((await call(feed, '/fhir/Encounter/stay-08', sent)).status).toBe(200);
  });

  test('a change notice names only instances of lists the listener may open', async () => {
    const response = await server.app.request('/api/live', {
      headers: { authorization: `Bearer ${await tokenOf(lakeside)}` },
    });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const heard = async (): Promise<string> =>
      new TextDecoder().decode((await reader.read()).value);
    expect(await heard()).toContain('event: ready');
    for (const chart of ['chart.stay-03', 'chart.stay-08'])
      await call('supervisor', `/api/instances/${chart}/events`, {
        json: { type: 'analysis.finish' },
      });
    const change = await heard();
    expect(change).toContain('chart.stay-08');
    expect(change).not.toContain('stay-03');
    expect(change).not.toContain('north');
    await reader.cancel();
  });

  test('what is written on a chart is told to those who read charts at its facility, and to nobody else', async () => {
    const hear = async (user: string | User) => {
      const response = await server.app.request('/api/live', {
        headers: { authorization: `Bearer ${await tokenOf(user)}` },
      });
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      const next = async (): Promise<string> =>
        new TextDecoder().decode((await reader.read()).value);
      expect(await next()).toContain('event: ready');
      return { next, end: () => reader.cancel() };
    };
    const at = (role: Role, facility: string): User => ({
      id: `${role}-${facility}`,
      name: role,
      grants: [{ role, facilities: [facility] }],
    });
    const listeners = await Promise.all(
      ['analyst', at('coder', 'north'), lakeside, at('system', 'north')].map(hear),
    );
    const [everywhere, north, elsewhere, feed] = listeners;
    const json = {
      kind: 'note',
      target: { source: '/api/charts/stay-03' },
      body: [{ type: 'TextualBody', value: 'Ask the ward' }],
      audience: 'chart-readers',
    };
    const made = await call('supervisor', '/api/annotations', { json });
    expect(made.status).toBe(201);
    for (const listener of [everywhere, north]) {
      const told = await listener?.next();
      expect(told).toContain('annotation.stay-03.');
      expect(told).not.toContain('ward');
    }
    const gone = await call('supervisor', String(made.body.id), {
      method: 'DELETE',
      json: { reason: 'On the wrong chart' },
    });
    expect(gone.status).toBe(200);
    expect(await north?.next()).toContain('annotation.stay-03.');
    // The next thing that the others hear of, if anything, is of their own lists.
    await call('supervisor', '/api/instances/chart.stay-08/events', {
      json: { type: 'analysis.finish' },
    });
    const heard = await elsewhere?.next();
    expect(heard).toContain('chart.stay-08');
    expect(heard).not.toContain('annotation');
    const silence = new Promise((resolve) => setTimeout(() => resolve('nothing'), 400));
    expect(await Promise.race([feed?.next(), silence])).toBe('nothing');
    await Promise.all(listeners.map((one) => one.end()));
  });
});

describe('whose work it is', () => {
  const osei: User = {
    id: 'osei',
    name: 'Akua Osei',
    grants: [{ role: 'physician', facilities: ['north'] }],
    practitionerId: 'osei',
  };
  const other: User = { id: 'b', name: 'B', grants: [{ role: 'analyst', facilities: '*' }] };
  const path = `/api/instances/${id(cure)}/events`;
  const start = { json: { type: 'deficiency.start', progress: 'transcribed' } };

  test('staff are told when someone else holds the task; a supervisor and the responsible physician go on', async () => {
    await call('analyst', `/api/tasks/${id(`${cure}/cure`)}/claim`, { method: 'POST' });
    expect(await call(other, path, start)).toMatchObject({
      status: 409,
      body: { code: 'claimed-by-another', holder: 'Ana Lysander' },
    });
    for (const user of ['analyst', 'supervisor', osei])
      expect((await call(user, path, start)).status).toBe(200);
  });

  test('whoever is given a deficiency may open its chart and its documents, and nobody else may', async () => {
    const lind: User = { ...osei, id: 'lind', name: 'Lind', practitionerId: 'lind' };
    expect((await call(lind, '/api/charts/stay-03')).status).toBe(404);
    await call('analyst', path, { json: { type: 'deficiency.assign', practitionerId: 'lind' } });
    expect((await call(lind, '/api/charts/stay-03')).status).toBe(200);
    const content = '/api/documents/history-and-physical-stay-03-1/content';
    expect((await call(lind, content)).status).toBe(200);
  });

  test('the same key from another user is another user’s event', async () => {
    const keyed = { ...start, headers: { 'idempotency-key': 'k' } };
    expect((await call('analyst', path, keyed)).status).toBe(200);
    expect((await call('analyst', path, keyed)).status).toBe(200);
    expect(await call(other, path, keyed)).toMatchObject({
      status: 422,
      body: { code: 'event-id-reused' },
    });
  });

  test('a signature repeated under its key is the one signature, though the document moved on', async () => {
    const { body } = await call(osei, '/api/charts/stay-03');
    const document = (body.documents as { id: string; contentHash: string }[]).find((one) =>
      cure.endsWith(one.id),
    );
    const sign = {
      json: {
        type: 'deficiency.sign',
        documentId: document?.id,
        contentHash: document?.contentHash,
      },
      headers: { 'idempotency-key': 'sign-1' },
    };
    await call(osei, `/api/documents/${document?.id}/content`);
    expect((await call(osei, path, sign)).status).toBe(200);
    const row = await server.services.store.resource('DocumentReference', document?.id ?? '');
    if (row === undefined) throw new Error('no document');
    const content = [{ attachment: { contentType: 'text/plain', data: btoa('Other words') } }];
    const written = await call('administrator', `/fhir/DocumentReference/${row.id}`, {
      method: 'PUT',
      json: { ...row.body, content },
    });
    expect(written.status).toBe(200);
    // Other unsigned words want another signature; the repeated one is still the first.
    expect(await call(osei, path, sign)).toMatchObject({
      status: 200,
      body: { state: 'assigned' },
    });
    const history = await server.services.store.history(cure);
    expect(history.filter((entry) => entry.type === 'deficiency.sign')).toHaveLength(1);
  });
});

describe('hostile calls', () => {
  test('a caller without a valid token is counted by address, whatever tokens it makes up', async () => {
    const app = createApp(server.services, { requestsPerMinute: 3, addressOf: () => '10.0.0.9' });
    const statuses = [];
    for (let n = 0; n < 5; n += 1) {
      const headers = { authorization: `Bearer made-up-${n}` };
      statuses.push((await app.request('/api/queues', { headers })).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    const headers = { authorization: `Bearer ${await tokenOf('analyst')}` };
    expect((await app.request('/api/queues', { headers })).status).toBe(200);
  });

  test('another content type than JSON is told so, not answered as a failure of ours', async () => {
    const { status, body } = await call('analyst', `/api/instances/${id(cure)}/events`, {
      json: '{"type":"deficiency.start"}',
      headers: { 'content-type': 'text/plain' },
    });
    expect([status, body.code]).toEqual([415, 'unsupported']);
  });

  test('a made-up list position and an endless event type are refused in short words', async () => {
    const position = btoa('[1e999,1.5,"x"]').replaceAll('=', '');
    const page = await call('analyst', `/api/tasks?queue=deficiencies&after=${position}`);
    expect([page.status, page.body.code]).toEqual([422, 'invalid-input']);
    const long = await call('analyst', `/api/instances/${id(cure)}/events`, {
      json: { type: 'x'.repeat(500_000) },
    });
    expect([long.status, long.body.code]).toEqual([422, 'unknown-event']);
    expect(long.text.length).toBeLessThan(2000);
  });

  test('a content type that no header can carry is shown as text', async () => {
    const sent = await call('administrator', '/fhir/DocumentReference/odd', {
      method: 'PUT',
      json: {
        resourceType: 'DocumentReference',
        id: 'odd',
        status: 'current',
        subject: { reference: 'Patient/patient-stay-03' },
        context: { encounter: [{ reference: 'Encounter/stay-03' }] },
        content: [{ attachment: { contentType: 'text/plain; a=č', data: btoa('Words') } }],
      },
    });
    expect(sent.status).toBe(201);
    const read = await call('analyst', '/api/documents/odd/content');
    expect([read.status, read.text]).toEqual([200, 'Words']);
    expect(read.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });
});
