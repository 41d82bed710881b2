import fc from 'fast-check';
import type { ChartDocument, ChartFacts, ChartProcedure } from '../engine/model/chart-facts.ts';
import type { Site } from '../engine/model/site.ts';
import type { Instance } from '../engine/workflow.ts';
import { defaultRuleSets } from '../engine/workflows/chart-completion/evaluate-chart.ts';

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
export const start = Date.parse('2026-10-20T12:00:00Z');

const policy = {
  facility: 'north',
  name: '',
  zone: 'America/New_York',
  goLiveOn: '2026-01-01',
  settleLagHours: 24,
};
const absence = { fromOn: '2026-10-25', toOn: '2026-11-09', reason: 'Approved leave' };

/** Lind is in training under Reyes, and now and then someone is on leave. */
export function siteWith(away: string | null): Site {
  return {
    policy,
    ruleSets: defaultRuleSets,
    absencesOf: (practitionerId) => (practitionerId === away ? [absence] : []),
    supervisorOf: (practitionerId) => (practitionerId === 'lind' ? 'reyes' : undefined),
    maySignFor: () => false,
  };
}

const someone = fc.constantFrom('reyes', 'lind', null);
const document = fc.record({
  type: fc.constantFrom(
    'history-and-physical',
    'discharge-summary',
    'operative-report',
    'operative-report',
    'operative-note',
    'progress-note',
    'final-note',
    'verbal-order',
  ),
  status: fc.constantFrom('DI', 'PA', 'AU', 'LA', 'LA', null),
  isRetracted: fc.nat(3).map((n) => n === 0),
  isAddendum: fc.nat(9).map((n) => n === 0),
  author: someone,
  procedureId: fc.constantFrom(null, null, 'o0', 'o1'),
  elements: fc.constantFrom(null, [], ['surgeons', 'outcome']),
  filedAfterHours: fc.integer({ min: -800, max: 200 }),
});
type DrawnDocument = typeof document extends fc.Arbitrary<infer One> ? One : never;

const operation = fc.record({ surgeon: someone, isEmergency: fc.boolean() });

export const arrival = fc.record({
  kind: fc.constant('arrival' as const),
  stay: fc.integer({ min: 0, max: 2 }),
  status: fc.constantFrom('discharged', 'discharged', 'discharged', 'in-progress', 'cancelled'),
  class: fc.constantFrom('IMP', 'IMP', 'IMP', 'EMER', 'unknown'),
  daysOut: fc.integer({ min: 0, max: 45 }),
  isShort: fc.boolean(),
  hasAdmission: fc.nat(9).map((n) => n > 0),
  /** Now and then the patient's number was merged into another's. */
  isMerged: fc.nat(9).map((n) => n === 0),
  away: fc.constantFrom(null, null, 'reyes'),
  operations: fc.array(operation, { maxLength: 2 }),
  documents: fc.array(document, { maxLength: 5 }),
});
export type Arrived = typeof arrival extends fc.Arbitrary<infer One> ? One : never;

const reason = fc.constantFrom('because', 'as agreed');
const payload = fc.record({
  reason,
  note: reason,
  statement: reason,
  answer: reason,
  practitionerId: fc.constantFrom('reyes', 'lind'),
  progress: fc.constantFrom('dictated', 'transcribed', 'awaiting-signature'),
  contentHash: fc.constant('a'.repeat(64)),
  committeeReference: reason,
  decidedOn: fc.constant('2026-10-19'),
  returnOn: fc.constantFrom('2026-11-15', '2026-12-01'),
  documentId: fc.constantFrom('d0', 'd1', 'd2', 'd3'),
  documentIds: fc.subarray(['d0', 'd1', 'd2'], { minLength: 1 }),
  isMinorProblem: fc.boolean(),
  absences: fc.constantFrom([], [absence]),
  level: fc.integer({ min: 1, max: 4 }),
  patientId: fc.constantFrom('p8', 'p9'),
  raisedKind: fc.constantFrom(
    'missing-document',
    'unsigned',
    'missing-element',
    'misfile',
    'qualitative',
  ),
  documentType: fc.constantFrom('progress-note', 'discharge-summary'),
});
export type Payload = typeof payload extends fc.Arbitrary<infer One> ? One : never;

