import { encodeText } from '../interop/base64.ts';
import { completionStatusUrl, documentTypeSystem } from '../interop/extensions.ts';
import type { DemoData, DemoStay } from './demo-data.ts';
import { documentText } from './document-text.ts';

const hourMs = 60 * 60 * 1000;
const operationHours = 1.5;
const mrnSystem = 'urn:id:demo-mrn';

/** Practitioners first, so that every stay can refer to them. */
export function practitionersBundle({ practitioners }: DemoData): unknown {
  return transaction(
    practitioners.map(({ id, family, given }) => ({
      resourceType: 'Practitioner',
      id,
      identifier: [{ system: 'urn:id:demo-practitioner', value: id }],
      name: [{ family, given: [given], prefix: ['Dr'] }],
    })),
  );
}

/** One stay as the FHIR R4 transaction an EHR might send after discharge. */
export function stayBundle(stay: DemoStay, now: number): unknown {
  const dischargedAt = now - stay.dischargedDaysAgo * 24 * hourMs;
  const admittedAt = dischargedAt - stay.losHours * hourMs;
  const times = { admittedAt, dischargedAt };
  return transaction([
    patient(stay),
    encounter(stay, times),
    ...operation(stay, admittedAt),
    ...stay.documents.map((_, index) => document(stay, index, times)),
  ]);
}

interface Times {
  readonly admittedAt: number;
  readonly dischargedAt: number;
}

type Resource = {
  readonly resourceType: string;
  readonly id: string;
  readonly [element: string]: unknown;
};

function transaction(resources: readonly Resource[]): unknown {
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: resources.map((resource) => ({
      fullUrl: `urn:chartkeeper:demo:${resource.resourceType}/${resource.id}`,
      resource,
      request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
    })),
  };
}

function patient({ id, mrn, family, given, birthDate, sex }: DemoStay): Resource {
  return {
    resourceType: 'Patient',
    id: `patient-${id}`,
    identifier: [
      {
        type: typed('http://terminology.hl7.org/CodeSystem/v2-0203', 'MR'),
        system: mrnSystem,
        value: mrn,
      },
    ],
    name: [{ use: 'official', family, given: [given] }],
    gender: sex,
    birthDate,
  };
}

function encounter(stay: DemoStay, { admittedAt, dischargedAt }: Times): Resource {
  return {
    resourceType: 'Encounter',
    id: stay.id,
    identifier: [
      {
        type: typed('http://terminology.hl7.org/CodeSystem/v2-0203', 'VN'),
        system: 'urn:id:demo-visit',
        value: `V${stay.mrn}`,
      },
    ],
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: stay.class },
    subject: { reference: `Patient/patient-${stay.id}` },
    period: { start: iso(admittedAt), end: iso(dischargedAt) },
    participant: [
      {
        type: [typed('http://terminology.hl7.org/CodeSystem/v3-ParticipationType', 'ATND')],
        individual: { reference: `Practitioner/${stay.attending}` },
      },
    ],
    hospitalization: {
      dischargeDisposition: typed('http://terminology.hl7.org/CodeSystem/v2-0112', '01'),
    },
    serviceProvider: { identifier: { system: 'urn:id:facility', value: stay.facility } },
  };
}

function operation({ id, operation: done }: DemoStay, admittedAt: number): Resource[] {
  if (done === undefined) return [];
  const startedAt = admittedAt + done.hoursAfterAdmission * hourMs;
  const role = (code: string, display: string) => ({
    coding: [{ system: 'http://snomed.info/sct', code, display }],
  });
  return [
    {
      resourceType: 'Procedure',
      id: `operation-${id}`,
      status: 'completed',
      category: {
        coding: [
          { system: 'http://snomed.info/sct', code: '387713003', display: 'Surgical procedure' },
        ],
      },
      code: { text: done.title },
      subject: { reference: `Patient/patient-${id}` },
      encounter: { reference: `Encounter/${id}` },
      performedPeriod: { start: iso(startedAt), end: iso(startedAt + operationHours * hourMs) },
      performer: [
        {
          function: role('304292004', 'Surgeon'),
          actor: { reference: `Practitioner/${done.surgeon}` },
        },
        ...(done.anesthesiologist === null
          ? []
          : [
              {
                function: role('88189002', 'Anesthesiologist'),
                actor: { reference: `Practitioner/${done.anesthesiologist}` },
              },
            ]),
      ],
    },
  ];
}

function document(stay: DemoStay, index: number, times: Times): Resource {
  const { type, status, by } = stay.documents[index] ?? {
    type: 'other',
    status: 'PA',
    by: stay.attending,
  };
  const writtenAt = whenWritten(stay, type, times) + index * 60_000;
  const author = { reference: `Practitioner/${by}` };
  return {
    resourceType: 'DocumentReference',
    id: `${type}-${stay.id}-${index + 1}`,
    status: 'current',
    docStatus: status === 'LA' ? 'final' : 'preliminary',
    extension: [{ url: completionStatusUrl, valueCode: status }],
    type: { coding: [{ system: documentTypeSystem, code: type }] },
    subject: { reference: `Patient/patient-${stay.id}` },
    date: iso(writtenAt),
    author: [author],
    ...(status === 'LA' ? { authenticator: author } : {}),
    content: [
      {
        attachment: {
          contentType: 'text/plain; charset=utf-8',
          data: encodeText(documentText(stay, type)),
        },
      },
    ],
    context: { encounter: [{ reference: `Encounter/${stay.id}` }] },
  };
}

/** When such a document is written, as a rule; the late ones of the story are those that are missing. */
function whenWritten(
  { operation: done }: DemoStay,
  type: string,
  { admittedAt, dischargedAt }: Times,
): number {
  const startedAt = admittedAt + (done?.hoursAfterAdmission ?? 0) * hourMs;
  const endedAt = startedAt + operationHours * hourMs;
  switch (type) {
    case 'history-and-physical':
    case 'emergency-note':
      return admittedAt + Math.min(5, (done?.hoursAfterAdmission ?? 6) - 1) * hourMs;
    case 'informed-consent':
    case 'anesthesia-evaluation':
      return startedAt - hourMs;
    case 'anesthesia-record':
      return endedAt;
    case 'operative-report':
      return endedAt + 3 * hourMs;
    case 'post-anesthesia-evaluation':
      return endedAt + 12 * hourMs;
    default:
      return dischargedAt - 2 * hourMs;
  }
}

function typed(system: string, code: string) {
  return { coding: [{ system, code }] };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
