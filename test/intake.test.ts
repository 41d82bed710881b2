import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { auditLog } from '../engine/insight/audit-log.ts';
import { systemUser, type User } from '../engine/model/user.ts';
import type { Assembled } from '../server/assemble.ts';
import { createInPageServer } from '../server/in-page.ts';

const now = Date.parse('2026-11-24T15:00:00Z');
const analyst: User = { id: 'ana', name: 'Ana', grants: [{ role: 'analyst', facilities: '*' }] };
const nobody = { facilities: [], practitioners: [], users: [], stays: [] };
let server: Assembled;

beforeEach(async () => {
  server = await createInPageServer({ data: nobody, clock: () => now });
  await server.services.policies.save([
    {
      facility: '*',
      name: '',
      zone: 'America/New_York',
      goLiveOn: '2026-01-01',
      settleLagHours: 0,
    },
  ]);
});

async function send(
  path: string,
  body: string,
  type: string,
  headers: Record<string, string> = {},
) {
  const { token } = await server.services.auth.issue(systemUser, 600);
  const response = await server.app.request(path, {
    method: 'POST',
    body,
    headers: { 'content-type': type, authorization: `Bearer ${token}`, ...headers },
  });
  return { status: response.status, text: await response.text() };
}
const hl7 = (...segments: string[]) =>
  send('/hl7v2', segments.join('\r'), 'x-application/hl7-v2+er7');
const fhir = (bundle: unknown, headers = {}) =>
  send('/fhir', JSON.stringify(bundle), 'application/fhir+json', headers);

async function openTasks() {
  const { token } = await server.services.auth.issue(analyst, 600);
  const tasks: {
    id: string;
    title: { text: string };
    dueOn: string;
    practitioner: { name: string } | null;
    patient: { name: string; mrn: string };
    rule: { citation: string } | null;
  }[] = [];
  for (const queue of ['chart-analysis', 'deficiencies', 'deficiency-triage']) {
    const response = await server.app.request(`/api/tasks?queue=${queue}&limit=200`, {
      headers: { authorization: `Bearer ${token}` },
    });
    tasks.push(...((await response.json()) as { tasks: typeof tasks }).tasks);
  }
  return tasks;
}

/** A segment from its fields by number, as the standard prints them. */
function segment(name: string, fields: Record<number, string>): string {
  const last = Math.max(...Object.keys(fields).map(Number));
  return [name, ...Array.from({ length: last }, (_, n) => fields[n + 1] ?? '')].join('|');
}

const marsh = '77^Marsh^Peter^^^Dr^^^GENERAL';
const visit = {
  1: '1',
  2: 'I',
  3: '4E^12^A^GENERAL',
  7: marsh,
  10: 'MED',
  19: 'V900^^^GENERAL^VN',
};

const a03 = [
  'MSH|^~\\&|EHR|GENERAL|CK|CK|20261109113500||ADT^A03^ADT_A03|C1|P|2.5.1',
  'EVN|A03|20261109113500',
  'PID|1||555^^^GENERAL^MR||Quill^Nora||19700402|F',
  segment('PV1', { ...visit, 36: '01', 44: '20261103090000', 45: '20261109113000' }),
];
const t02 = (status: string, control: string) => [
  `MSH|^~\\&|EHR|GENERAL|CK|CK|20261110080000||MDM^T02^MDM_T02|${control}|P|2.5.1`,
  'EVN|T02|20261110080000',
  'PID|1||555^^^GENERAL^MR||Quill^Nora||19700402|F',
  segment('PV1', visit),
  segment('TXA', {
    1: '1',
    2: 'DS',
    3: 'TX',
    4: '20261110075500',
    5: marsh,
    9: marsh,
    12: 'DOC-1',
    17: status,
    ...(status === 'LA' ? { 22: marsh } : {}),
  }),
  'OBX|1|TX|DS^Discharge summary||Stable at discharge. Home. Clinic in one week.||||||F',
];

