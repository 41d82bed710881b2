import { atMinute, dayMs } from './calendar.ts';
import type { WrittenType } from './documents/write.ts';
import { type Chance, chanceOf } from './random.ts';
import type { Habit, Physician } from './staff.ts';
import type { Stay } from './stay.ts';

const hourMs = 3_600_000;

/** One document of a stay: when it comes, who wrote it, when and how it is signed. */
export interface PlannedDocument {
  readonly n: number;
  readonly type: WrittenType;
  readonly author: Physician;
  /** When it is filed; later than now where it is still missing. */
  readonly at: number;
  /** When its author signs; the instant of filing where both are one act, infinite where nobody ever does. */
  readonly signedAt: number;
  /** Where a late signature comes from. */
  readonly signedIn: 'record' | 'here';
  /** HL7 table 0271 as it comes first. */
  readonly status: 'LA' | 'PA' | 'DI';
  /** When what was dictated is on paper. */
  readonly transcribedAt: number | null;
  readonly form: 'text' | 'pdf' | 'scan';
  /** When the supervisor of one in training signs too; null where nobody needs to. */
  readonly cosignedAt: number | null;
  /** Something is added after the signature. */
  readonly addendumAt: number | null;
  readonly via: 'hl7' | 'fhir' | 'report';
  readonly day?: number;
  readonly days?: number;
}

interface Draft {
  readonly type: WrittenType;
  readonly author: Physician;
  readonly at: number;
  /** How hard it is to come by, from 0: what is written during the stay is seldom late. */
  readonly weight: number;
  readonly form?: PlannedDocument['form'];
  readonly via?: PlannedDocument['via'];
  readonly day?: number;
  readonly days?: number;
}

export function planDocuments(stay: Stay, seed: string): readonly PlannedDocument[] {
  const chance = chanceOf(`${seed}/documents/${stay.visit}`);
  return [
    ...ofTheStay(stay, chance),
    ...ofTheOperation(stay, chance),
    ...ofTheEnd(stay, chance),
  ].map((draft, n) => planned(draft, n + 1, chance));
}

function ofTheStay(stay: Stay, chance: Chance): Draft[] {
  const {
    story,
    admittedAt,
    dischargedAt,
    attending,
    writer,
    emergencyPhysician,
    consultant,
    operation,
  } = stay;
  const until = (at: number): number => Math.min(at, dischargedAt - hourMs);
  const drafts: Draft[] = [];
  if (story.admission === 'emergency' && chance.isTrue(0.85))
    drafts.push({
      type: 'emergency-note',
      author: emergencyPhysician,
      at: admittedAt + chance.int(10, 50) * 60_000,
      weight: 0.2,
    });
  const examinedAt =
    operation === null
      ? admittedAt + chance.int(60, 660) * 60_000
      : Math.min(admittedAt + chance.int(40, 90) * 60_000, operation.startedAt - 20 * 60_000);
  drafts.push({ type: 'history-and-physical', author: writer, at: until(examinedAt), weight: 0.3 });
  if (story.service === 'PSY')
    drafts.push({
      type: 'psychiatric-evaluation',
      author: attending,
      at: until(admittedAt + chance.int(16, 44) * hourMs),
      weight: 0.5,
    });
  if (story.imaging !== undefined)
    drafts.push({
      type: 'imaging-report',
      author: emergencyPhysician,
      at: admittedAt + chance.int(30, 300) * 60_000,
      weight: 0,
      via: 'report',
    });
  const nights = Math.max(1, Math.floor((dischargedAt - admittedAt) / dayMs));
  const days = Math.min(nights, 4);
  for (let day = 0; day < days; day += 1) {
    const near = admittedAt + ((day + 1) * nights * dayMs) / days;
    const at = Math.max(
      admittedAt + 3 * hourMs,
      atMinute(Math.round(near), chance.int(7 * 60, 16 * 60)),
    );
    const author = chance.isTrue(0.8) ? writer : attending;
    drafts.push({
      type: 'progress-note',
      author,
      at: until(at),
      weight: 0.25,
      day,
      days,
      via: chance.isTrue(0.25) ? 'fhir' : 'hl7',
    });
  }
  if (consultant !== null)
    drafts.push({
      type: 'consultation',
      author: consultant,
      at: until(admittedAt + chance.int(10, 40) * hourMs),
      weight: 0.7,
    });
  return drafts;
}

