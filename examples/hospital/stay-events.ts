import type { HospitalEvent } from '../../server/demo/hospital-feed.ts';
import { dayMs, stamp } from './calendar.ts';
import { chargesOf } from './charges.ts';
import { type DocumentMaking, documentEvents } from './document-events.ts';
import { transaction } from './fhir-document.ts';
import { dg1, escaped, in1, message, pid, pv1, pv1Short, segment, xcn } from './hl7.ts';
import { planDocuments } from './plan-documents.ts';
import { chanceOf } from './random.ts';
import { spokenOrder } from './spoken-order.ts';
import { practitionerSystem } from './staff.ts';
import type { Operation, Stay } from './stay.ts';
import { say } from './wording.ts';
import { workOn } from './work-plan.ts';

const hourMs = 3_600_000;

/** Everything that is sent and done about a stay up to now, in the order of its instants. */
export function stayEvents(
  stay: Stay,
  making: DocumentMaking & { readonly anchor: number },
): HospitalEvent[] {
  const documents = planDocuments(stay, making.seed);
  const events = [
    ...visitMessages(stay),
    ...operationMessages(stay),
    ...spokenOrder(stay, making.seed),
    ...documents.flatMap((document) => documentEvents(stay, document, making)),
    ...billing(stay),
    ...workOn(stay, documents, making),
  ];
  return inOrder(events.filter(({ at }) => at <= making.anchor));
}

/** By instant; of one instant as they were planned. The last one says that the stay is done. */
export function inOrder(events: readonly HospitalEvent[]): HospitalEvent[] {
  const sorted = events.toSorted((a, b) => a.at - b.at);
  const last = sorted.pop();
  return last === undefined ? [] : [...sorted, { ...last, ends: true }];
}

function visitMessages(stay: Stay): HospitalEvent[] {
  const { visit, patient, story, admittedAt, dischargedAt, isInHouse, service } = stay;
  const sayCode = (pair: readonly string[]): readonly string[] =>
    pair.map((part) => say(part, stay.facts));
  const adt = (event: string, at: number, segments: readonly string[]): HospitalEvent => ({
    at,
    id: `${visit}/${event}`,
    kind: 'hl7',
    text: () =>
      message(
        {
          sender: 'EHR',
          type: `ADT^${event}^ADT_${event === 'A02' ? 'A02' : event === 'A03' ? 'A03' : 'A01'}`,
          control: `${visit}.${event}`,
          at,
        },
        segments,
      ),
  });
  const registered = pid(patient, `A${visit.slice(1)}`);
  const [principal = [], ...others] = story.diagnoses.map(sayCode);
  const final = [principal, ...others, ...patient.illnesses.map(({ icd }) => icd)];
  const isFirstInEmergency = story.admission === 'emergency';
  const events = [
    adt('A01', admittedAt, [
      registered,
      pv1(stay, isFirstInEmergency ? { ward: 'ED Holding' } : {}),
      dg1(1, principal, { use: 'A', at: admittedAt }),
      in1(patient),
    ]),
    adt('A08', admittedAt + 2 * hourMs, [
      registered,
      pv1(stay),
      dg1(1, principal, { use: 'W', at: admittedAt + 2 * hourMs }),
      in1(patient),
    ]),
  ];
  if (isFirstInEmergency)
    events.push(
      adt('A02', admittedAt + 3 * hourMs, [registered, pv1(stay, { ward: service.ward })]),
    );
  if (!isInHouse)
    events.push(
      adt('A03', dischargedAt, [
        registered,
        pv1(stay, { isDischarge: true }),
        ...final.map((pair, n) => dg1(n + 1, pair, { use: 'F', at: dischargedAt })),
      ]),
    );
  return events;
}

/** The operation as the operating room's system sends it, with the coded procedure when the account is coded. */
function operationMessages(stay: Stay): HospitalEvent[] {
  const { operation, visit } = stay;
  if (operation === null) return [];
  const events: HospitalEvent[] = [
    {
      at: operation.endedAt + 5 * 60_000,
      id: `${visit}/operation`,
      kind: 'fhir',
      body: () => procedureBundle(stay, operation),
    },
  ];
  if (stay.story.id === 'gi-bleed' && chanceOf(`${visit}/second-look`).isTrue(0.2)) {
    // A second look next day: until both are reported, one report could be of either.
    const later = 20 * hourMs;
    const again = {
      ...operation,
      anesthesiologist: null,
      startedAt: operation.startedAt + later,
      endedAt: operation.endedAt + later,
    };
    events.push({
      at: again.endedAt + 5 * 60_000,
      id: `${visit}/second-look`,
      kind: 'fhir',
      body: () => procedureBundle(stay, again, 'S'),
    });
  }
  return events;
}