describe('HL7 v2', () => {
  test('a discharge corrected by an update moves the due date of what is open', async () => {
    await hl7(...a03);
    const summary = async () =>
      (await openTasks()).find((task) => task.title.text.startsWith('Discharge summary'))?.dueOn;
    expect(await summary()).toBe('2026-12-09');
    const [msh, , pid] = a03;
    const corrected = { ...visit, 36: '01', 44: '20261103090000', 45: '20261112113000' };
    const { text } = await hl7(
      (msh ?? '').replace('ADT^A03^ADT_A03|C1', 'ADT^A08^ADT_A01|C2'),
      'EVN|A08|20261113080000',
      pid ?? '',
      segment('PV1', corrected),
    );
    expect(text).toContain('MSA|AA|C2');
    expect(await summary()).toBe('2026-12-12');
  });

  test('a character that no database text can hold still gets its acknowledgment', async () => {
    const { status, text } = await hl7(...a03.map((line) => line.replace('Nora', 'No\u0000ra')));
    expect([status, text.startsWith('MSH|')]).toEqual([200, true]);
    const [row] = await server.services.store.messages({ limit: 1 });
    expect(JSON.stringify(row)).not.toContain('\\u0000');
    expect(await server.services.store.content(row?.contentHash ?? '')).toBeDefined();
  });

  test('a discharge gives one chart with its deficiencies; an unsigned summary becomes the author’s; a signed one cures it', async () => {
    expect((await hl7(...a03)).text).toContain('MSA|AA|C1');
    expect((await openTasks()).map((task) => [task.title.text, task.dueOn])).toEqual(
      expect.arrayContaining([
        ['Analyse the chart', '2026-12-09'],
        ['Discharge summary: missing', '2026-12-09'],
        ['History and physical: missing', '2026-11-04'],
      ]),
    );
    expect((await hl7(...t02('PA', 'C2'))).text).toContain('MSA|AA|C2');
    const unsigned = (await openTasks()).find(
      (task) => task.title.text === 'Discharge summary: not signed',
    );
    expect(unsigned).toMatchObject({
      dueOn: '2026-12-09',
      practitioner: { name: 'Peter Marsh' },
      patient: { name: 'Quill, Nora', mrn: '555' },
    });
    expect((await openTasks()).map((task) => task.title.text)).not.toContain(
      'Discharge summary: missing',
    );
    expect((await hl7(...t02('LA', 'C3'))).text).toContain('MSA|AA|C3');
    expect((await openTasks()).map((task) => task.title.text).sort()).toEqual([
      'Analyse the chart',
      'History and physical: missing',
    ]);
  });

  test('the same message twice is one: the stored acknowledgment comes again and nothing is written', async () => {
    const first = await hl7(...a03);
    const before = await server.services.store.history('nothing');
    const messages = (await server.services.store.messages({ limit: 50 })).length;
    expect((await hl7(...a03)).text).toBe(first.text);
    expect((await server.services.store.messages({ limit: 50 })).length).toBe(messages);
    expect(before).toEqual([]);
  });

  test('a re-used control id with other content is taken and marked', async () => {
    await hl7(...a03);
    const other = a03.map((segment) => segment.replace('555^', '556^').replace('V900^', 'V901^'));
    expect((await hl7(...other)).text).toContain('MSA|AA|C1');
    const [newest] = await server.services.store.messages({ limit: 1 });
    expect(newest?.reason).toMatch(/used before/);
  });

  test('refuses what it cannot use with segment and field, keeps it, and uses up no id', async () => {
    const withoutPatient = a03.map((segment) => (segment.startsWith('PID') ? 'PID|1||' : segment));
    const refused = await hl7(...withoutPatient);
    expect(refused.text).toMatch(/MSA\|AE\|C1/);
    expect(refused.text).toMatch(/\rERR\|.*PID\^1\^3/);
    expect((await hl7('hello')).text).toMatch(/MSA\|AR/);
    expect((await server.services.store.messages({ outcome: 'refused', limit: 9 })).length).toBe(2);
    expect((await hl7(...a03)).text).toContain('MSA|AA|C1');
  });

  test('two visits that name one encounter number for two patients are not mixed', async () => {
    await hl7(...a03);
    const other = a03.map((segment) =>
      segment.replace('555^', '999^').replace('Quill^Nora', 'Other^Person').replace('|C1|', '|C9|'),
    );
    expect((await hl7(...other)).text).toMatch(/MSA\|AE\|C9/);
  });
});

