import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemUser, type User } from '../engine/model/user.ts';
import { pngOf, textBitmap } from '../server/documents/sample-bitmap.fixture.ts';
import { pdfOf } from '../server/documents/sample-pdf.fixture.ts';
import { dischargeSummary } from '../server/interop/ccda/discharge-summary.fixture.ts';
import { silentLog } from '../server/log.ts';
import { type Wired, wire } from '../server/wire.ts';

/** Documents through the real server: kept once, read in the background, shown to those who may. */

let folder: string;
let wired: Wired;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chartkeeper-documents-'));
  wired = await wire({
    db: join(folder, 'documents.db'),
    allowedOrigins: [],
    issuers: [],
    defaultFacility: 'north',
    demoUsers: null,
    log: silentLog,
  });
});
afterAll(async () => {
  await wired.close();
  rmSync(folder, { recursive: true });
});

const feed = systemUser;
const analyst: User = { id: 'ana', name: 'Ana', grants: [{ role: 'analyst', facilities: '*' }] };

async function call(user: User, path: string, init: RequestInit = {}) {
  const { token } = await wired.services.auth.issue(user, 600);
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  headers.set('x-purpose-of-use', 'HOPERAT');
  return wired.app.request(path, { ...init, headers });
}

let stays = 0;
/** A discharged stay with one document of this content. */
async function stayWith(bytes: Uint8Array, contentType: string): Promise<string> {
  stays += 1;
  const n = stays;
  const id = `doc-${n}`;
  const entry = (resource: Record<string, unknown> & { resourceType: string; id: string }) => ({
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  });
  const bundle = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      entry({ resourceType: 'Patient', id: `p-${n}`, name: [{ family: 'Quill' }] }),
      entry({
        resourceType: 'Encounter',
        id: `e-${n}`,
        status: 'finished',
        class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
        subject: { reference: `Patient/p-${n}` },
        serviceProvider: { identifier: { value: 'north' } },
        period: { start: '2026-11-03T10:00:00-05:00', end: '2026-11-10T11:00:00-05:00' },
      }),
      entry({
        resourceType: 'DocumentReference',
        id,
        status: 'current',
        docStatus: 'preliminary',
        type: { coding: [{ system: 'http://loinc.org', code: '18842-5' }] },
        subject: { reference: `Patient/p-${n}` },
        context: { encounter: [{ reference: `Encounter/e-${n}` }] },
        content: [{ attachment: { contentType, data: Buffer.from(bytes).toString('base64') } }],
      }),
    ],
  };
  const body = JSON.stringify(bundle);
  const { refusal } = await wired.services.intake.bundle(bundle, body, feed, { from: null });
  expect(refusal).toBeNull();
  return id;
}

async function wordsOf(id: string) {
  await wired.worker.drain();
  const response = await call(analyst, `/api/documents/${id}/words`);
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, string | number | null>;
}

describe('a document', () => {
  test('that is a PDF gives its words and its pages', async () => {
    const id = await stayWith(pdfOf([{ words: 'Stable at discharge' }]), 'application/pdf');
    const before = await call(analyst, `/api/documents/${id}/words`);
    expect(await before.json()).toMatchObject({ state: 'waiting', text: null });
    expect(await wordsOf(id)).toMatchObject({ state: 'done', pages: 1 });
    expect((await wordsOf(id)).text).toContain('Stable at discharge');
    const page = await call(analyst, `/api/documents/${id}/pages/1?dpi=72`);
    expect(page.headers.get('content-type')).toBe('image/png');
    expect(new Uint8Array(await page.arrayBuffer()).subarray(1, 4)).toEqual(
      new TextEncoder().encode('PNG'),
    );
    expect((await call(analyst, `/api/documents/${id}/pages/2`)).status).toBeGreaterThanOrEqual(
      400,
    );
  });

  test('that is a scan gets its words by OCR, in the background', async () => {
    const id = await stayWith(pngOf(textBitmap(['DISCHARGE HOME'])), 'image/png');
    expect((await wordsOf(id)).text).toMatch(/DISCHARGE\s+HOME/i);
  }, 60_000);

  test('that is markup is shown without what could run or reach out', async () => {
    const html =
      '<p onclick="x()">Plan: <b>home</b></p><script>steal()</script><img src="https://elsewhere/x.png">';
    const id = await stayWith(new TextEncoder().encode(html), 'text/html');
    const words = await wordsOf(id);
    expect(words.text).toContain('Plan: home');
    expect(String(words.html)).toContain('<b>home</b>');
    expect(String(words.html)).not.toMatch(/script|onclick|elsewhere/);
  });

  test('that cannot be read says so, and is kept as it came', async () => {
    const bytes = new TextEncoder().encode('%PDF-1.7 and nothing more');
    const id = await stayWith(bytes, 'application/pdf');
    const words = await wordsOf(id);
    expect(words.text).toBeNull();
    expect(words.note).toMatch(/\w+/);
    const content = await call(analyst, `/api/documents/${id}/content`);
    expect(new Uint8Array(await content.arrayBuffer())).toEqual(bytes);
  });

  test('whose bytes a disk has changed is not shown as the record', async () => {
    const id = await stayWith(new TextEncoder().encode('As it was signed.'), 'text/plain');
    const hash = ((await wordsOf(id)).contentHash ?? '') as string;
    const { store } = wired;
    const changed = { ...store, content: async () => new TextEncoder().encode('As it is now.') };
    const { checkedContent } = await import('../server/document-content.ts');
    await expect(checkedContent(changed, hash)).rejects.toMatchObject({ code: 'gone' });
    expect(await checkedContent(store, hash)).toBeDefined();
  });

  test('is read only by those who may read the chart', async () => {
    const id = await stayWith(new TextEncoder().encode('Words.'), 'text/plain');
    const elsewhere: User = { ...analyst, grants: [{ role: 'analyst', facilities: ['south'] }] };
    for (const path of ['content', 'words', 'pages/1'])
      expect((await call(elsewhere, `/api/documents/${id}/${path}`)).status).toBe(404);
  });
});

