import { createEngine } from '../../engine.ts';
import { createMemoryStore } from '../../memory-store.ts';
import type { ChartFacts } from '../../model/chart-facts.ts';
import type { FacilityPolicy } from '../../model/facility.ts';
import type { Site } from '../../model/site.ts';
import { systemUser, type User } from '../../model/user.ts';
import { createRegistry } from '../../registry.ts';
import type { WorkflowEvent } from '../../workflow.ts';
import { defaultRuleSets, evaluateChart } from './evaluate-chart.ts';
import { chartCompletion } from './workflow.ts';

export const policy: FacilityPolicy = {
  facility: 'north',
  name: 'North Hospital',
  zone: 'America/New_York',
  goLiveOn: '2026-01-01',
  settleLagHours: 0,
};
export const site: Site = {
  policy,
  ruleSets: defaultRuleSets,
  absencesOf: () => [],
  supervisorOf: () => undefined,
  maySignFor: () => false,
};
export const analyst: User = {
  id: 'ana',
  name: 'Ana Lyst',
  grants: [{ role: 'analyst', facilities: ['north'] }],
};
export const physician: User = {
  id: 'reyes',
  name: 'Dr Reyes',
  practitionerId: 'reyes',
  grants: [{ role: 'physician', facilities: ['north'] }],
};
export const at = (iso: string): number => Date.parse(iso);

export const stay: ChartFacts = {
  encounterId: 'e1',
  patientId: 'p1',
  facility: 'north',
  version: 1,
  class: 'IMP',
  service: null,
  status: 'discharged',
  admittedAt: at('2026-11-03T14:00:00Z'),
  dischargedAt: at('2026-11-09T16:30:00Z'),
  disposition: '01',
  attendingId: 'reyes',
  admittingId: null,
  documents: [
    {
      id: 'hp1',
      version: 1,
      type: 'history-and-physical',
      title: 'History and physical',
      docStatus: 'final',
      completionStatus: 'LA',
      contentKey: null,
      authorId: 'reyes',
      signerId: 'reyes',
      filedAt: at('2026-11-03T18:00:00Z'),
      signedAt: at('2026-11-03T18:00:00Z'),
    },
  ],
  procedures: [],
};
export const unsignedSummary: ChartFacts['documents'][number] = {
  id: 'ds1',
  version: 1,
  type: 'discharge-summary',
  title: 'Discharge summary',
  docStatus: 'preliminary',
  completionStatus: 'PA',
  contentKey: 'words-1',
  authorId: 'reyes',
  signerId: null,
  filedAt: at('2026-11-10T18:00:00Z'),
  signedAt: null,
};

export function department(now = at('2026-11-10T12:00:00Z')) {
  const clock = { now };
  const store = createMemoryStore(() => clock.now);
  let n = 0;
  const newId = () => `id-${++n}`;
  const engine = createEngine({ registry: createRegistry([chartCompletion]), store, newId });
  /** The facts of a stay, as a message would bring them. */
  const receive = (facts: ChartFacts, own: Partial<Site> = {}) => {
    const evaluation = evaluateChart(facts, { ...site, ...own });
    return engine.receive({
      rows: {},
      families: [evaluation],
      eventId: newId(),
      cause: 'message:test',
      at: clock.now,
    });
  };
  const open = async () => {
    const queues = [
      'chart-analysis',
      'deficiencies',
      'deficiency-triage',
      'delinquency',
      'transcription',
      'content-findings',
    ];
    const pages = await Promise.all(
      queues.map((queue) =>
        store.tasks({
          scope: { queue, title: '', facilities: '*', practitioners: null },
          listState: 'open',
          limit: 100,
        }),
      ),
    );
    return pages.flatMap((page) => page.tasks);
  };
  /** Lets what is due happen, as the worker does. */
  const pass = async (now: number) => {
    clock.now = now;
    for (;;) {
      const rows = await store.leaseDeadlines(100, 1000);
      if (rows.length === 0) return;
      for (const row of rows) await engine.fire(row);
    }
  };
  const send = (id: string, event: WorkflowEvent, user: User = analyst) =>
    engine.send(id, event, { user });
  const stateOf = async (id: string) => (await store.load(id))?.state;
  const tellDue = async () => (await open()).map((task) => [task.instanceId, task.dueAt] as const);
  return { clock, store, engine, receive, open, pass, send, stateOf, tellDue };
}

/** As the system, which alone reports. */
export const system: User = systemUser;
export const lead: User = {
  id: 'sue',
  name: 'Sue Pervisor',
  grants: [{ role: 'supervisor', facilities: ['north'] }],
};
export const manager: User = {
  id: 'max',
  name: 'Max Nager',
  grants: [{ role: 'manager', facilities: ['north'] }],
};

type Document = ChartFacts['documents'][number];

/** A document that is there and signed by its author. */
export function signed(
  id: string,
  type: Document['type'],
  filed: string,
  more: Partial<Document> = {},
): Document {
  const { authorId = 'reyes' } = more;
  return {
    id,
    version: 1,
    type,
    title: type,
    docStatus: 'final',
    completionStatus: 'LA',
    contentKey: null,
    authorId,
    signerId: authorId,
    filedAt: at(filed),
    signedAt: at(filed),
    ...more,
  };
}