const story = {
  resourceType: 'Bundle',
  type: 'transaction',
  entry: [
    {
      fullUrl: 'urn:uuid:11111111-1111-4111-8111-111111111111',
      resource: {
        resourceType: 'Patient',
        identifier: [{ system: 'urn:mrn', value: '42' }],
        name: [{ family: 'Ames', given: ['Ruth'] }],
        birthDate: '1950-02-28',
      },
      request: { method: 'POST', url: 'Patient', ifNoneExist: 'identifier=urn:mrn|42' },
    },
    {
      fullUrl: 'urn:uuid:22222222-2222-4222-8222-222222222222',
      resource: {
        resourceType: 'Practitioner',
        identifier: [{ system: 'urn:npi', value: '7' }],
        name: [{ family: 'Boone', given: ['Lee'] }],
      },
      request: { method: 'POST', url: 'Practitioner', ifNoneExist: 'identifier=urn:npi|7' },
    },
    {
      fullUrl: 'urn:uuid:33333333-3333-4333-8333-333333333333',
      resource: {
        resourceType: 'Encounter',
        identifier: [{ system: 'urn:visit', value: 'V1' }],
        status: 'finished',
        class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
        subject: { reference: 'urn:uuid:11111111-1111-4111-8111-111111111111' },
        participant: [
          {
            type: [
              {
                coding: [
                  {
                    system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
                    code: 'ATND',
                  },
                ],
              },
            ],
            individual: { reference: 'urn:uuid:22222222-2222-4222-8222-222222222222' },
          },
        ],
        period: { start: '2026-11-01T08:00:00-05:00', end: '2026-11-06T12:00:00-05:00' },
      },
      request: { method: 'POST', url: 'Encounter', ifNoneExist: 'identifier=urn:visit|V1' },
    },
    {
      fullUrl: 'urn:uuid:44444444-4444-4444-8444-444444444444',
      resource: {
        resourceType: 'DocumentReference',
        status: 'current',
        docStatus: 'preliminary',
        type: { coding: [{ system: 'http://loinc.org', code: '34117-2' }] },
        subject: { reference: 'urn:uuid:11111111-1111-4111-8111-111111111111' },
        author: [{ reference: 'urn:uuid:22222222-2222-4222-8222-222222222222' }],
        date: '2026-11-01T12:00:00-05:00',
        content: [{ attachment: { contentType: 'text/plain', data: 'SGlzdG9yeQ==' } }],
        context: { encounter: [{ reference: 'urn:uuid:33333333-3333-4333-8333-333333333333' }] },
      },
      request: { method: 'POST', url: 'DocumentReference' },
    },
  ],
};

