import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { queueScopes } from '../engine/access.ts';
import { createEngine } from '../engine/engine.ts';
import { Refusal } from '../engine/errors.ts';
import { auditLog } from '../engine/insight/audit-log.ts';
import { createMemoryStore } from '../engine/memory-store.ts';
import type { ChartDocument, ChartFacts } from '../engine/model/chart-facts.ts';
import type { User } from '../engine/model/user.ts';
import { createRegistry } from '../engine/registry.ts';
import { canSend } from '../engine/step.ts';
import type { Instance } from '../engine/workflow.ts';
import {
  defaultRuleSets,
  evaluateChart,
} from '../engine/workflows/chart-completion/evaluate-chart.ts';
import { workflows } from '../engine/workflows/index.ts';

const runs = process.env.CHARTKEEPER_SOAK ? 3000 : 300;
const dayMs = 24 * 60 * 60 * 1000;
const start = Date.parse('2026-10-20T12:00:00Z');
const policy = {
  facility: 'north',
  name: '',
  zone: 'America/New_York',
  goLiveOn: '2026-01-01',
  settleLagHours: 24,
};
const site = {
  policy,
  ruleSets: defaultRuleSets,
  absencesOf: () => [],
  supervisorOf: () => undefined,
  maySignFor: () => false,
};
const everyone: User = {
  id: 'every',
  name: 'Every',
  practitionerId: 'reyes',
  grants: ['analyst', 'physician', 'supervisor', 'system'].map((role) => ({
    role: role as 'analyst',
    facilities: '*',
  })),
};
const registry = createRegistry(workflows);

const document = fc.record({
  type: fc.constantFrom(
    'history-and-physical',
    'discharge-summary',
    'operative-report',
    'progress-note',
  ),
  status: fc.constantFrom('DI', 'PA', 'AU', 'LA', null),
  isRetracted: fc.boolean(),
  author: fc.constantFrom('reyes', 'lind', null),
});
const arrival = fc.record({
  kind: fc.constant('arrival' as const),
  stay: fc.integer({ min: 0, max: 2 }),
  status: fc.constantFrom('discharged', 'discharged', 'in-progress', 'cancelled'),
  daysOut: fc.integer({ min: 0, max: 45 }),
  documents: fc.array(document, { maxLength: 4 }),
});
const reason = fc.constantFrom('because', 'as agreed');
const payload = fc.record({
  reason,
  practitionerId: fc.constantFrom('reyes', 'lind'),
  progress: fc.constant('dictated'),
  contentHash: fc.constant('a'.repeat(64)),
  committeeReference: reason,
  returnOn: fc.constantFrom('2026-11-15', '2026-12-01'),
  documentId: fc.constantFrom('d0', 'd1', 'd2', 'd3'),
});
const act = fc.record({
  kind: fc.constant('act' as const),
  pick: fc.nat(),
  chance: fc.nat(),
  payload,
  isDoubled: fc.boolean(),
});
const wait = fc.record({
  kind: fc.constant('wait' as const),
  hours: fc.integer({ min: 1, max: 400 }),
});
const life = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: arrival },
    { weight: 5, arbitrary: act },
    { weight: 1, arbitrary: wait },
  ),
  {
    minLength: 8,
    maxLength: 60,
    size: 'max',
  },
);

