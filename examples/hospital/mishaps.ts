import type { HospitalEvent } from '../../server/demo/hospital-feed.ts';
import { stamp } from './calendar.ts';
import { escaped, message, pid, pv1Short, segment, textRows, xcn } from './hl7.ts';
import { chanceOf } from './random.ts';
import type { Stay } from './stay.ts';

const outside = [
  'Nutrition assessment',
  'Wound care note',
  'Physical therapy evaluation',
  'Respiratory care flowsheet',
];

/** What goes wrong in every hospital: each of these is refused or asked about, as it should be. */
export function mishaps(
  stay: Stay,
  index: number,
  { seed, anchor, neighbor }: { seed: string; anchor: number; neighbor: string },
): HospitalEvent[] {
  const chance = chanceOf(`${seed}/mishap/${stay.visit}`);
  const at = Math.min(stay.dischargedAt - 2 * 3_600_000, anchor - 3_600_000);
  const id = `${stay.visit}/mishap`;
  const control = `${stay.visit}.m`;
  const made =
    (sender: 'EHR' | 'RAD' | 'SCANNING', type: string, segments: readonly string[]) => (): string =>
      message({ sender, type, control, at }, segments);
  const note = (code: string, mrn: string, visit: string, text: string): string[] => [
    pid({ ...stay.patient, mrn }),
    ...(visit === '' ? [] : [pv1Short({ ...stay, visit })]),
    segment('TXA', {
      1: '1',
      2: code,
      3: 'TX',
      4: stamp(at),
      9: xcn(stay.attending),
      12: `X${stay.visit.slice(1)}^EHR`,
      17: 'LA',
      22: `${xcn(stay.attending)}^^^^^^${stamp(at)}`,
    }),
    ...textRows(text, 'NOTE'),
  ];
  const kind = chance.pick(outside);
  switch (index % 9) {
    // A type that no table knows: indexed by a person.
    case 0:
    case 6:
      return [
        {
          at,
          id,
          kind: 'hl7',
          text: made(
            'EHR',
            'MDM^T02^MDM_T02',
            note(
              `${kind.slice(0, 4).toUpperCase()}^${kind}^MVMC`,
              stay.patient.mrn,
              stay.visit,
              `${kind.toUpperCase()}\n\n${noteWords[outside.indexOf(kind)]}`,
            ),
          ),
        },
      ];
    // A document of no visit.
    case 1:
      return [
        {
          at,
          id,
          kind: 'hl7',
          text: made(
            'SCANNING',
            'MDM^T02^MDM_T02',
            note(
              'CN',
              stay.patient.mrn,
              '',
              'OUTSIDE CONSULTATION\n\nReceived by fax from an affiliated practice. The letter describes an office visit some weeks before the admission. Blood pressure and weight were recorded, medicines were unchanged, and return in three months was advised.',
            ),
          ),
        },
      ];
    // Of a patient nobody registered.
    case 2:
      return [
        {
          at,
          id,
          kind: 'hl7',
          text: made(
            'SCANNING',
            'MDM^T02^MDM_T02',
            note(
              'PR',
              `9${stay.patient.mrn.slice(1)}`,
              '',
              'PROGRESS NOTE\n\nSeen briefly in the hall clinic. The registration slip was illegible and the number was typed by hand.',
            ),
          ),
        },
      ];
    // Of a visit that is another patient's.
    case 3:
      return [
        {
          at,
          id,
          kind: 'hl7',
          text: made(
            'EHR',
            'MDM^T02^MDM_T02',
            note(
              'PR',
              neighbor,
              stay.visit,
              'PROGRESS NOTE\n\nEntered from the wrong bed of the two-bed room: the header carries the neighbor. Vital signs stable, no change of plan.',
            ),
          ),
        },
      ];
    // No record number.
    case 4:
      return [
        {
          at,
          id,
          kind: 'hl7',
          refused: true,
          text: made('EHR', 'ADT^A08^ADT_A01', [
            segment('PID', { 1: '1', 5: `${escaped(stay.patient.family)}^Baby` }),
            pv1Short(stay),
          ]),
        },
      ];
    // An event that is none of ours.
    case 5:
      return [
        {
          at,
          id,
          kind: 'hl7',
          refused: true,
          text: made('RAD', 'ORM^O01^ORM_O01', [pid(stay.patient), 'ORC|NW|1', 'OBR|1|1||CHEST']),
        },
      ];
    // A time nobody can read.
    case 7:
      return [
        {
          at,
          id,
          kind: 'hl7',
          refused: true,
          text: () =>
            made('EHR', 'ADT^A08^ADT_A01', [
              pid(stay.patient),
              pv1Short(stay).concat('|'.repeat(25), 'yesterday'),
            ])(),
        },
      ];
    // Cut off by a broken line.
    default:
      return [{ at, id, kind: 'hl7', refused: true, text: () => `\vMSH|^~\\&|EHR|MER` }];
  }
}

const noteWords = [
  'Seen for nutrition risk. Intake about half of meals, weight down 3% in a month. Oral supplement twice daily; re-assess in three days.',
  'Sacral skin intact, heel with a blanchable area. Offloading boots on, turn every two hours. Photograph stored.',
  'Transfers with contact guard, walks 80 feet with a rolling walker. Two sessions a day until discharge.',
  'Nebulizer treatments given as ordered. Peak flow recorded before and after each. Tolerated well.',
];

/** A summary of care from outside that names its patient by no number. */
export function letterWithoutNumber(stay: Stay): HospitalEvent {
  const at = stay.dischargedAt - 5 * 3_600_000;
  const { family, given, birthDate, sex } = stay.patient;
  return {
    at,
    id: `${stay.visit}/outside`,
    kind: 'document',
    refused: true,
    contentType: 'application/xml',
    body: () => `<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<realmCode code="US"/><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
<templateId root="2.16.840.1.113883.10.20.22.1.1"/><id root="2.16.840.1.113883.19.5" extension="C${stay.visit.slice(1)}"/>
<code code="34133-9" codeSystem="2.16.840.1.113883.6.1" displayName="Summarization of episode note"/>
<title>Summary of care</title><effectiveTime value="${stamp(at)}"/><confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>
<recordTarget><patientRole><id nullFlavor="UNK"/><patient><name><given>${given}</given><family>${family.replaceAll('&', '&amp;')}</family></name>
<administrativeGenderCode code="${sex === 'female' ? 'F' : 'M'}" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="${birthDate.replaceAll('-', '')}"/></patient></patientRole></recordTarget>
<component><structuredBody><component><section><code code="10164-2" codeSystem="2.16.840.1.113883.6.1"/><title>History</title><text>Seen in the office within the last month; medicines reviewed, no change.</text></section></component></structuredBody></component>
</ClinicalDocument>`,
  };
}

export const mishapEvery = 40;
