import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../engine/errors.ts';
import { toChartFacts } from '../chart-facts.ts';
import { type MemoryLookup, memoryLookup } from '../memory-lookup.ts';
import { resolveIncoming } from '../resolve.ts';
import { dischargeSummary, type SampleParts } from './discharge-summary.fixture.ts';
import { readCcda } from './read-ccda.ts';
import { ccdaToIncoming } from './to-incoming.ts';

const systems = { '1.2.3.4.1': 'urn:id:GH', '1.2.3.4.5': 'urn:id:GH-visit' };
const intake = { facility: 'general', zone: 'America/New_York', systems };

function incomingOf(parts: SampleParts = {}) {
  const bytes = dischargeSummary(parts);
  return ccdaToIncoming(readCcda(bytes), { ...intake, bytes });
}

function documentOf(parts: SampleParts = {}) {
  const document = incomingOf(parts).at(-1);
  if (document?.resource.resourceType !== 'DocumentReference') throw new Error('No document.');
  return document;
}

async function take(store: MemoryLookup, parts: SampleParts = {}) {
  let made = store.rows().length;
  const { rows } = await resolveIncoming(incomingOf(parts), store, {
    now: 0,
    messageId: null,
    newId: () => `r${++made}`,
  });
  store.put(rows);
  return rows;
}

const legal = (inside: string): string =>
  `<legalAuthenticator>${inside}<assignedEntity><id root="1.2.3.4.8" extension="A9"/><assignedPerson><name>Hale</name></assignedPerson></assignedEntity></legalAuthenticator>`;

const extension = (parts: SampleParts, url: string) =>
  (documentOf(parts).resource.extension as { url: string; [value: string]: unknown }[]).find(
    (one) => one.url === `urn:chartkeeper:${url}`,
  );

