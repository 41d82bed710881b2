import type { Act, HospitalEvent } from '../../server/demo/hospital-feed.ts';
import { dayMs, local, workingTime } from './calendar.ts';
import type { PlannedDocument } from './plan-documents.ts';
import { type Chance, chanceOf } from './random.ts';
import { department } from './staff.ts';
import type { Stay } from './stay.ts';
import { say } from './wording.ts';

const hourMs = 3_600_000;
const analysts = department.filter(({ role }) => role === 'analyst').map(({ id }) => id);

/** What the department does about a stay; what stands on the newest days waits for whoever signs in. */
export function workOn(
  stay: Stay,
  documents: readonly PlannedDocument[],
  { seed, anchor }: { readonly seed: string; readonly anchor: number },
): HospitalEvent[] {
  const chance = chanceOf(`${seed}/work/${stay.visit}`);
  const { visit, dischargedAt, admittedAt, isInHouse } = stay;
  let n = 0;
  const doing = (at: number, by: string, act: Act): HospitalEvent => {
    n += 1;
    return { at: workingTime(at), id: `${visit}/work-${n}`, kind: 'act', visit, by, act };
  };
  const analyst = chance.pick(analysts);
  if (isInHouse)
    return anchor - admittedAt > 20 * dayMs
      ? [doing(admittedAt + 16 * dayMs, analyst, { do: 'check-stay' })]
      : [];
  const analysedAt = dischargedAt + chance.int(25, 84) * hourMs;
  const events: HospitalEvent[] = [];
  // A few charts lie at the bottom of the list for weeks.
  const isForgotten = chance.isTrue(0.012);
  if (!isForgotten) events.push(doing(analysedAt, analyst, { do: 'analyse' }));
  const changes = documents.flatMap(({ at, signedAt, addendumAt }) => [
    at,
    signedAt,
    addendumAt ?? 0,
  ]);
  for (const late of new Set(changes.filter((at) => at > analysedAt && Number.isFinite(at))))
    if (chance.isTrue(0.9))
      events.push(doing(late + chance.int(6, 60) * hourMs, analyst, { do: 'reanalyse' }));
  events.push(...aboutLateDocuments(stay, documents, { chance, analyst, anchor, doing }));
  const hasGap = documents.some(({ at, signedAt }) => at > anchor || signedAt > anchor);
  events.push(...aboutTheChart(stay, { chance, analyst, analysedAt, anchor, hasGap, doing }));
  return events;
}

interface Working {
  readonly chance: Chance;
  readonly analyst: string;
  readonly anchor: number;
  doing(at: number, by: string, act: Act): HospitalEvent;
}

/** Declined, passed on, dictated; each in a share of what is late. */
function aboutLateDocuments(
  stay: Stay,
  documents: readonly PlannedDocument[],
  { chance, analyst, anchor, doing }: Working,
): HospitalEvent[] {
  const events: HospitalEvent[] = [];
  const { dischargedAt, attending } = stay;
  for (const { type: documentType, at, signedAt, author } of documents) {
    const curedAt = Math.max(at, signedAt);
    const from = dischargedAt + chance.int(4, 10) * dayMs;
    if (curedAt < from + 5 * dayMs) continue;
    const by = author.id;
    const draw = chance.next();
    if (draw < 0.16) {
      events.push(doing(from, by, { do: 'decline', documentType, reason: chance.pick(declines) }));
      const decided = chance.next();
      const later = from + chance.int(1, 4) * dayMs;
      // What was declined long ago has been decided; some of the rest waits.
      const isWaiting = decided >= 0.55 && later > anchor - 45 * dayMs;
      if (isWaiting) continue;
      if (decided < 0.45 || decided >= 0.8)
        events.push(
          doing(later, analyst, {
            do: 'refuse-decline',
            documentType,
            reason:
              'The record names you as author and the service had no hand-over before discharge.',
          }),
        );
      else if (decided < 0.7 && attending.id !== by)
        events.push(
          doing(later, analyst, { do: 'reassign', documentType, practitionerId: attending.id }),
        );
      else if (decided < 0.8)
        events.push(
          doing(later, analyst, {
            do: 'uphold-decline',
            documentType,
            reason: 'Covered by the note of the accepting service.',
          }),
        );
    } else if (draw < 0.24)
      events.push(
        doing(from, by, {
          do: 'start',
          documentType,
          progress: chance.pick(['dictated', 'transcribed', 'awaiting-signature'] as const),
        }),
      );
    else if (draw < 0.28) events.push(doing(from, analyst, { do: 'void', documentType }));
  }
  return events;
}

const declines = [
  'I was not the attending at discharge; the service changed over on the weekend.',
  'Not my patient. I saw the patient once as cross cover.',
  'The resident on the service agreed to complete this.',
  'Already dictated; please look under the other visit number.',
  'A colleague performed this part of the care.',
];

