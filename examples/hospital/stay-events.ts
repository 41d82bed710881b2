import type { HospitalEvent } from '../../server/demo/hospital-feed.ts';
import { dayMs, stamp } from './calendar.ts';
import { chargesOf } from './charges.ts';
import { type DocumentMaking, documentEvents, transaction } from './document-events.ts';
import { dg1, escaped, in1, message, pid, pv1, pv1Short, segment, xcn } from './hl7.ts';
import { type PlannedDocument, planDocuments } from './plan-documents.ts';
import { chanceOf } from './random.ts';
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

export function planOf(stay: Stay, seed: string): readonly PlannedDocument[] {
  return planDocuments(stay, seed);
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
  return events;
}

function procedureBundle(stay: Stay, operation: Operation): string {
  const { visit, patient, facts } = stay;
  const { story, surgeon, anesthesiologist, startedAt, endedAt } = operation;
  const tell = (pattern: string): string => say(pattern, facts);
  const performer = (id: string, code: string, display: string) => ({
    function: { coding: [{ system: 'http://snomed.info/sct', code, display }] },
    actor: { reference: `Practitioner?identifier=${practitionerSystem}|${id}` },
  });
  const resource = {
    resourceType: 'Procedure',
    identifier: [{ system: 'urn:id:OR', value: `OP${visit.slice(1)}` }],
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
  return transaction([{ resource, ifNoneExist: `identifier=urn:id:OR|OP${visit.slice(1)}` }]);
}

function isUrgent({ story, operation, admittedAt }: Stay): boolean {
  return (
    story.admission === 'emergency' &&
    operation !== null &&
    operation.startedAt - admittedAt < 6 * hourMs
  );
}

/** One stay in eight has an order given by telephone; most are authenticated the next day. */
function spokenOrder(stay: Stay, seed: string): HospitalEvent[] {
  const chance = chanceOf(`${seed}/order/${stay.visit}`);
  if (!chance.isTrue(0.12)) return [];
  const at = Math.min(stay.admittedAt + chance.int(5, 30) * hourMs, stay.dischargedAt - 4 * hourMs);
  const order = chance.pick([
    'Acetaminophen 650 mg by mouth once for fever',
    'Potassium chloride 40 mEq by mouth once',
    'Ondansetron 4 mg intravenously once',
    'Foley catheter removal in the morning',
    'Portable chest radiograph, now',
  ]);
  const value = `VO${stay.visit.slice(1)}`;
  const who = { reference: `Practitioner?identifier=${practitionerSystem}|${stay.attending.id}` };
  const body = (signedAt: number | null): string =>
    transaction([
      {
        resource: {
          resourceType: 'ServiceRequest',
          identifier: [{ system: 'urn:id:EHR', value }],
          status: 'completed',
          intent: 'order',
          code: { text: order },
          subject: { reference: `Patient?identifier=urn:id:HOSPITAL|${stay.patient.mrn}` },
          encounter: { reference: `Encounter?identifier=urn:id:HOSPITAL|${stay.visit}` },
          authoredOn: new Date(at).toISOString(),
          requester: who,
          extension: [
            { url: 'urn:chartkeeper:authorization-mode', valueCode: 'PH' },
            ...(signedAt === null
              ? []
              : [
                  { url: 'urn:chartkeeper:authenticated-by', valueReference: who },
                  {
                    url: 'urn:chartkeeper:authenticated-at',
                    valueDateTime: new Date(signedAt).toISOString(),
                  },
                ]),
          ],
        } as { resourceType: string },
        ifNoneExist: `identifier=urn:id:EHR|${value}`,
      },
    ]);
  const signedAt = chance.isTrue(0.85) ? at + chance.int(3, 60) * hourMs : null;
  const id = `${stay.visit}/order`;
  return [
    { at, id, kind: 'fhir', body: () => body(null) },
    ...(signedAt === null
      ? []
      : [
          {
            at: signedAt,
            id: `${id}/signed`,
            kind: 'fhir' as const,
            body: () => updated(body(signedAt)),
          },
        ]),
  ];
}

/** The same resource again, changed: found by its number. */
function updated(bundle: string): string {
  const { entry, ...rest } = JSON.parse(bundle) as {
    entry: {
      fullUrl: string;
      resource: { resourceType: string };
      request: { ifNoneExist: string };
    }[];
  };
  return JSON.stringify({
    ...rest,
    entry: entry.map(({ fullUrl, resource, request }) => ({
      fullUrl,
      resource,
      request: { method: 'PUT', url: `${resource.resourceType}?${request.ifNoneExist}` },
    })),
  });
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
