import type { HospitalEvent, HospitalOptions } from '../../server/demo/hospital-feed.ts';
import { dayMs, stamp, workingTime } from './calendar.ts';
import { vitalsOf, type Writing } from './documents/pages.ts';
import { clinicNote, treatedNote } from './documents/visit-notes.ts';
import { dg1, in1, message, pid, segment, textRows, xcn } from './hl7.ts';
import type { Patient } from './patient.ts';
import { type Chance, chanceOf } from './random.ts';
import type { Physician } from './staff.ts';
import { doctor, type Stay } from './stay.ts';
import complaints from './visit-complaints.json' with { type: 'json' };

const hourMs = 3_600_000;

/** One visit that is no stay: the emergency department and home again, or the clinic afterwards. */
interface Visit {
  readonly visit: string;
  readonly patientClass: 'E' | 'O';
  readonly place: string;
  readonly service: string;
  readonly from: number;
  readonly to: number;
  readonly physician: Physician;
  readonly diagnosis: readonly string[];
  text(): string;
  readonly type: string;
  readonly isSigned: boolean;
}

/** Emergency and clinic visits around a stay: of its patient, some weeks before and some days after. */
export function visitEvents(stay: Stay, { seed, anchor }: HospitalOptions): HospitalEvent[] {
  const chance = chanceOf(`${seed}/visits/${stay.visit}`);
  const { admittedAt, dischargedAt, isInHouse, patient, disposition } = stay;
  const visits: Visit[] = [];
  const writing = (at: number, author: Physician): Writing => ({
    stay,
    chance: chanceOf(`${seed}/visit-words/${stay.visit}/${at}`),
    at,
    author,
    signedAt: at,
  });
  if (patient.ageYears >= 16 && chance.isTrue(0.5)) {
    const from = admittedAt - chance.int(9, 60) * dayMs - chance.int(0, 20) * hourMs;
    const to = from + chance.int(90, 400) * 60_000;
    const complaint = chance.pick(complaints);
    const physician = stay.emergencyPhysician;
    visits.push({
      visit: `E${stay.visit.slice(1)}`,
      patientClass: 'E',
      place: 'ED',
      service: 'EMG',
      from,
      to,
      physician,
      diagnosis: complaint.icd,
      text: () => {
        const words = writing(to, physician);
        return treatedNote(words, complaint, vitalsOf(words, 0.9));
      },
      type: 'ED^Emergency department note',
      isSigned: chance.isTrue(physician.habit === 'prompt' ? 0.97 : 0.85),
    });
  }
  const followed = workingTime(dischargedAt + chance.int(7, 24) * dayMs);
  if (!isInHouse && disposition !== '20' && followed < anchor && chance.isTrue(0.75)) {
    const to = followed + 25 * 60_000;
    visits.push({
      visit: `C${stay.visit.slice(1)}`,
      patientClass: 'O',
      place: `${stay.service.name} Clinic`,
      service: stay.service.code,
      from: followed,
      to,
      physician: stay.attending,
      diagnosis: [
        'Z09',
        'Encounter for follow-up examination after completed treatment for conditions other than malignant neoplasm',
      ],
      text: () => {
        const words = writing(to, stay.attending);
        return clinicNote(words, vitalsOf(words, 1));
      },
      type: 'PR^Progress note',
      isSigned: true,
    });
  }
  return visits.flatMap((visit) => [
    ...messagesOf(visit, patient),
    ...(visit.isSigned || visit.patientClass !== 'E' ? [] : workOn(visit, chance)),
  ]);
}

/** A visit with an unsigned note has a chart: it is read, and most notes are signed in the end. */
function workOn({ visit, to, physician }: Visit, chance: Chance): HospitalEvent[] {
  const analysedAt = workingTime(to + chance.int(26, 80) * hourMs);
  const signedAt = workingTime(analysedAt + chance.int(2, 30) * dayMs);
  const documentType = 'emergency-note';
  return [
    {
      at: analysedAt,
      id: `${visit}/work-1`,
      kind: 'act',
      visit,
      by: 'him-analyst-3',
      act: { do: 'analyse' },
    },
    ...(chance.isTrue(0.75)
      ? [
          {
            at: signedAt,
            id: `${visit}/signed`,
            kind: 'act' as const,
            visit,
            by: physician.id,
            act: { do: 'sign' as const, documentType },
          },
        ]
      : []),
  ];
}

function messagesOf(visit: Visit, patient: Patient): HospitalEvent[] {
  const { from, to, physician, diagnosis, type, isSigned } = visit;
  const number = visit.visit;
  const filed = to + 20 * 60_000;
  const adt = (event: 'A04' | 'A03', at: number, more: readonly string[]): HospitalEvent => ({
    at,
    id: `${number}/${event}`,
    kind: 'hl7',
    text: () =>
      message(
        {
          sender: 'EHR',
          type: `ADT^${event}^ADT_${event === 'A03' ? 'A03' : 'A01'}`,
          control: `${number}.${event}`,
          at,
        },
        [pid(patient, `A${number}`), pv1Of(visit, event === 'A03'), ...more],
      ),
  });
  const txa = segment('TXA', {
    1: '1',
    2: type,
    3: 'TX',
    4: stamp(to),
    6: stamp(filed),
    9: xcn(physician),
    10: xcn(physician),
    12: `D${number}-1^EHR`,
    17: isSigned ? 'LA' : 'PA',
    19: 'AV',
    ...(isSigned ? { 22: `${xcn(physician)}^^^^^^${stamp(filed)}` } : {}),
  });
  const words = (): string =>
    isSigned ? `${visit.text()}\nElectronically signed by ${doctor(physician)}` : visit.text();
  return [
    adt('A04', from, [in1(patient)]),
    adt('A03', to, [dg1(1, diagnosis, { use: 'F', at: to })]),
    {
      at: filed,
      id: `${number}/note`,
      kind: 'hl7',
      text: () =>
        message({ sender: 'EHR', type: 'MDM^T02^MDM_T02', control: `${number}.1`, at: filed }, [
          pid(patient),
          pv1Of(visit, true),
          txa,
          ...textRows(words(), type),
        ]),
    },
  ];
}

function pv1Of(
  { visit, patientClass, place, service, from, to, physician }: Visit,
  isOver: boolean,
): string {
  return segment('PV1', {
    1: '1',
    2: patientClass,
    3: `${place}^^^mercy`,
    4: patientClass === 'E' ? 'E' : 'R',
    7: xcn(physician),
    10: service,
    19: `${visit}^^^HOSPITAL^VN`,
    ...(isOver ? { 36: '01' } : {}),
    44: stamp(from),
    ...(isOver ? { 45: stamp(to) } : {}),
  });
}
