import type { Hospital } from '../test-hospital.ts';

/** Documents of every kind for the tests of the record, sent as the hospital's system sends them. */

export interface SentDocument {
  readonly id: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly stay?: string;
  readonly more?: object;
}

export async function sendDocuments(hospital: Hospital, sent: readonly SentDocument[]) {
  const entry = sent.map(({ id, contentType, bytes, stay = 'stay-01', more }, n) => ({
    request: { method: 'PUT', url: `DocumentReference/${id}` },
    resource: {
      resourceType: 'DocumentReference',
      id,
      status: 'current',
      docStatus: 'final',
      type: { coding: [{ system: 'http://loinc.org', code: '11506-3' }] },
      subject: { reference: `Patient/patient-${stay}` },
      author: [{ reference: 'Practitioner/reyes' }],
      date: new Date(Date.now() - (n + 1) * 3_600_000).toISOString(),
      description: `Sent ${id}`,
      context: { encounter: [{ reference: `Encounter/${stay}` }] },
      content: [{ attachment: { contentType, data: base64(bytes) } }],
      ...more,
    },
  }));
  await hospital.call('feed', '/fhir', { resourceType: 'Bundle', type: 'transaction', entry });
  await hospital.worker.drain();
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A picture with nothing on it but a frame. */
export async function pngOf(width: number, height: number): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.strokeRect(20, 20, width - 40, height - 40);
  return new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
}

/** The words of a document, as the server's reader keeps them: it runs in a process of its own, which a page has not. */
export async function haveRead(
  hospital: Hospital,
  bytes: Uint8Array,
  read: { readonly text: string; readonly html?: string; readonly pages?: number },
): Promise<void> {
  const { store } = hospital.services;
  const kept = async (text: string) => {
    const content = utf8(text);
    return { hash: await sha256(content), bytes: content };
  };
  const text = await kept(read.text);
  const html = read.html === undefined ? null : await kept(read.html);
  const contents = [text, ...(html === null ? [] : [html])];
  await store.commit({
    contents: contents.map(({ hash, bytes: content }) => ({ hash, bytes: content })),
    extracts: [
      {
        contentHash: await sha256(bytes),
        outcome: 'done',
        textHash: text.hash,
        htmlHash: html?.hash ?? null,
        pages: read.pages ?? null,
        at: Date.now(),
        note: null,
      },
    ],
  });
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return [...new Uint8Array(hash)].map((one) => one.toString(16).padStart(2, '0')).join('');
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (const one of bytes) text += String.fromCharCode(one);
  return btoa(text);
}