function department() {
  const clock = { now: start };
  const store = createMemoryStore(() => clock.now);
  let n = 0;
  const engine = createEngine({ registry, store, newId: () => `id-${++n}` });
  const counts = { accepted: 0, refused: 0, known: 0, fired: 0 };

  const arrive = async ({
    stay,
    status,
    daysOut,
    documents,
  }: {
    stay: number;
    status: string;
    daysOut: number;
    documents: readonly {
      type: string;
      status: string | null;
      isRetracted: boolean;
      author: string | null;
    }[];
  }) => {
    const facts: ChartFacts = {
      encounterId: `e${stay}`,
      patientId: `p${stay}`,
      facility: 'north',
      version: 1,
      class: 'IMP',
      service: null,
      status: status as ChartFacts['status'],
      admittedAt: start - 60 * dayMs,
      dischargedAt: status === 'discharged' ? start - daysOut * dayMs : null,
      disposition: null,
      attendingId: stay === 2 ? null : 'reyes',
      admittingId: null,
      procedures: [],
      documents: documents.map(
        (one, index): ChartDocument => ({
          id: `d${index}`,
          version: 1,
          type: one.type as ChartDocument['type'],
          title: one.type,
          docStatus: one.isRetracted ? 'entered-in-error' : 'preliminary',
          completionStatus: one.status as ChartDocument['completionStatus'],
          authorId: one.author,
          signerId: one.status === 'LA' ? one.author : null,
          contentKey: `words-${documents.length}`,
          filedAt: start,
          signedAt: null,
        }),
      ),
    };
    const evaluation = evaluateChart(facts, site);
    const families = evaluation === null ? [] : [evaluation];
    await engine.receive({
      rows: {},
      families,
      eventId: `m${++n}`,
      cause: 'message:m',
      at: clock.now,
    });
  };

  /** Mostly what the state allows, sometimes anything the workflow knows. */
  const typeFor = (target: Instance, chance: number): string => {
    const workflow = registry.workflow(target.workflow);
    const known = Object.keys(workflow.events).filter(
      (type) => type !== 'findings.report' && type !== 'deficiency.reopen',
    );
    const possible = known.filter(
      (type) => canSend(workflow, target, { type }) || type === 'deficiency.sign',
    );
    const from = chance % 5 === 0 || possible.length === 0 ? known : possible;
    return from[chance % from.length] ?? '';
  };

  const doAct = async ({
    pick,
    chance,
    payload: fields,
    isDoubled,
  }: {
    pick: number;
    chance: number;
    payload: object;
    isDoubled: boolean;
  }) => {
    const instances = await store.instances(null, 1000);
    const target = instances[pick % Math.max(1, instances.length)];
    if (target === undefined) return;
    const type = typeFor(target, chance);
    const eventId = `act-${++n}`;
    const send = () => engine.send(target.id, { ...fields, type }, { user: everyone, eventId });
    const results = await Promise.allSettled(isDoubled ? [send(), send()] : [send()]);
    for (const result of results) {
      if (result.status === 'rejected' && !(result.reason instanceof Refusal)) throw result.reason;
      if (result.status === 'rejected') counts.refused += 1;
      else if (result.value.wasKnown) counts.known += 1;
      else counts.accepted += 1;
    }
    const kept = (await store.history(target.id)).filter((entry) => entry.eventId === eventId);
    expect(kept.length).toBeLessThanOrEqual(1);
  };

  const sweep = async () => {
    for (
      let due = await store.leaseDeadlines(100, 1000);
      due.length > 0;
      due = await store.leaseDeadlines(100, 1000)
    ) {
      for (const row of due) {
        expect(row.dueAt).toBeLessThanOrEqual(clock.now);
        if (await engine.fire(row)) counts.fired += 1;
      }
    }
  };
  return { clock, store, counts, arrive, doAct, sweep };
}

async function assertCountsEqualLists(store: ReturnType<typeof createMemoryStore>): Promise<void> {
  for (const scope of queueScopes(registry.accessTables, everyone)) {
    const whole = { ...scope, facilities: '*' as const, practitioners: null };
    const counted = await store.counts([scope.queue]);
    for (const listState of ['open', 'on-hold', 'waiting']) {
      const { tasks } = await store.tasks({ scope: whole, listState, limit: 10_000 });
      const sum = counted
        .filter((one) => one.listState === listState)
        .reduce((total, one) => total + one.count, 0);
      expect(sum).toBe(tasks.length);
    }
  }
}

describe('whatever happens to charts', () => {
  test('replay gives the stored state, every open instance is in a queue or under a deadline, counts equal lists, a doubled event is one', async () => {
    const total = { accepted: 0, refused: 0, known: 0, fired: 0 };
    await fc.assert(
      fc.asyncProperty(life, async (happenings) => {
        const { clock, store, counts, arrive, doAct, sweep } = department();
        for (const one of happenings) {
          if (one.kind === 'arrival') await arrive(one);
          else if (one.kind === 'act') await doAct(one);
          else {
            clock.now += one.hours * 60 * 60 * 1000;
            await sweep();
          }
        }
        const audit = await auditLog(registry, store);
        expect([audit.differing, audit.unattended]).toEqual([[], []]);
        await assertCountsEqualLists(store);
        for (const key of ['accepted', 'refused', 'known', 'fired'] as const)
          total[key] += counts[key];
      }),
      {
        numRuns: runs,
        seed: Number(process.env.CHARTKEEPER_SEED ?? Date.now() % 2 ** 31),
        verbose: 1,
      },
    );
    console.log(JSON.stringify(total));
    // A generator that never gets anything accepted, doubled or fired would prove nothing.
    for (const count of Object.values(total)) expect(count).toBeGreaterThan(runs / 10);
  });
});
