import type { HospitalEvent, HospitalOptions } from '../../server/demo/hospital-feed.ts';
import type { SiteRow } from '../../server/site-tables.ts';
import { stamp } from './calendar.ts';
import { authorizationForm } from './documents/authorization.ts';
import { requestLetter } from './documents/request-letters.ts';
import { transaction } from './fhir-document.ts';
import { escaped, fileRow, message, pid, pv1Short, segment } from './hl7.ts';
import { pdfOf } from './paper.ts';
import { type Ask, needsAuthorization, requestsFor } from './request-plan.ts';
import type { Stay } from './stay.ts';

const request = { code: 'ROIREQ', name: 'Request for records', system: 'MVMC' } as const;
/** LOINC 64292-6, of its consent document types. */
const authorization = {
  code: '64292-6',
  name: 'Release of information consent',
  system: 'LN',
} as const;

/** Both are about the record and not of it. */
export const correspondenceTypes: readonly SiteRow<'document-types'>[] = [
  { facility: '*', system: 'urn:id:MVMC', code: request.code, type: 'correspondence' },
  { facility: '*', system: 'http://loinc.org', code: authorization.code, type: 'correspondence' },
];

/** Letters that ask for records of a stay, with the authorization where one is needed, as the mail room sends them. */
export function requestEvents(stay: Stay, options: HospitalOptions): HospitalEvent[] {
  return requestsFor(stay, options).flatMap((ask) => {
    const id = `${stay.visit}/request`;
    const { at } = ask;
    const letter = requestLetter(ask);
    const first: HospitalEvent =
      ask.by === 'portal'
        ? { at, id, kind: 'fhir', body: () => portalRequest(ask, letter) }
        : {
            at,
            id,
            kind: 'hl7',
            ...(ask.mistake === 'no-number' ? { refused: true as const } : {}),
            text: () => paperMessage(ask, { n: 1, type: request, words: letter, ...options }),
          };
    if (!needsAuthorization(ask.kind)) return [first];
    const words = authorizationForm(ask);
    const second: HospitalEvent = {
      at: at + 2 * 60_000,
      id: `${id}/authorization`,
      kind: 'hl7',
      text: () => paperMessage(ask, { n: 2, type: authorization, words, ...options }),
    };
    return second.at > options.anchor ? [first] : [first, second];
  });
}

interface Sheet {
  readonly n: number;
  readonly type: typeof request | typeof authorization;
  readonly words: string;
  readonly scan: HospitalOptions['scan'];
}

async function paperMessage(ask: Ask, { n, type, words, scan }: Sheet): Promise<string> {
  const { stay, at, by, mistake } = ask;
  const { patient, visit } = stay;
  const code = `${type.code}^${type.name}^${type.system}`;
  const filedAt = at + (n - 1) * 2 * 60_000;
  const pdf = await pdfOf(words, { isFaint: mistake === 'unreadable' });
  const sheet =
    by === 'mail'
      ? fileRow(await scan(pdf), 'image/png', code)
      : fileRow(pdf, 'application/pdf', code);
  const whose =
    mistake === 'no-number'
      ? segment('PID', { 1: '1', 5: `${escaped(patient.family)}^${escaped(patient.given)}` })
      : pid(
          mistake === 'unknown-patient' ? { ...patient, mrn: `8${patient.mrn.slice(1)}` } : patient,
        );
  // Who opens the mail does not always see which stay is meant.
  const isPlaced = mistake !== 'unknown-patient' && visit.charCodeAt(visit.length - 1) % 8 !== 0;
  return message(
    {
      sender: by === 'mail' ? 'SCANNING' : 'FAX',
      type: 'MDM^T02^MDM_T02',
      control: `${visit}.q${n}`,
      at: filedAt,
    },
    [
      whose,
      ...(isPlaced ? [pv1Short(stay)] : []),
      segment('TXA', {
        1: '1',
        2: code,
        3: by === 'mail' ? 'IM' : 'AP',
        4: stamp(at),
        6: stamp(filedAt),
        12: `Q${visit.slice(1)}-${n}^HIM`,
        17: 'AU',
        19: 'AV',
      }),
      sheet,
    ],
  );
}

/** What a patient sends through the portal comes as words. */
function portalRequest({ stay, at }: Ask, words: string): string {
  const value = `Q${stay.visit.slice(1)}-1`;
  const resource = {
    resourceType: 'DocumentReference',
    identifier: [{ system: 'urn:id:HIM', value }],
    status: 'current',
    docStatus: 'final',
    type: { coding: [{ system: 'urn:id:MVMC', code: request.code, display: request.name }] },
    subject: { reference: `Patient?identifier=urn:id:HOSPITAL|${stay.patient.mrn}` },
    date: new Date(at).toISOString(),
    description: request.name,
    content: [
      {
        attachment: {
          contentType: 'text/plain; charset=utf-8',
          data: Buffer.from(words).toString('base64'),
        },
      },
    ],
    context: { encounter: [{ reference: `Encounter?identifier=urn:id:HOSPITAL|${stay.visit}` }] },
  };
  return transaction([{ resource, ifNoneExist: `identifier=urn:id:HIM|${value}` }]);
}