/** What analysts find in reading, what is held, whose record it is, and notes to each other. */
function aboutTheChart(
  { visit, story, facts, dischargedAt, attending, lacksAttending }: Stay,
  {
    chance,
    analyst,
    analysedAt,
    anchor,
    hasGap,
    doing,
  }: Working & {
    readonly analysedAt: number;
    readonly hasGap: boolean;
  },
): HospitalEvent[] {
  const events: HospitalEvent[] = [];
  const tell = (pattern: string): string => say(pattern, facts);
  const soon = analysedAt + 20 * 60_000;
  if (chance.isTrue(0.05)) {
    const refersTo = chance.pick(['cdi', 'quality'] as const);
    events.push(
      doing(soon, analyst, {
        do: 'raise',
        kind: 'qualitative',
        documentType: 'history-and-physical',
        refersTo,
        note: tell(chance.pick(qualitative)),
      }),
    );
    if (chance.isTrue(0.55))
      events.push(
        doing(soon + chance.int(2, 9) * dayMs, refersTo === 'cdi' ? 'cdi-1' : 'quality-1', {
          do: 'look-into',
          reason: chance.pick(answers),
        }),
      );
  }
  if (chance.isTrue(0.055))
    events.push(
      doing(soon, analyst, {
        do: 'raise',
        kind: 'missing-element',
        // The rest waits for someone to find out whose it is, for some weeks.
        ...(chance.isTrue(0.4) || soon < anchor - 35 * dayMs
          ? { practitionerId: attending.id }
          : {}),
        documentType: chance.pick(['history-and-physical', 'progress-note']),
        note: chance.pick([
          'The entry is dated but has no time.',
          'Laterality is not stated in the assessment.',
          'The examination of the heart and lungs is blank.',
        ]),
      }),
    );
  if (
    chance.isTrue(0.5) &&
    events.some(
      (event) =>
        event.kind === 'act' && event.act.do === 'raise' && event.act.kind === 'missing-element',
    )
  ) {
    const raised = events.flatMap((event) =>
      event.kind === 'act' && event.act.do === 'raise' && event.act.kind === 'missing-element'
        ? [event.act.documentType]
        : [],
    );
    for (const documentType of raised) {
      const done = soon + chance.int(2, 8) * dayMs;
      events.push(
        doing(done, analyst, {
          do: 'complete',
          documentType,
          reason: 'The author has added what was missing.',
        }),
      );
      if (chance.isTrue(0.4))
        events.push(doing(done + 2 * dayMs, 'him-supervisor', { do: 'verify', documentType }));
    }
  }
  if (chance.isTrue(0.012))
    events.push(
      doing(soon, analyst, {
        do: 'raise',
        kind: 'misfile',
        documentType: 'progress-note',
        note: 'The header names another patient of the same ward.',
      }),
    );
  if (chance.isTrue(0.02))
    events.push(
      doing(soon + dayMs, analyst, {
        do: 'hold',
        reason: chance.pick([
          'Waiting for the transferring hospital to send its records.',
          'Awaiting the medical examiner.',
          'Attending on leave; returns next week.',
        ]),
        returnOn: local(dischargedAt + chance.int(12, 40) * dayMs).date,
      }),
    );
  if (chance.isTrue(0.01))
    events.push(
      doing(soon + 3 * dayMs, 'privacy-1', {
        do: 'legal-hold',
        reason: `Preservation letter of counsel, file ${visit.slice(-4)}.`,
      }),
    );
  if (chance.isTrue(0.006))
    events.push(
      doing(soon, analyst, {
        do: 'dispute',
        reason: 'Two dates of birth are used in the documents of this stay.',
      }),
    );
  if (hasGap && dischargedAt < anchor - 58 * dayMs && chance.isTrue(0.4)) {
    const decidedOn = local(dischargedAt + 50 * dayMs).date;
    events.push(
      doing(dischargedAt + 52 * dayMs, 'him-supervisor', {
        do: 'retire',
        committeeReference: `Health Record Committee ${decidedOn.slice(0, 7)}`,
        decidedOn,
        statement: `Dr ${attending.family} cannot complete the record; filed as administratively incomplete.`,
      }),
    );
  }
  if (chance.isTrue(0.09))
    events.push(
      doing(soon + 10 * 60_000, chance.pick([analyst, analyst, 'coder-1', 'coder-2']), {
        do: 'annotate',
        documentType: 'history-and-physical',
        text: tell(chance.pick(notes)),
        audience: chance.pick([
          'chart-readers',
          ['analyst', 'supervisor'],
          ['analyst', 'coder'],
        ] as const),
      }),
    );
  if (lacksAttending && chance.isTrue(0.5))
    events.push(doing(soon, 'him-supervisor', { do: 'accept-exception' }));
  return story.service === 'NBN' ? events.slice(0, 2) : events;
}

const qualitative = [
  'The assessment names an acute kidney injury; creatinine values in the chart do not bear it out.',
  'Clinical picture suggests sepsis; it is not stated in any assessment.',
  'Documentation of present on admission is unclear for a secondary diagnosis.',
  'The H&P and the emergency note differ on anticoagulant use.',
  'Malnutrition was assessed by the dietitian and appears in no physician note.',
];
const answers = [
  'Query sent and answered; the progress note was amended.',
  'Reviewed with the attending: the wording is clinically supported.',
  'Counted for the quarterly documentation report; no action on this record.',
];
const notes = [
  'Spoke with the office of the attending; the summary is promised for Friday.',
  'The scanned consent has two pages; the second one was faint and was scanned again.',
  'Outside records arrived by fax and are being indexed.',
  'Same patient had a visit last month; watch for documents under that number.',
  'Coder asks to be told when the operative report is signed.',
];
