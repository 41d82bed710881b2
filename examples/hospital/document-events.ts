import type { HospitalEvent } from '../../server/demo/hospital-feed.ts';
import { stamp } from './calendar.ts';
import types from './document-types.json' with { type: 'json' };
import { addendum } from './documents/addendum.ts';
import type { Writing } from './documents/pages.ts';
import { write } from './documents/write.ts';
import { fhirDocument } from './fhir-document.ts';
import { fileRow, message, pid, pv1Short, type Sender, segment, textRows, xcn } from './hl7.ts';
import { pdfOf } from './paper.ts';
import type { PlannedDocument } from './plan-documents.ts';
import { chanceOf } from './random.ts';
import { reportMessage } from './report-message.ts';
import type { Stay } from './stay.ts';

export interface DocumentMaking {
  readonly seed: string;
  readonly anchor: number;
  readonly scan: (pdf: Uint8Array) => Promise<Uint8Array>;
}

/** The messages that bring a document, and those that follow it: transcription, signature, addendum. */
export function documentEvents(
  stay: Stay,
  document: PlannedDocument,
  making: DocumentMaking,
): HospitalEvent[] {
  const { visit } = stay;
  const { n, at, status, transcribedAt, signedAt, signedIn, addendumAt } = document;
  const id = `${visit}/document-${n}`;
  const writing = (): Writing => writingOf(stay, document, making.seed);
  const events: HospitalEvent[] = [];
  if (document.via === 'report')
    return [
      { at, id, kind: 'hl7', text: () => reportMessage(stay, document, writing(), making.anchor) },
    ];
  if (document.via === 'fhir')
    events.push({ at, id, kind: 'fhir', body: () => fhirDocument(stay, document, writing()) });
  else
    events.push({
      at,
      id,
      kind: 'hl7',
      text: () =>
        documentMessage(stay, document, {
          writing: writing(),
          making,
          type: 'MDM^T02^MDM_T02',
        }),
    });
  if (transcribedAt !== null && Number.isFinite(transcribedAt))
    events.push({
      at: transcribedAt,
      id: `${id}/transcribed`,
      kind: 'hl7',
      text: () =>
        documentMessage(stay, document, {
          writing: { ...writing(), at: transcribedAt },
          making,
          type: 'MDM^T08^MDM_T02',
        }),
    });
  if (status !== 'LA' && Number.isFinite(signedAt)) {
    const by = document.author.id;
    if (signedIn === 'here')
      events.push({
        at: signedAt,
        id: `${id}/signed`,
        kind: 'act',
        visit,
        by,
        act: { do: 'sign', documentType: document.type },
      });
    else
      events.push({
        at: signedAt,
        id: `${id}/signed`,
        kind: 'hl7',
        text: () => signatureMessage(stay, document),
      });
  }
  const { cosignedAt } = document;
  if (cosignedAt !== null && Number.isFinite(cosignedAt))
    events.push({
      at: cosignedAt,
      id: `${id}/cosigned`,
      kind: 'hl7',
      text: () => cosignatureMessage(stay, document, cosignedAt),
    });
  if (addendumAt !== null)
    events.push({
      at: addendumAt,
      id: `${id}/addendum`,
      kind: 'hl7',
      text: () =>
        addendumMessage(stay, document, { ...writing(), at: addendumAt, signedAt: addendumAt }),
    });
  return events;
}

function writingOf(stay: Stay, document: PlannedDocument, seed: string): Writing {
  const { n, at, author, status, signedAt, day, days } = document;
  return {
    stay,
    chance: chanceOf(`${seed}/words/${stay.visit}/${n}`),
    at,
    author,
    signedAt: status === 'LA' ? signedAt : null,
    ...(day === undefined ? {} : { day }),
    ...(days === undefined ? {} : { days }),
  };
}

function typeField(type: PlannedDocument['type']): string {
  return types[type].filter((part, n) => n < 2 || part !== '').join('^');
}

function documentNumber({ visit }: Stay, n: number): string {
  return `D${visit.slice(1)}-${n}^EHR`;
}