describe('a C-CDA document', () => {
  test('becomes patient, practitioners, encounter and document, each found by its identifier', () => {
    expect(incomingOf().map(({ key, mode }) => `${mode} ${key}`)).toEqual([
      'merge Patient?identifier=urn:id:GH|700',
      'merge Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|1234567893',
      'merge Practitioner?identifier=urn:oid:1.2.3.4.8|A7',
      'merge Encounter?identifier=urn:id:GH-visit|V100',
      'merge DocumentReference?identifier=urn:oid:1.2.3.4.9|D1',
    ]);
  });

  test('signed by its legal authenticator is final, legally authenticated and dated by the signature', async () => {
    const store = memoryLookup();
    await take(store);
    const facts = toChartFacts(store.rows(), { version: 1 });
    expect(facts).toMatchObject({ class: 'IMP', status: 'discharged', disposition: '01' });
    const [document] = facts?.documents ?? [];
    expect(document).toMatchObject({
      type: 'discharge-summary',
      title: 'Discharge Summary',
      docStatus: 'final',
      completionStatus: 'LA',
      signedAt: Date.parse('2026-03-06T19:30:00Z'),
      filedAt: Date.parse('2026-03-06T14:00:00Z'),
    });
    expect(document?.signerId).toBe(facts?.attendingId);
    expect(document?.authorId).not.toBeNull();
  });

  test('without a legal authenticator is unsigned, whoever wrote it and whoever else vouched for it', () => {
    const resident =
      '<authenticator><time value="20260306"/><signatureCode code="S"/><assignedEntity><id root="1.2.3.4.8" extension="A8"/></assignedEntity></authenticator>';
    for (const authenticator of ['', resident]) {
      const parts = { legalAuthenticator: '', authenticator };
      expect(documentOf(parts).resource.docStatus).toBe('preliminary');
      expect(documentOf(parts).resource.authenticator).toBeUndefined();
      expect(extension(parts, 'completion-status')?.valueCode).toBe('PA');
      expect(extension(parts, 'signed-at')).toBeUndefined();
    }
  });

  test.each([
    ['required', '<time value="20260306"/><signatureCode code="X"/>'],
    ['intended', '<time value="20260306"/><signatureCode code="I"/>'],
    ['without a time', '<time nullFlavor="UNK"/><signatureCode code="S"/>'],
    ['with a month for a time', '<time value="202603"/><signatureCode code="S"/>'],
  ])('whose signature is %s awaits it from the person named', (_, inside) => {
    const parts = { legalAuthenticator: legal(inside) };
    expect(documentOf(parts).resource.docStatus).toBe('preliminary');
    expect(extension(parts, 'assigned-signer')?.valueReference).toEqual({
      reference: 'Practitioner?identifier=urn:oid:1.2.3.4.8|A9',
      display: 'Hale',
    });
  });

  test('signed on a day without an hour is signed on that day', () => {
    const parts = {
      legalAuthenticator: legal('<time value="20260306"/><signatureCode code="S"/>'),
    };
    expect(extension(parts, 'completion-status')?.valueCode).toBe('LA');
    expect(extension(parts, 'signed-at')?.valueDateTime).toBe('2026-03-06');
  });

  test('keeps its confidentiality, its hash and both of its types', () => {
    const { resource } = documentOf();
    expect(resource.securityLabel).toMatchObject([{ coding: [{ code: 'R' }] }]);
    expect(resource.type).toMatchObject({
      coding: [
        { system: 'http://loinc.org', code: '18842-5' },
        { system: 'urn:oid:1.2.3.4.7', code: 'DSUM' },
        { system: 'urn:chartkeeper:document-type', code: 'discharge-summary' },
      ],
    });
    expect(resource.content).toMatchObject([
      { attachment: { contentType: 'text/xml', size: dischargeSummary().length } },
    ]);
  });

  test('that replaces another marks it superseded, and one that appends leaves it alone', async () => {
    const related = (code: string): SampleParts => ({
      id: '<id root="1.2.3.4.9" extension="D2"/>',
      relatedDocument: `<relatedDocument typeCode="${code}"><parentDocument><id root="1.2.3.4.9" extension="D1"/></parentDocument></relatedDocument>`,
    });
    const store = memoryLookup();
    await take(store);
    await take(store, related('APND'));
    const statuses = () =>
      store.rows().flatMap(({ type, body }) => (type === 'DocumentReference' ? [body.status] : []));
    expect(statuses()).toEqual(['current', 'current']);
    await take(store, related('RPLC'));
    expect(statuses()).toEqual(['superseded', 'current']);
    expect(toChartFacts(store.rows(), { version: 1 })?.documents).toHaveLength(1);
  });

  test('sent again changes nothing', async () => {
    const store = memoryLookup();
    await take(store);
    expect(await take(store)).toEqual([]);
  });

  test('is no authority on the person, the practitioners or the stay: what is known stays', async () => {
    const store = memoryLookup();
    await take(store);
    const [patient] = store.rows().filter(({ type }) => type === 'Patient');
    if (patient) store.put([{ ...patient, body: { ...patient.body, name: [{ family: 'Doe' }] } }]);
    await take(store, { id: '<id root="1.2.3.4.9" extension="D3"/>' });
    const names = store.rows().flatMap(({ type, body }) => (type === 'Patient' ? [body.name] : []));
    expect(names).toEqual([[{ family: 'Doe' }]]);
  });

  test('without encounter ids belongs to the patient alone', () => {
    const parts = {
      encounter:
        '<componentOf><encompassingEncounter><id nullFlavor="NI"/></encompassingEncounter></componentOf>',
    };
    expect(incomingOf(parts).map(({ resource }) => resource.resourceType)).not.toContain(
      'Encounter',
    );
    expect(documentOf(parts).resource.context).toBeUndefined();
  });

  test('without a medical record number is refused: a social security number names no chart', () => {
    const act = () => incomingOf({ patientId: '<id nullFlavor="UNK"/>' });
    expect(act).toThrow(Refusal);
    expect(act).toThrow(/medical record number/);
  });

  test('that gives a practitioner’s number for the patient’s is refused, for all of theirs would share a chart', () => {
    const act = () => incomingOf({ patientId: '<id root="2.16.840.1.113883.4.6" extension="1"/>' });
    expect(act).toThrow(/medical record number/);
  });

  test('without a medical record number is taken once a person has told it', () => {
    const bytes = dischargeSummary({ patientId: '' });
    const patient = { system: 'urn:id:GH', value: '700' };
    const [first] = ccdaToIncoming(readCcda(bytes), { ...intake, bytes, patient });
    expect(first?.match).toEqual({ type: 'Patient', identifier: 'urn:id:GH|700' });
    expect(first?.resource.identifier).toEqual([patient]);
  });
});
