import { expect, test } from 'vitest';
import { Refusal } from '../../../engine/errors.ts';
import { dischargeSummary } from './discharge-summary.fixture.ts';
import { readCcda } from './read-ccda.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function refusalOf(act: () => unknown): Refusal {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    return error as Refusal;
  }
  throw new Error('Nothing was refused.');
}

test('the header gives the document, its version, its patient and its stay', () => {
  const read = readCcda(dischargeSummary());
  expect(read).toMatchObject({
    id: { root: '1.2.3.4.9', extension: 'D1' },
    setId: { root: '1.2.3.4.9', extension: 'S1' },
    version: '2',
    code: { code: '18842-5', system: '2.16.840.1.113883.6.1' },
    translations: [{ code: 'DSUM', display: 'Disch Summ' }],
    title: 'Discharge Summary',
    effectiveTime: '20260306090000-0500',
    confidentiality: { code: 'R' },
    language: 'en-US',
    custodian: 'General Hospital',
    relations: [],
    attachment: null,
  });
  expect(read.patient).toMatchObject({
    names: [{ family: 'Roe', given: ['Ann', 'B'] }],
    birthTime: '19800102',
    gender: { code: 'F' },
  });
  expect(read.encounter).toMatchObject({
    ids: [{ root: '1.2.3.4.5', extension: 'V100' }],
    low: '20260301073000-0500',
    high: '20260305101500-0500',
    location: '4 West',
    responsible: { name: { family: 'Hale' } },
  });
});

test('the header gives the authors, persons and devices, and the legal authenticator', () => {
  const { authors, legalAuthenticator } = readCcda(dischargeSummary());
  expect(authors).toMatchObject([
    { name: { text: 'Ken Ito' }, organisation: 'General Hospital', device: null },
    { ids: [], name: null, device: 'Chart Composer' },
  ]);
  expect(legalAuthenticator).toMatchObject({
    ids: [{ root: '2.16.840.1.113883.4.6', extension: '1234567893' }],
    signatureCode: 'S',
    time: '20260306143000-0500',
    name: { text: 'Dr. Mira Hale' },
  });
});

test('sections keep their order and their nesting, without the machine’s half', () => {
  const { sections } = readCcda(dischargeSummary());
  expect(sections.map(({ title, code }) => [title, code?.code])).toEqual([
    ['Hospital Course', '8648-8'],
  ]);
  expect(sections[0]?.sections.map(({ title, html }) => [title, html])).toEqual([
    ['Consults', 'None.'],
  ]);
  const html = sections[0]?.html ?? '';
  expect(html).toContain('<i><b>no complications</b></i> &lt;b&gt;.');
  expect(html).toContain('<div><b>Events</b></div><ol><li>Admitted</li>');
  expect(html).toContain(
    '<table><caption>Values</caption><thead><tr><th>Test</th><th colspan="2">',
  );
  expect(html).not.toMatch(/machine half|onclick|javascript/);
  expect(html).toContain('href="https://example.org/a?b=1&amp;c=2"');
});

test('an unstructured document gives the bytes it holds', () => {
  const body = (text: string): Uint8Array =>
    dischargeSummary({ body: `<component><nonXMLBody>${text}</nonXMLBody></component>` });
  const held = '<text mediaType="text/plain" representation="B64">aGVs\n bG8=</text>';
  const { attachment, sections } = readCcda(body(held));
  expect(sections).toEqual([]);
  expect(new TextDecoder().decode(attachment?.bytes ?? undefined)).toBe('hello');
  expect(
    readCcda(body('<text mediaType="text/plain" representation="B64">*</text>')).attachment,
  ).toEqual({
    mediaType: 'text/plain',
    bytes: null,
  });
});

test('what is no C-CDA document, or names no id or patient, is refused with the place', () => {
  const cases: readonly [Uint8Array, RegExp][] = [
    [bytes('<section xmlns="urn:hl7-org:v3"/>'), /root must be ClinicalDocument/],
    [bytes('<ClinicalDocument/>'), /urn:hl7-org:v3/],
    [dischargeSummary({ id: '<id nullFlavor="UNK"/>' }), /must have an id/],
    [
      bytes('<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1"/></ClinicalDocument>'),
      /patient/,
    ],
    [bytes(''), /no element|not well-formed/],
    [Uint8Array.of(0x3c, 0xff, 0xfe), /character set/],
  ];
  for (const [document, words] of cases) {
    const refusal = refusalOf(() => readCcda(document));
    expect(refusal.code).toBe('invalid-input');
    expect(refusal.message).toMatch(words);
    expect(refusal.message).toMatch(/send it anew/);
  }
});

test('an entity bomb is refused at its document type, and an unknown entity as malformed', () => {
  const bomb =
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>';
  expect(refusalOf(() => readCcda(dischargeSummary({ prolog: bomb }))).message).toMatch(
    /document type is not allowed/,
  );
  const entity = dischargeSummary({ body: '<component>&c;</component>' });
  expect(refusalOf(() => readCcda(entity)).message).toMatch(/not well-formed \(line \d+\)/);
});

test('nesting and numbers beyond any document are refused as too large', () => {
  const start = '<ClinicalDocument xmlns="urn:hl7-org:v3">';
  const deep = bytes(`${start}${'<a>'.repeat(300)}`);
  expect(refusalOf(() => readCcda(deep)).code).toBe('too-large');
  const hidden = bytes(`${start}<entry>${'<a>'.repeat(300)}`);
  expect(refusalOf(() => readCcda(hidden)).code).toBe('too-large');
  const many = bytes(`${start}${'<a/>'.repeat(500_001)}`);
  expect(refusalOf(() => readCcda(many)).code).toBe('too-large');
});

test('a refusal repeats nothing of the document', () => {
  const broken = dischargeSummary({ body: '<component><RoeAnn></Mismatch></component>' });
  expect(refusalOf(() => readCcda(broken)).message).not.toMatch(/Roe|Mismatch/);
});
