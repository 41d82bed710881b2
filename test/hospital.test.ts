import { describe, expect, test } from 'vitest';
import type { Store } from '../engine/store.ts';
import { createHospital } from '../examples/hospital/hospital.ts';
import { stories } from '../examples/hospital/story.ts';
import { demoSetting, hospitalJob } from '../server/demo/demo-setting.ts';
import type { HospitalEvent } from '../server/demo/hospital-feed.ts';
import { type HospitalLoad, loadHospital } from '../server/demo/load-hospital.ts';
import { openPast } from '../server/demo/past.ts';
import { renderPage } from '../server/documents/render-page.ts';
import { type Department, openDepartment, start, user } from './department.ts';

const scan = (pdf: Uint8Array) => renderPage(pdf, { page: 1, dpi: 72 });
const make = (seed: string, discharges: number) =>
  createHospital({ seed, discharges, anchor: start, scan });
const eventsOf = (seed: string, discharges: number): readonly HospitalEvent[] => {
  const hospital = make(seed, discharges);
  return Array.from({ length: hospital.cohorts }, (_, n) => [...hospital.cohort(n)]).flat();
};
const wordsOf = async (event: HospitalEvent): Promise<string> =>
  event.kind === 'hl7'
    ? event.text()
    : event.kind === 'fhir' || event.kind === 'document'
      ? event.body()
      : JSON.stringify(event);
const allWords = (events: readonly HospitalEvent[]) =>
  Promise.all(events.map(async (event) => `${event.at} ${event.id} ${await wordsOf(event)}`));