describe('a C-CDA document', () => {
  const post = (bytes: Uint8Array, user = feed, type = 'text/xml') =>
    call(user, '/documents?facility=north', {
      method: 'POST',
      body: bytes as Uint8Array<ArrayBuffer>,
      headers: { 'content-type': type },
    });

  test('is filed to the patient and encounter it names, once, with its words readable', async () => {
    const first = await post(dischargeSummary());
    expect(first.status).toBe(200);
    const answer = (await first.json()) as { message: string; resources: string[] };
    const name = answer.resources.find((one) => one.startsWith('DocumentReference/'));
    const row = await wired.store.resource('DocumentReference', name?.split('/')[1] ?? '');
    expect(row).toMatchObject({ version: 1, facility: 'north', isDeleted: false });
    expect(row?.patientId).not.toBeNull();
    expect(row?.encounterId).not.toBeNull();
    const again = await post(dischargeSummary());
    expect(await again.json()).toEqual(answer);
    expect((await wordsOf(row?.id ?? '')).html).toMatch(/<h\d|<p|<table/);
  });

  test('that is none, or has no patient, is refused with what to do and kept for another try', async () => {
    const bad = await post(new TextEncoder().encode('<ClinicalDocument xmlns="urn:hl7-org:v3"/>'));
    expect(bad.status).toBe(422);
    expect(await bad.json()).toMatchObject({ resourceType: 'OperationOutcome' });
    const [kept] = await wired.store.messages({ outcome: 'refused', limit: 1 });
    expect(kept).toMatchObject({ kind: 'document', what: 'document' });
    expect((await post(new TextEncoder().encode('plain words'))).status).toBe(415);
    expect((await post(dischargeSummary(), analyst)).status).toBe(403);
  });
});

describe('a C-CDA document whose patient has no number', () => {
  test('waits with its reason, and is filed once a person has told whose it is', async () => {
    const bytes = dischargeSummary({
      id: '<id root="1.2.3.4.9" extension="D2"/>',
      patientId: '<id root="2.16.840.1.113883.4.6" extension="1"/>',
      encounter: ' ',
    });
    const response = await call(feed, '/documents', {
      method: 'POST',
      body: bytes as Uint8Array<ArrayBuffer>,
      headers: { 'content-type': 'text/xml' },
    });
    expect(response.status).toBe(422);
    const [waiting] = await wired.store.messages({ outcome: 'refused', limit: 1 });
    const replay = (json?: unknown) =>
      call(feed, `/api/messages/${waiting?.id}/replay`, {
        method: 'POST',
        ...(json === undefined
          ? {}
          : { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } }),
      });
    expect(await (await replay()).json()).toMatchObject({ outcome: 'refused' });
    const told = await replay({ patient: { system: 'urn:id:GH', value: '4711' } });
    expect(await told.json()).toMatchObject({ outcome: 'taken', reason: null });
    expect((await wired.store.message(waiting?.id ?? ''))?.outcome).toBe('taken');
    expect((await replay()).status).toBe(409);
  });
});

describe('a FHIR document', () => {
  const document = (patient: Record<string, unknown>) => ({
    resourceType: 'Bundle',
    type: 'document',
    identifier: { system: 'urn:docs', value: 'F1' },
    timestamp: '2026-11-10T12:00:00Z',
    entry: [
      {
        fullUrl: 'urn:uuid:0c1f4a3e-8f6b-4c53-9d1c-2f0a1b2c3d4e',
        resource: {
          resourceType: 'Composition',
          status: 'final',
          type: { coding: [{ system: 'http://loinc.org', code: '18842-5' }] },
          subject: { reference: 'urn:uuid:1c1f4a3e-8f6b-4c53-9d1c-2f0a1b2c3d4e' },
          date: '2026-11-10T12:00:00Z',
          author: [{ display: 'Dr Marsh' }],
          title: 'Discharge summary',
        },
      },
      { fullUrl: 'urn:uuid:1c1f4a3e-8f6b-4c53-9d1c-2f0a1b2c3d4e', resource: patient },
    ],
  });
  const post = (json: unknown) =>
    call(feed, '/documents', {
      method: 'POST',
      body: JSON.stringify(json),
      headers: { 'content-type': 'application/fhir+json' },
    });
  const patient = { resourceType: 'Patient', identifier: [{ system: 'urn:mrn', value: '77' }] };

  test('is filed by its identifier, for the patient it names', async () => {
    const response = await post(document(patient));
    expect(response.status, await response.clone().text()).toBe(200);
    const { resources } = (await response.json()) as { resources: string[] };
    expect(resources.map((one) => one.split('/')[0])).toEqual(['Composition', 'Patient']);
    const row = await wired.store.resource('Composition', resources[0]?.split('/')[1] ?? '');
    expect(row?.patientId).toBe(resources[1]?.split('/')[1]);
  });

  test('whose patient has no number is refused with the path', async () => {
    const response = await post(document({ resourceType: 'Patient' }));
    expect(response.status).toBe(422);
    expect(JSON.stringify(await response.json())).toContain('Bundle.entry[1].resource.identifier');
  });
});
