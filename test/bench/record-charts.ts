import { PDFDocument, StandardFonts } from '@cantoo/pdf-lib';

/** Large charts for measuring the record: a PDF of many pages, and a stay with very many documents. */

const words =
  'The patient was admitted with acute on chronic systolic heart failure and type 2 diabetes with diabetic nephropathy. Creatinine rose on day two, meeting criteria for acute kidney injury.'.split(
    ' ',
  );
const types = ['11506-3', '34117-2', '11488-4', '18842-5', '28570-0'];
const batch = 200;

/** Pages of typed notes, 34 lines each. */
export async function notesPdf(pages: number): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.TimesRoman);
  for (let n = 0; n < pages; n += 1) {
    const page = pdf.addPage([612, 792]);
    page.drawText(`Progress note, page ${n + 1}`, { x: 72, y: 720, size: 16, font });
    for (let line = 0; line < 34; line += 1) {
      const shown = Array.from(
        { length: 12 },
        (_, k) => words[(k * 7 + line * 3 + n) % words.length],
      );
      page.drawText(shown.join(' '), { x: 72, y: 690 - line * 18, size: 11, font });
    }
  }
  return pdf.save();
}

export interface Sender {
  readonly url: string;
  readonly token: string;
}

/** A document of a stay of the demo data. */
export async function sendPdf(sender: Sender, stay: string, bytes: Uint8Array): Promise<void> {
  await send(sender, [
    documentOf(stay, 0, { id: 'many-pages', contentType: 'application/pdf', bytes }),
  ]);
}

export async function sendNotes(sender: Sender, stay: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += batch) {
    const notes = Array.from({ length: Math.min(batch, count - from) }, (_, k) => {
      const n = from + k;
      const bytes = new TextEncoder().encode(
        `Note ${n}. ${words.slice(0, 12 + (n % 9)).join(' ')}`,
      );
      return documentOf(stay, n, { id: `note-${n}`, contentType: 'text/plain', bytes });
    });
    await send(sender, notes);
  }
}

interface Sent {
  readonly id: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

function documentOf(stay: string, n: number, { id, contentType, bytes }: Sent) {
  return {
    resourceType: 'DocumentReference',
    id,
    status: 'current',
    docStatus: 'final',
    type: { coding: [{ system: 'http://loinc.org', code: types[n % types.length] }] },
    subject: { reference: `Patient/patient-${stay}` },
    author: [{ reference: 'Practitioner/reyes' }],
    date: new Date(Date.now() - (n + 1) * 3_600_000).toISOString(),
    context: { encounter: [{ reference: `Encounter/${stay}` }] },
    content: [{ attachment: { contentType, data: Buffer.from(bytes).toString('base64') } }],
  };
}

async function send({ url, token }: Sender, resources: readonly { id: string }[]): Promise<void> {
  const entry = resources.map((resource) => ({
    resource,
    request: { method: 'PUT', url: `DocumentReference/${resource.id}` },
  }));
  const response = await fetch(`${url}/fhir`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }),
  });
  if (!response.ok) throw new Error(`the documents were not taken: ${response.status}`);
}
