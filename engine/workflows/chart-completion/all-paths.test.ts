import { describe, expect, test } from 'vitest';
import { fromTransition } from 'xstate';
import { getAdjacencyMap } from 'xstate/graph';
import { createDraft } from '../../draft.ts';
import type { ChartFacts } from '../../model/chart-facts.ts';
import { createRegistry } from '../../registry.ts';
import { projectedTasks, standingDeadlines } from '../../step.ts';
import type { Instance, WorkflowEvent } from '../../workflow.ts';
import { deficiencyClocks } from './clocks.ts';
import { at, signed, site, stay, unsignedSummary } from './department.fixture.ts';
import { evaluateChart } from './evaluate-chart.ts';
import type { DeficiencyContext } from './machine.ts';
import { chartCompletion } from './workflow.ts';

/**
 * Every state that a chart with none, one or two deficiencies can reach by the acts of people, the
 * arrival of documents and the passing of time, found by xstate/graph over the family as the engine
 * steps it. Data are abstracted into few classes; instants are one, because no way depends on which.
 */
const registry = createRegistry([chartCompletion]);
const now = at('2026-11-12T15:00:00Z');
type Family = { readonly members: readonly Instance[] };
/** What happens: to one member, or as an arrival of facts. */
type Happening =
  | { readonly type: string; readonly to: string; readonly event: WorkflowEvent }
  | {
      readonly type: string;
      readonly facts: ChartFacts;
    };

const reason = 'As agreed';
const chartActs: readonly WorkflowEvent[] = [
  { type: 'settleLag.pass' },
  { type: 'stayCheck.pass' },
  { type: 'stay.confirm' },
  { type: 'analysis.finish' },
  { type: 'reanalysis.request', reason },
  { type: 'reanalysis.finish' },
  { type: 'exception.accept', reason },
  { type: 'completionLimit.pass' },
  { type: 'identity.dispute', reason },
  { type: 'identity.confirm', reason },
  { type: 'chart.retire', committeeReference: reason, decidedOn: '2026-11-12', statement: reason },
];
const holdActs: readonly WorkflowEvent[] = [
  { type: 'chart.hold', reason, returnOn: '2026-12-01' },
  { type: 'chart.resume', reason },
  { type: 'holdReturn.pass' },
  { type: 'legal-hold.place', reason },
  { type: 'legal-hold.lift', reason },
];
const deficiencyActs: readonly WorkflowEvent[] = [
  { type: 'deficiency.assign', practitionerId: 'lind' },
  { type: 'deficiency.start', progress: 'dictated' },
  { type: 'deficiency.start', progress: 'awaiting-signature' },
  { type: 'deficiency.sign', documentId: 'ds1', contentHash: 'a'.repeat(64) },
  { type: 'deficiency.complete', reason },
  { type: 'deficiency.verify' },
  { type: 'deficiency.reject', reason },
  { type: 'deficiency.decline', reason },
  { type: 'deficiency.refuse-decline', reason },
  { type: 'deficiency.uphold-decline', reason },
  { type: 'deficiency.void', reason },
  { type: 'deficiency.question', documentIds: ['x1'], reason },
  { type: 'deficiency.resolve', documentId: 'x1' },
  { type: 'deficiency.keep', reason },
  { type: 'deficiency.signature-fail', reason },
  { type: 'deficiency.due' },
];

const complete = signed('ds0', 'discharge-summary', '2026-11-09T18:00:00Z');
const unsignedNote = { ...unsignedSummary, id: 'pn1', type: 'progress-note' as const };
const nothingLacks: ChartFacts = { ...stay, documents: [...stay.documents, complete] };
const oneLacks: ChartFacts = stay;
const twoLack: ChartFacts = { ...stay, documents: [...stay.documents, unsignedNote] };
const inHouse: ChartFacts = { ...nothingLacks, status: 'in-progress', dischargedAt: null };
const cancelled: ChartFacts = { ...nothingLacks, status: 'cancelled' };
const doubtful: ChartFacts = { ...nothingLacks, attendingId: null };

function arrive({ members }: Family, facts: ChartFacts, settleLagHours: number): Family {
  const policy = { ...site.policy, settleLagHours };
  const { familyId, events, opens } = evaluateChart(facts, { ...site, policy });
  const draft = createDraft(registry, familyId, members);
  if (opens || members.length > 0) draft.hear(events, cause);
  return { members: [...draft.members.values()] };
}

const cause = {
  eventId: 'model',
  at: now,
  userId: 'model',
  userName: 'Model',
  role: 'system',
  cause: null,
};

function happen(family: Family, what: Happening): Family {
  try {
    if ('facts' in what) return arrive(family, what.facts, 0);
    const draft = createDraft(registry, 'chart.e1', family.members);
    draft.applyToFamily(what.to, what.event, cause);
    return { members: [...draft.members.values()] };
  } catch (error) {
    // What is not possible as it stands changes nothing.
    if ((error as { code?: string }).code === undefined) throw error;
    return family;
  }
}