function txa(
  stay: Stay,
  document: PlannedDocument,
  more: Readonly<Record<number, string>>,
): string {
  const { type, author, at, n } = document;
  return segment('TXA', {
    1: '1',
    2: typeField(type),
    3: 'TX',
    4: stamp(activityOf(stay, document)),
    6: stamp(at),
    9: xcn(author),
    10: xcn(author),
    12: documentNumber(stay, n),
    ...more,
  });
}

/** When what it tells of was done. */
function activityOf(stay: Stay, { type, at }: PlannedDocument): number {
  if (type === 'operative-report' || type === 'operative-note')
    return stay.operation?.endedAt ?? at;
  return Math.min(at, stay.dischargedAt);
}

async function documentMessage(
  stay: Stay,
  document: PlannedDocument,
  { writing, making, type }: { writing: Writing; making: DocumentMaking; type: string },
): Promise<string> {
  const { n, author, form } = document;
  const isTranscript = type.startsWith('MDM^T08');
  // What a typist has filed is to be edited first, or only to be signed.
  const status = isTranscript ? (document.n % 2 === 0 ? 'DO' : 'PA') : document.status;
  const code = typeField(document.type);
  const sender: Sender =
    form === 'text' ? (document.transcribedAt === null ? 'EHR' : 'DICTATION') : 'SCANNING';
  const rows =
    status === 'DI'
      ? []
      : form === 'text'
        ? textRows(write(document.type, writing), code)
        : [await paperRow(write(document.type, writing), { form, scan: making.scan, code })];
  const signed =
    status === 'LA' ? { 22: `${xcn(author)}^^^^^^${stamp(writing.signedAt ?? writing.at)}` } : {};
  return message(
    {
      sender,
      type: rows.length === 0 ? 'MDM^T01^MDM_T01' : type,
      control: `${stay.visit}.${n}${isTranscript ? '.t' : ''}`,
      at: writing.at,
    },
    [
      pid(stay.patient),
      pv1Short(stay),
      txa(stay, document, { 17: status, 19: 'AV', ...signed }),
      ...rows,
    ],
  );
}

async function paperRow(
  text: string,
  { form, scan, code }: { form: 'pdf' | 'scan'; scan: DocumentMaking['scan']; code: string },
): Promise<string> {
  const pdf = await pdfOf(text);
  return form === 'pdf'
    ? fileRow(pdf, 'application/pdf', code)
    : fileRow(await scan(pdf), 'image/png', code);
}

/** A notification that the status changed: signed in the record system. */
function signatureMessage(stay: Stay, document: PlannedDocument): string {
  const { n, author, signedAt } = document;
  const signature = `${xcn(author)}^^^^^^${stamp(signedAt)}`;
  return message(
    {
      sender: 'EHR',
      type: 'MDM^T03^MDM_T01',
      control: `${stay.visit}.${n}.s`,
      at: signedAt,
    },
    [pid(stay.patient), pv1Short(stay), txa(stay, document, { 17: 'LA', 19: 'AV', 22: signature })],
  );
}

/** Both names: the author's and, later, that of who supervises. */
function cosignatureMessage(stay: Stay, document: PlannedDocument, at: number): string {
  const { n, author, signedAt } = document;
  const names = [author, author.supervisor ?? author].map(
    (one, place) => `${xcn(one)}^^^^^^${stamp(place === 0 ? signedAt : at)}`,
  );
  return message({ sender: 'EHR', type: 'MDM^T03^MDM_T01', control: `${stay.visit}.${n}.c`, at }, [
    pid(stay.patient),
    pv1Short(stay),
    txa(stay, document, { 17: 'LA', 19: 'AV', 22: names.join('~') }),
  ]);
}

function addendumMessage(stay: Stay, document: PlannedDocument, writing: Writing): string {
  const { n, author } = document;
  const at = writing.at;
  const added = { ...document, at, n: n + 100 };
  return message({ sender: 'EHR', type: 'MDM^T06^MDM_T02', control: `${stay.visit}.${n}.a`, at }, [
    pid(stay.patient),
    pv1Short(stay),
    txa(stay, added, {
      13: documentNumber(stay, n),
      17: 'LA',
      19: 'AV',
      22: `${xcn(author)}^^^^^^${stamp(at)}`,
    }),
    ...textRows(addendum(writing), typeField(document.type)),
  ]);
}