describe('the hospital', () => {
  test('is the same byte for byte from the same seed, and another from another', async () => {
    const first = await allWords(eventsOf('one', 40));
    expect(await allWords(eventsOf('one', 40))).toEqual(first);
    const other = await allWords(eventsOf('two', 40));
    // The office keeps its hours whatever the seed.
    const isSent = (words: string) => words.includes('MSH|');
    expect(other.filter((words) => isSent(words) && first.includes(words))).toEqual([]);
  });

  test('has 140 physicians in 12 services, cover, supervision, groups, contacts and a year of months', () => {
    const { people, tables } = make('one', 1200);
    expect([...people.values()].filter(({ role }) => role === 'physician')).toHaveLength(140);
    expect(new Set(stories.map(({ service }) => service)).size).toBe(12);
    expect(stories.length).toBeGreaterThanOrEqual(30);
    expect(tables['monthly-discharges']?.map(({ month }) => month)).toHaveLength(12);
    for (const name of [
      'cover',
      'supervision',
      'practitioner-groups',
      'practitioner-contacts',
    ] as const)
      expect(tables[name]?.length).toBeGreaterThan(5);
  });

  test('leaves no place of a pattern empty and contradicts itself in no stay', async () => {
    const byVisit = new Map<string, string[]>();
    for (const event of eventsOf('facts', 160)) {
      if (event.kind !== 'hl7' || event.refused || event.id.includes('mishap')) continue;
      const words = (await event.text()).replace(/\^Base64\^[^|]*/g, '');
      expect(words).not.toMatch(/undefined|NaN|\{\w+\}|\[\w+\|/);
      const visit = event.id.split('/')[0] ?? '';
      byVisit.set(visit, [...(byVisit.get(visit) ?? []), words]);
    }
    for (const messages of byVisit.values()) {
      const told = (pattern: RegExp) =>
        new Set(messages.flatMap((one) => [...one.matchAll(pattern)].map(([, value]) => value)));
      for (const pattern of [
        /MRN: (\d+)/g,
        /Date of birth: (\S+)/g,
        /\b(\d+-(?:year|month)-old \w+)/g,
        /Sex: (\w+)/g,
        /temperature at home was ([\d.]+)/gi,
        /fracture of the (right|left)/gi,
      ])
        expect(told(pattern).size).toBeLessThanOrEqual(1);
    }
  });

  test('codes by ICD-10 and revenue code alone', async () => {
    for (const event of eventsOf('codes', 60)) {
      const words = await wordsOf(event);
      for (const [, system] of words.matchAll(/\r(?:DG1|PR1)\|[^\r]*?\^(I10P?)\|/g))
        expect(['I10', 'I10P']).toContain(system);
      expect(words).not.toMatch(/\^(CPT|C4|CDT|CD2)\b/);
    }
  });
});

interface Loaded {
  readonly surprises: string[];
}

async function demo(department: Department): Promise<void> {
  await department.store.commit({ settings: { [demoSetting]: new Date(start).toISOString() } });
}

async function load(
  department: Department,
  discharges: number,
  more: Partial<HospitalLoad> = {},
): Promise<Loaded> {
  const surprises: string[] = [];
  await loadHospital(department.server.services, {
    create: createHospital,
    seed: 'test',
    discharges,
    scan,
    onSurprise: (id, reason) => surprises.push(`${id}: ${reason}`),
    ...more,
  });
  return { surprises };
}

/** What there is, counted: ids are new in every database. */
async function census(store: Store): Promise<unknown> {
  const count = new Map<string, number>();
  const add = (key: string) => count.set(key, (count.get(key) ?? 0) + 1);
  for (let after: string | null = null; ; ) {
    const page = await store.instances(after, 500);
    for (const one of page) add(`${one.workflow} ${JSON.stringify(one.state)}`);
    after = page.at(-1)?.id ?? null;
    if (after === null) break;
  }
  for (let beforeId: string | undefined; ; ) {
    const page = await store.messages({
      limit: 500,
      ...(beforeId === undefined ? {} : { beforeId }),
    });
    for (const one of page) add(`message ${one.outcome} ${one.what}`);
    beforeId = page.at(-1)?.id;
    if (beforeId === undefined) break;
  }
  return Object.fromEntries([...count].sort());
}

describe.each(['memory', 'SQLite'] as const)('loading it over the %s store', (kind) => {
  test('takes and refuses each message as meant, at its own past instant', {
    timeout: 180_000,
  }, async () => {
    const department = await openDepartment(kind);
    await demo(department);
    const { surprises } = await load(department, 60);
    expect(surprises).toEqual([]);
    const { store } = department;
    const job = await store.job(hospitalJob);
    expect([job?.state, job?.done]).toEqual(['done', job?.total]);
    const [newest] = await store.messages({ limit: 1 });
    expect(newest?.receivedAt).toBeLessThanOrEqual(start);
    for (const message of await store.messages({ limit: 200 })) {
      if (message.kind !== 'hl7v2' || message.outcome !== 'taken') continue;
      const content = new TextDecoder().decode(await store.content(message.contentHash));
      const [, at = ''] = /^MSH(?:\|[^|]*){5}\|(\d{14})/.exec(content) ?? [];
      expect(new Date(message.receivedAt).toISOString().replace(/\D/g, '').slice(0, 14)).toBe(at);
    }
    const entries = (await store.log(null, 5000)).filter(({ cause }) => cause !== null);
    expect(Math.min(...entries.map(({ at }) => at))).toBeLessThan(start - 40 * 86_400_000);
    expect(Math.max(...entries.map(({ at }) => at))).toBeLessThanOrEqual(start);
    // What fell due has fallen due on its day, and nothing is left of it.
    expect((await store.leaseDeadlines(100, 1)).length).toBe(0);
    await department.close();
  });

  test('goes on where it was after a kill, and nothing doubles', { timeout: 180_000 }, async () => {
    const whole = await openDepartment(kind);
    await demo(whole);
    await load(whole, 30);
    const expected = await census(whole.store);
    await whole.close();

    const killed = await openDepartment(kind);
    await demo(killed);
    for (const after of [150, 60]) {
      let seen = 0;
      await load(killed, 30, {
        isStopped: () => {
          seen += 1;
          return seen > after;
        },
      });
      await killed.restart();
      await killed.server.services.jobs.endLeftBehind();
    }
    expect((await killed.store.job(hospitalJob))?.state).toBe('stopped');
    const { surprises } = await load(killed, 30, { seed: 'another', discharges: 5 });
    expect(surprises).toEqual([]);
    expect(await census(killed.store)).toEqual(expected);
    await load(killed, 30);
    expect(await census(killed.store)).toEqual(expected);
    await killed.close();
  });
});

test('every queue has work and history, every state of a deficiency is there, and people have it in hand', {
  timeout: 300_000,
}, async () => {
  const department = await openDepartment('SQLite');
  await demo(department);
  await load(department, 240);
  await department.drain();
  const counts = Object.keys((await census(department.store)) as object);
  for (const state of [
    'suggested',
    'assigned',
    'declined',
    'completed',
    'needsReanalysis',
    'referred',
    'verified',
    'cleared',
    'voided',
    'retired',
    'recorded',
  ])
    expect(counts).toContain(`deficiency "${state}"`);
  expect(counts.join('\n')).toContain('deficiency {"inProgress":"dictated"}');
  // What was in the other queues and is done, one state of each.
  for (const done of [
    'letter "sent"',
    'letter-batch "printed"',
    'leave "approved"',
    'document-indexing "kept"',
    'document-indexing "settled"',
    'intake-exception "setAside"',
    'feed-watch "speaking"',
    'feed-watch "silent"',
    'rule-change "withdrawn"',
  ])
    expect(counts).toContain(done);
  const lead = user('manager');
  for (const queue of [
    'chart-analysis',
    'delinquency',
    'deficiencies',
    'deficiency-triage',
    'transcription',
    'content-findings',
    'intake-exceptions',
    'document-indexing',
    'silent-feeds',
    'rule-drafts',
    'rule-approval',
    'leave',
    'letters',
    'suspensions',
  ]) {
    const who =
      queue === 'content-findings'
        ? user('quality')
        : queue === 'suspensions'
          ? user('medical-staff-office')
          : lead;
    expect([queue, (await department.tasks(queue, who)).length > 0]).toEqual([queue, true]);
  }
  await expectPeopleAtWork(department);
  await expectCorrespondence(department);
  await department.close();
});

/** Everyone who acts is in the list, colleagues hold tasks now, and views are kept. */
async function expectPeopleAtWork(department: Department): Promise<void> {
  const { body } = await department.call(user('administrator'), '/api/people');
  const people = body.people as unknown as { id: string; name: string }[];
  expect(people.length).toBeGreaterThan(150);
  const held = await department.store.heldTasks();
  expect(new Set(held.map(({ claim }) => claim?.holderName)).size).toBeGreaterThanOrEqual(4);
  for (const { claim } of held) expect(people.map(({ name }) => name)).toContain(claim?.holderName);
  const path = '/api/reports/workload-by-analyst';
  const report = (await department.call(user('manager'), path)).body;
  const figures = report.figures as unknown as { label: string; count: number }[];
  const busy = new Set(figures.filter(({ count }) => count > 0).map(({ label }) => label));
  expect(busy.size).toBeGreaterThanOrEqual(4);
  const views = (await department.call(user('analyst'), '/api/views')).body.views;
  expect((views as unknown as unknown[]).length).toBeGreaterThan(0);
}

/** Requests for records stand in the record, and no chart lacks anything because of them. */
async function expectCorrespondence({ store }: Department): Promise<void> {
  const asked: string[] = [];
  for (let afterId: string | undefined; ; ) {
    const page = await store.resources({
      type: 'DocumentReference',
      limit: 1000,
      ...(afterId === undefined ? {} : { afterId }),
    });
    for (const { body, id } of page)
      if (/ROIREQ|64292-6/.test(JSON.stringify(body.type))) asked.push(id);
    afterId = page.at(-1)?.id;
    if (afterId === undefined) break;
  }
  expect(asked.length).toBeGreaterThan(20);
  for (let after: string | null = null; ; ) {
    const page = await store.instances(after, 500);
    for (const { workflow, context } of page)
      if (workflow === 'deficiency')
        expect(asked).not.toContain((context.finding as { documentId: string | null }).documentId);
    after = page.at(-1)?.id ?? null;
    if (after === null) break;
  }
}

test('only a demo database has a past', async () => {
  const department = await openDepartment('memory');
  const options = { from: start, facility: 'mercy', wordsAfterMs: 0, onError: () => {} };
  await expect(openPast(department.server.services, options)).rejects.toMatchObject({
    code: 'not-permitted',
  });
  await expect(load(department, 10)).rejects.toMatchObject({ code: 'not-permitted' });
  expect(await department.store.messages({ limit: 1 })).toEqual([]);
  await department.close();
});