describe('FHIR R4', () => {
  test('a transaction of one stay without a facility gives its chart, with the missing and the unsigned document', async () => {
    const { status, text } = await fhir(story);
    expect(status).toBe(200);
    const answer = JSON.parse(text) as { type: string; entry: { response: { status: string } }[] };
    expect(answer.type).toBe('transaction-response');
    expect(answer.entry.map((entry) => entry.response.status)).toEqual(
      Array(4).fill('201 Created'),
    );
    const tasks = await openTasks();
    expect(
      tasks.map((task) => [task.title.text, task.dueOn, task.rule?.citation ?? null]).sort(),
    ).toEqual([
      ['Analyse the chart', '2026-12-06', null],
      ['Discharge summary: missing', '2026-12-06', '42 CFR 482.24(c)(4)(vii), (viii)'],
      // The clock of what it stands for: 24 hours after the admission.
      ['History and physical: not signed', '2026-11-02', '42 CFR 482.24(c)(4)(i)(A)'],
    ]);
  });

  test('the same bundle again, under its key or by its conditions, makes no second chart', async () => {
    const key = { 'idempotency-key': 'bundle-1' };
    const first = await fhir(story, key);
    expect((await fhir(story, key)).text).toBe(first.text);
    expect((await fhir({ ...story, entry: [] }, key)).status).toBe(422);
    await fhir({ ...story, entry: story.entry.slice(0, 3) });
    expect(
      (await server.services.store.instances(null, 100)).filter((one) => one.workflow === 'chart'),
    ).toHaveLength(1);
  });

  test('refuses a bundle as a whole with the path of each fault, and stores nothing of it', async () => {
    const bad = structuredClone(story);
    const [, , encounter] = bad.entry;
    if (encounter === undefined) throw new Error('no encounter');
    (encounter.resource as { period: { end: string } }).period.end = 'yesterday';
    const { status, text } = await fhir(bad);
    expect(status).toBe(422);
    expect(JSON.parse(text)).toMatchObject({ resourceType: 'OperationOutcome' });
    expect(text).toContain('Bundle.entry[2].resource.period.end');
    expect(await server.services.store.resources({ type: 'Patient' })).toEqual([]);
    expect((await send('/fhir', '{', 'application/fhir+json')).status).toBe(422);
    expect((await fhir({ resourceType: 'Bundle', type: 'collection', entry: [] })).text).toContain(
      'transaction',
    );
  });

  test('a body that is no FHIR JSON is answered with an OperationOutcome', async () => {
    for (const [type, expected] of [
      ['application/json', 422],
      ['application/fhir+json', 422],
      ['application/fhir+xml', 415],
    ] as const) {
      const { status, text } = await send('/fhir', '{"resourceType":', type);
      expect(status).toBe(expected);
      expect(JSON.parse(text)).toMatchObject({ resourceType: 'OperationOutcome' });
    }
  });

  test('a batch keeps its good entries and says what is wrong with the bad one', async () => {
    const entry = [
      {
        resource: { resourceType: 'Patient', name: [{ family: 'One' }] },
        request: { method: 'POST', url: 'Patient' },
      },
      {
        resource: { resourceType: 'Patient', birthDate: 'never' },
        request: { method: 'POST', url: 'Patient' },
      },
    ];
    const { text } = await fhir({ resourceType: 'Bundle', type: 'batch', entry });
    const answer = JSON.parse(text) as { entry: { response: { status: string } }[] };
    expect(answer.entry.map((one) => one.response.status.slice(0, 3))).toEqual(['201', '422']);
    expect(await server.services.store.resources({ type: 'Patient' })).toHaveLength(1);
  });

  test('a hundred bundles at once of one patient make one patient and one chart each stay', async () => {
    const bundles = Array.from({ length: 20 }, (_, n) => {
      const copy = structuredClone(story);
      const encounter = copy.entry[2];
      if (encounter === undefined) throw new Error('no encounter');
      encounter.request.ifNoneExist = `identifier=urn:visit|W${n % 5}`;
      (encounter.resource as { identifier: { value: string }[] }).identifier = [
        { system: 'urn:visit', value: `W${n % 5}` } as never,
      ];
      return copy;
    });
    const answers = await Promise.all(bundles.map((bundle) => fhir(bundle)));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    expect(await server.services.store.resources({ type: 'Patient' })).toHaveLength(1);
    expect(
      (await server.services.store.instances(null, 100)).filter((one) => one.workflow === 'chart'),
    ).toHaveLength(5);
    const audit = await auditLog(server.engine.registry, server.services.store);
    expect([audit.differing, audit.unattended]).toEqual([[], []]);
  });
});

const samples = join(import.meta.dirname, '../../shared/data/synthea-r4');

describe('sample data', () => {
  test('every Synthea bundle loads and makes no work', async () => {
    if (!existsSync(samples)) {
      console.log('Sample data is not beside the project: Synthea bundles not tried.');
      return;
    }
    const files = readdirSync(samples).filter((name) => name.endsWith('.json.gz'));
    for (const name of files) {
      const { status, text } = await send(
        '/fhir',
        gunzipSync(readFileSync(join(samples, name))).toString(),
        'application/fhir+json',
      );
      expect([name, status, status === 200 ? '' : text.slice(0, 300)]).toEqual([name, 200, '']);
    }
    expect(files.length).toBeGreaterThan(0);
    expect(await server.services.store.instances(null, 10)).toEqual([]);
    expect(await openTasks()).toEqual([]);
  });
});
