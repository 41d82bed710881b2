import types from './document-types.json' with { type: 'json' };
import type { Writing } from './documents/pages.ts';
import { write } from './documents/write.ts';
import type { PlannedDocument } from './plan-documents.ts';
import { practitionerSystem } from './staff.ts';
import type { Stay } from './stay.ts';

/** The same kind of document as newer systems send it. */
export function fhirDocument(stay: Stay, document: PlannedDocument, writing: Writing): string {
  const { type, author, status, at, n } = document;
  const text = write(type, writing);
  const who = { reference: `Practitioner?identifier=${practitionerSystem}|${author.id}` };
  const [code = '', display = '', system = ''] = types[type];
  const resource = {
    resourceType: 'DocumentReference',
    identifier: [{ system: 'urn:id:EHR', value: `D${stay.visit.slice(1)}-${n}` }],
    status: 'current',
    docStatus: status === 'LA' ? 'final' : 'preliminary',
    extension: [{ url: 'urn:chartkeeper:completion-status', valueCode: status }],
    type: {
      coding: [
        {
          system: codeSystems[system] ?? 'http://terminology.hl7.org/CodeSystem/v2-0270',
          code,
          display,
        },
      ],
    },
    subject: { reference: `Patient?identifier=urn:id:HOSPITAL|${stay.patient.mrn}` },
    date: new Date(at).toISOString(),
    author: [who],
    ...(status === 'LA' ? { authenticator: who } : {}),
    description: display,
    content: [
      {
        attachment: {
          contentType: 'text/plain; charset=utf-8',
          data: Buffer.from(text).toString('base64'),
        },
      },
    ],
    context: { encounter: [{ reference: `Encounter?identifier=urn:id:HOSPITAL|${stay.visit}` }] },
  };
  return transaction([
    { resource, ifNoneExist: `identifier=urn:id:EHR|D${stay.visit.slice(1)}-${n}` },
  ]);
}

const codeSystems: Readonly<Record<string, string>> = {
  LN: 'http://loinc.org',
  MVMC: 'urn:id:MVMC',
};

export function transaction(
  entries: readonly {
    readonly resource: { readonly resourceType: string };
    readonly ifNoneExist: string;
  }[],
): string {
  return JSON.stringify({
    resourceType: 'Bundle',
    type: 'transaction',
    entry: entries.map(({ resource, ifNoneExist }, n) => ({
      fullUrl: `urn:hospital:${n + 1}`,
      resource,
      request: { method: 'POST', url: resource.resourceType, ifNoneExist },
    })),
  });
}