const act = fc.record({
  kind: fc.constant('act' as const),
  pick: fc.nat(),
  chance: fc.nat(),
  payload,
  isDoubled: fc.boolean(),
});
/** Someone takes a task, for an hour or for days. */
const claim = fc.record({
  kind: fc.constant('claim' as const),
  pick: fc.nat(),
  hours: fc.constantFrom(1, 200),
});
const wait = fc.record({
  kind: fc.constant('wait' as const),
  hours: fc.integer({ min: 1, max: 400 }),
});

export const life = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: arrival },
    { weight: 8, arbitrary: act },
    { weight: 3, arbitrary: claim },
    { weight: 2, arbitrary: wait },
  ),
  { minLength: 8, maxLength: 60, size: 'max' },
);

/** The facts of a stay as they are read from what arrived; `known` are the documents it had before. */
export function factsOf(arrived: Arrived, known: ReadonlySet<string>): ChartFacts {
  const { stay, status, daysOut, isShort, documents, operations } = arrived;
  const dischargedAt = status === 'discharged' ? start - daysOut * dayMs : null;
  const admittedAt = isShort ? (dischargedAt ?? start - dayMs) - 30 * hourMs : start - 60 * dayMs;
  const read = documents.map((one, index) => documentOf(one, index, documents.length));
  return {
    encounterId: `e${stay}`,
    patientId: arrived.isMerged ? 'p9' : `p${stay}`,
    facility: 'north',
    version: 1,
    class: arrived.class,
    service: null,
    status: status as ChartFacts['status'],
    admittedAt: arrived.hasAdmission ? admittedAt : null,
    dischargedAt,
    disposition: null,
    attendingId: stay === 2 ? null : 'reyes',
    admittingId: null,
    procedures: operations.map(({ surgeon, isEmergency }, index): ChartProcedure => {
      const startedAt = admittedAt + (4 + index * 3) * hourMs;
      return {
        id: `o${index}`,
        title: 'Operation',
        startedAt,
        endedAt: startedAt + hourMs,
        surgeonId: surgeon,
        anesthesiologistId: null,
        isOperation: true,
        hasAnesthesia: false,
        isEmergency,
      };
    }),
    documents: read,
    arrived: read.map(({ id }) => id).filter((id) => !known.has(id)),
  };
}

function documentOf(one: DrawnDocument, index: number, count: number): ChartDocument {
  return {
    id: `d${index}`,
    version: 1,
    type: one.type as ChartDocument['type'],
    title: one.type,
    docStatus: one.isRetracted ? 'entered-in-error' : 'preliminary',
    completionStatus: one.status as ChartDocument['completionStatus'],
    ...(one.isAddendum ? { act: 'addendum' as const } : {}),
    contentKey: `words-${count}`,
    authorId: one.author,
    signerId: one.status === 'LA' ? one.author : null,
    procedureId: one.procedureId,
    elements: one.elements === null ? null : [...one.elements],
    filedAt: start + one.filedAfterHours * hourMs,
    signedAt: null,
  };
}

/** What a person would send with an event of that type to this instance. */
export function fieldsFor(type: string, target: Instance, fields: Payload): object {
  const { raisedKind, documentId, ...others } = fields;
  const { finding } = target.context as { readonly finding?: { readonly documentId?: string } };
  if (type !== 'deficiency.raise')
    return { ...others, documentId: finding?.documentId ?? documentId };
  const { note, documentType, practitionerId } = fields;
  const where = raisedKind === 'missing-document' ? {} : { documentId, place: { page: 1 } };
  return { kind: raisedKind, note, documentType, practitionerId, ...where };
}