function ofTheOperation({ operation, story }: Stay, chance: Chance): Draft[] {
  if (operation === null) return [];
  const { surgeon, anesthesiologist, startedAt, endedAt } = operation;
  const minute = 60_000;
  const drafts: Draft[] = [
    {
      type: 'informed-consent',
      author: surgeon,
      at: startedAt - 45 * minute,
      weight: 0.1,
      form: chance.isTrue(0.3) ? 'scan' : 'pdf',
    },
    {
      type: 'operative-note',
      author: surgeon,
      at: endedAt + chance.int(8, 50) * minute,
      weight: 0.1,
    },
    {
      type: 'operative-report',
      author: surgeon,
      at: endedAt + chance.int(1, 20) * hourMs,
      weight: 1,
    },
  ];
  if (anesthesiologist !== null)
    drafts.push(
      {
        type: 'anesthesia-evaluation',
        author: anesthesiologist,
        at: startedAt - 35 * minute,
        weight: 0.1,
      },
      {
        type: 'anesthesia-record',
        author: anesthesiologist,
        at: endedAt + chance.int(10, 60) * minute,
        weight: 0.2,
      },
      {
        type: 'post-anesthesia-evaluation',
        author: anesthesiologist,
        at: endedAt + chance.int(1, 20) * hourMs,
        weight: 0.4,
        via: 'fhir',
      },
    );
  if (story.pathology !== undefined)
    drafts.push({
      type: 'pathology-report',
      author: surgeon,
      at: endedAt + chance.int(30, 100) * hourMs,
      weight: 0,
      via: 'report',
    });
  return drafts;
}

const seriousServices = new Set(['PSY', 'ONC']);

function ofTheEnd(stay: Stay, chance: Chance): Draft[] {
  const { story, admittedAt, dischargedAt, attending, disposition, isInHouse } = stay;
  if (isInHouse) return [];
  const isShort = dischargedAt - admittedAt < 48 * hourMs;
  const isMinor =
    isShort && !['07', '20'].includes(disposition) && !seriousServices.has(story.service);
  const at = dischargedAt + chance.int(-3, 20) * hourMs;
  return [
    { type: isMinor ? 'final-note' : 'discharge-summary', author: attending, at, weight: 1.6 },
  ];
}

/** Days by which someone is late, by habit: a share of what is written, from and to. */
const lateness: Readonly<
  Record<
    Habit,
    { readonly share: number; readonly from: number; readonly to: number; readonly never: number }
  >
> = {
  prompt: { share: 0.07, from: 0.5, to: 6, never: 0.003 },
  slow: { share: 0.3, from: 2, to: 21, never: 0.01 },
  late: { share: 0.6, from: 9, to: 52, never: 0.06 },
};

function planned(draft: Draft, n: number, chance: Chance): PlannedDocument {
  const { author, weight, via = 'hl7', form = 'text' } = draft;
  const { share, from, to, never } = lateness[author.habit];
  const days = (): number =>
    chance.isTrue(never) ? Number.POSITIVE_INFINITY : from + chance.next() * (to - from);
  const isLate = weight > 0 && chance.isTrue(share * Math.min(1, weight) * 0.55);
  const at = draft.at + (isLate ? days() * dayMs : 0);
  const isUnsigned = weight > 0 && form === 'text' && chance.isTrue(share * 0.55);
  const isDictated =
    via === 'hl7' && isUnsigned && weight >= 0.2 && chance.isTrue(weight >= 0.7 ? 0.5 : 0.3);
  // Some dictations are lost between the recorder and the typist.
  const isLost = isDictated && chance.isTrue(0.14);
  const transcribedAt = isDictated
    ? isLost
      ? Number.POSITIVE_INFINITY
      : Math.round(at + chance.int(20, 96) * hourMs)
    : null;
  const signedAt = isUnsigned ? (transcribedAt ?? at) + Math.max(0.2, days()) * dayMs : at;
  const isAdded = Number.isFinite(signedAt) && weight >= 0.7 && chance.isTrue(0.04);
  return {
    n,
    type: draft.type,
    author,
    at: Math.round(at),
    signedAt: Math.round(signedAt),
    signedIn: via !== 'report' && chance.isTrue(0.45) ? 'here' : 'record',
    status: isDictated ? 'DI' : isUnsigned ? 'PA' : 'LA',
    transcribedAt,
    form: form === 'text' && via === 'hl7' && chance.isTrue(0.02) ? 'pdf' : form,
    cosignedAt:
      author.supervisor === null || via === 'report'
        ? null
        : chance.isTrue(0.97)
          ? Math.round(signedAt + chance.int(1, 40) * hourMs)
          : Number.POSITIVE_INFINITY,
    addendumAt: isAdded ? Math.round(signedAt + chance.int(1, 9) * dayMs) : null,
    via,
    ...(draft.day === undefined ? {} : { day: draft.day }),
    ...(draft.days === undefined ? {} : { days: draft.days }),
  };
}