/** What tells two situations apart: states, who owns it, what was noticed and looked at. */
function nameOf({ members }: Family): string {
  return JSON.stringify(
    members.map(({ id, state, context }) => {
      const { ownerId, isOverdueNoticed, considered, resolvedBy, pending, accepted } =
        context as Record<string, unknown>;
      const facts = context.facts as { dischargedAt?: number; isCancelled?: boolean } | undefined;
      return [
        id,
        state,
        ownerId === null,
        isOverdueNoticed,
        considered,
        resolvedBy,
        (pending as unknown[] | undefined)?.length,
        accepted,
        facts === undefined ? null : [facts.dischargedAt ?? null, facts.isCancelled],
      ];
    }),
  );
}

function happenings(start: Family, facts: readonly ChartFacts[], acts: readonly WorkflowEvent[]) {
  const ids = start.members.filter(({ workflow }) => workflow === 'deficiency').map(({ id }) => id);
  return [
    ...acts.map((event) => ({ type: `chart ${event.type}`, to: 'chart.e1', event })),
    ...ids.flatMap((to) =>
      deficiencyActs.map((event) => ({ type: `${to} ${JSON.stringify(event)}`, to, event })),
    ),
    ...facts.map((one, n) => ({ type: `facts ${n}`, facts: one })),
  ];
}

/** Every family that can come of the start, with the ways that lead on from it. */
function explore(start: Family, events: readonly Happening[]) {
  const logic = fromTransition((family: Family, event: Happening) => happen(family, event), start);
  return getAdjacencyMap(logic, {
    events: events as never,
    serializeState: (snapshot) => nameOf((snapshot as { context: Family }).context) as never,
    limit: 1_000_000,
  });
}

function isClosed({ members }: Family): boolean {
  return members.every(({ isOpen }) => !isOpen);
}

/** What is wrong with one situation; empty when every wait in it has someone or something that ends it. */
function problemsOf({ members }: Family): string[] {
  return members.flatMap((instance) => {
    if (!instance.isOpen) return [];
    const workflow = registry.workflow(instance.workflow, instance.workflowVersion);
    const tasks = projectedTasks(workflow, instance);
    const deadlines = standingDeadlines(workflow, instance);
    if (tasks.length + deadlines.length === 0) return [`${instance.id}: nothing ends its wait`];
    if (instance.workflow !== 'deficiency') return [];
    const context = instance.context as unknown as DeficiencyContext;
    const { regulatory } = deficiencyClocks(context);
    const isWatched =
      context.isOverdueNoticed ||
      deadlines.some(({ key, dueAt }) => key === 'due' && dueAt === regulatory.dueAt + 1);
    return [
      ...(tasks.length === 0 ? [`${instance.id}: in no queue`] : []),
      ...(isWatched ? [] : [`${instance.id}: its clock of law is not watched`]),
    ];
  });
}

describe.each([
  {
    title: 'no deficiency',
    first: nothingLacks,
    facts: [nothingLacks, oneLacks, inHouse, cancelled, doubtful],
    acts: [...chartActs, ...holdActs],
  },
  {
    title: 'one deficiency',
    first: oneLacks,
    facts: [nothingLacks, oneLacks, inHouse, cancelled],
    acts: [...chartActs],
  },
  {
    title: 'two deficiencies',
    first: twoLack,
    facts: [nothingLacks, twoLack],
    acts: chartActs.filter(({ type }) => !type.startsWith('identity') && !type.startsWith('stay')),
  },
])('a chart with $title', ({ first, facts, acts }) => {
  const start = arrive({ members: [] }, first, 24);
  const graph = explore(arrive(start, first, 0), happenings(arrive(start, first, 0), facts, acts));
  const nodes = Object.entries(graph).map(([name, { state, transitions }]) => ({
    name,
    family: (state as unknown as { context: Family }).context,
    next: Object.values(transitions as Record<string, { state: unknown }>).map((one) =>
      nameOf((one.state as { context: Family }).context),
    ),
  }));

  test('every open instance has a task or a deadline, every open deficiency a queue and a watched clock of law', () => {
    expect(nodes.length).toBeGreaterThan(5);
    for (const { family, name } of nodes) expect(problemsOf(family), name).toEqual([]);
  });

  test('from every situation the chart can still be completed or retired', () => {
    const before = new Map<string, string[]>();
    for (const { name, next } of nodes)
      for (const one of next) before.set(one, [...(before.get(one) ?? []), name]);
    const reaching = new Set(
      nodes.filter(({ family }) => isClosed(family)).map(({ name }) => name),
    );
    expect(reaching.size).toBeGreaterThan(0);
    for (const name of reaching) for (const one of before.get(name) ?? []) reaching.add(one);
    expect(nodes.filter(({ name }) => !reaching.has(name)).map(({ name }) => name)).toEqual([]);
  });
});