function procedureBundle(stay: Stay, operation: Operation, mark = ''): string {
  const { visit, patient, facts } = stay;
  const { story, surgeon, anesthesiologist, startedAt, endedAt } = operation;
  const tell = (pattern: string): string => say(pattern, facts);
  const performer = (id: string, code: string, display: string) => ({
    function: { coding: [{ system: 'http://snomed.info/sct', code, display }] },
    actor: { reference: `Practitioner?identifier=${practitionerSystem}|${id}` },
  });
  const resource = {
    resourceType: 'Procedure',
    identifier: [{ system: 'urn:id:OR', value: `OP${visit.slice(1)}${mark}` }],
    status: 'completed',
    category: {
      coding: [
        { system: 'http://snomed.info/sct', code: '387713003', display: 'Surgical procedure' },
        ...(isUrgent(stay)
          ? [
              {
                system: 'http://snomed.info/sct',
                code: '373110003',
                display: 'Emergency procedure',
              },
            ]
          : []),
      ],
    },
    code: {
      coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-pcs', code: tell(story.pcs) }],
      text: tell(story.title),
    },
    subject: { reference: `Patient?identifier=urn:id:HOSPITAL|${patient.mrn}` },
    encounter: { reference: `Encounter?identifier=urn:id:HOSPITAL|${visit}` },
    performedPeriod: {
      start: new Date(startedAt).toISOString(),
      end: new Date(endedAt).toISOString(),
    },
    performer: [
      performer(surgeon.id, '304292004', 'Surgeon'),
      ...(anesthesiologist === null
        ? []
        : [performer(anesthesiologist.id, '88189002', 'Anesthesiologist')]),
    ],
  };
  return transaction([
    { resource, ifNoneExist: `identifier=urn:id:OR|OP${visit.slice(1)}${mark}` },
  ]);
}

function isUrgent({ story, operation, admittedAt }: Stay): boolean {
  return (
    story.admission === 'emergency' &&
    operation !== null &&
    operation.startedAt - admittedAt < 6 * hourMs
  );
}

/** Charges two days after discharge, codes of the account some days later. */
function billing(stay: Stay): HospitalEvent[] {
  const { visit, patient, dischargedAt, isInHouse, operation, story } = stay;
  if (isInHouse) return [];
  const account = pid(patient, `A${visit.slice(1)}`);
  const charged = dischargedAt + 2 * dayMs;
  const coded = dischargedAt + 5 * dayMs;
  const events: HospitalEvent[] = [
    {
      at: charged,
      id: `${visit}/charges`,
      kind: 'hl7',
      text: () =>
        message(
          { sender: 'BILLING', type: 'DFT^P03^DFT_P03', control: `${visit}.charges`, at: charged },
          [account, pv1Short(stay), ...chargesOf(stay), in1(patient)],
        ),
    },
  ];
  if (operation !== null)
    events.push({
      at: coded,
      id: `${visit}/codes`,
      kind: 'hl7',
      text: () => {
        const tell = (pattern: string): string => say(pattern, stay.facts);
        const pr1 = segment('PR1', {
          1: '1',
          3: `${tell(operation.story.pcs)}^${escaped(tell(operation.story.title))}^I10P`,
          5: stamp(operation.startedAt),
          7: String(Math.round((operation.endedAt - operation.startedAt) / 60_000)),
          11: xcn(operation.surgeon),
          19: `OP${visit.slice(1)}^OR`,
        });
        const codes = [
          ...story.diagnoses.map((pair) => pair.map(tell)),
          ...patient.illnesses.map(({ icd }) => icd),
        ];
        return message(
          { sender: 'BILLING', type: 'BAR^P01^BAR_P01', control: `${visit}.codes`, at: coded },
          [
            account,
            pv1Short(stay),
            ...codes.map((pair, n) => dg1(n + 1, pair, { use: 'F', at: coded })),
            pr1,
          ],
        );
      },
    });
  return events;
}
