import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../engine/errors.ts';
import type { ResourceRow } from '../../../engine/store.ts';
import { type MemoryLookup, memoryLookup } from '../memory-lookup.ts';
import { at, facts, of, type Parts, segment, take, translate } from './feed.fixture.ts';
import { parseMessage } from './message.ts';
import { toIncoming } from './to-incoming.ts';

const obr = (fields: Readonly<Record<number, string>>): string =>
  segment('OBR', {
    1: '1',
    3: 'F1^LAB',
    4: '11526-1^Pathology study^LN',
    7: '202603021000',
    22: '202603031200',
    24: 'SP',
    25: 'F',
    32: '504&Osei&Ada^202603031100',
    ...fields,
  });
const obx = (type: string, value: string, fields: Readonly<Record<number, string>> = {}): string =>
  segment('OBX', { 1: '1', 2: type, 3: '22637-3^Diagnosis^LN', 5: value, 11: 'F', ...fields });
const oru = (...more: readonly string[]): Parts => ({ type: 'ORU^R01', more });
const lab = (fields: Readonly<Record<number, string>> = {}): string =>
  obr({ 4: '718-7^Hemoglobin^LN', 24: 'HM', 32: '', ...fields });
const textOf = (row: ResourceRow | undefined): string => {
  const content = row?.body.content as [{ attachment: { data?: string } }] | undefined;
  return Buffer.from(content?.[0].attachment.data ?? '', 'base64').toString();
};
const onlyOf = (store: MemoryLookup, type: string): ResourceRow | undefined => of(store, type)[0];

describe('a report', () => {
  const text = [obx('TX', 'Adenocarcinoma'), obx('TX', 'Margins clear')];

  test('is a document of the chart with type, text, author and signature', async () => {
    const store = memoryLookup();
    await take(store, { type: 'ADT^A01' });
    await take(store, oru(obr({}), ...text));
    const document = onlyOf(store, 'DocumentReference');
    const pathologist = of(store, 'Practitioner').find(({ body }) =>
      JSON.stringify(body).includes('Osei'),
    );
    expect(textOf(document)).toBe('Adenocarcinoma\nMargins clear');
    expect(document?.encounterId).toBe(onlyOf(store, 'Encounter')?.id);
    expect(facts(store)?.documents).toMatchObject([
      {
        type: 'pathology-report',
        title: 'Pathology study',
        docStatus: 'final',
        completionStatus: 'LA',
        authorId: pathologist?.id,
        signerId: pathologist?.id,
        filedAt: at('2026-03-03T17:00:00Z'),
        signedAt: at('2026-03-03T17:00:00Z'),
      },
    ]);
    expect(onlyOf(store, 'DiagnosticReport')?.body).toMatchObject({
      status: 'final',
      effectiveDateTime: '2026-03-02T15:00:00.000Z',
      issued: '2026-03-03T17:00:00.000Z',
      resultsInterpreter: [{ reference: `Practitioner/${pathologist?.id}` }],
    });
    expect(document?.body.context).toMatchObject({
      related: [{ reference: `DiagnosticReport/${onlyOf(store, 'DiagnosticReport')?.id}` }],
    });
    expect(of(store, 'Observation')).toEqual([]);
  });

  test('sent again changes nothing', async () => {
    const store = memoryLookup();
    await take(store, oru(obr({}), ...text));
    expect(await take(store, oru(obr({}), ...text))).toEqual([]);
  });

  test('that is preliminary is unsigned, and signed once final, and amended once corrected', async () => {
    const store = memoryLookup();
    await take(store, { type: 'ADT^A01' });
    await take(store, oru(obr({ 25: 'P' }), ...text));
    expect(facts(store)?.documents).toMatchObject([
      { docStatus: 'preliminary', completionStatus: 'PA', signerId: null, signedAt: null },
    ]);
    await take(store, oru(obr({ 25: 'F', 22: '202603041200' }), ...text));
    expect(facts(store)?.documents).toMatchObject([
      { docStatus: 'final', completionStatus: 'LA', signedAt: at('2026-03-04T17:00:00Z') },
    ]);
    expect(facts(store)?.documents[0]?.filedAt).toBe(at('2026-03-03T17:00:00Z'));
    await take(store, oru(obr({ 25: 'C' }), obx('TX', 'Margins involved')));
    expect(facts(store)?.documents).toMatchObject([{ docStatus: 'amended' }]);
    expect(textOf(onlyOf(store, 'DocumentReference'))).toBe('Margins involved');
    expect(onlyOf(store, 'DiagnosticReport')?.body.status).toBe('corrected');
  });

  test('whose order is cancelled was entered in error, and makes no document where there was none', async () => {
    const store = memoryLookup();
    await take(store, oru(obr({ 25: 'X' })));
    expect(of(store, 'DocumentReference')).toEqual([]);
    expect(onlyOf(store, 'DiagnosticReport')?.body.status).toBe('cancelled');
    await take(store, { type: 'ADT^A01' });
    await take(store, oru(obr({}), ...text));
    await take(store, oru(obr({ 25: 'X' })));
    expect(facts(store)?.documents).toMatchObject([{ docStatus: 'entered-in-error' }]);
  });

  test('without a status of its own is final when all its results are', async () => {
    for (const [status, docStatus] of [
      ['F', 'final'],
      ['P', 'preliminary'],
    ] as const) {
      const store = memoryLookup();
      await take(store, oru(obr({ 25: '' }), ...text.slice(1), obx('TX', 'x', { 11: status })));
      expect(onlyOf(store, 'DocumentReference')?.body.docStatus).toBe(docStatus);
    }
  });

  test('without a time of its own is filed when the message was sent', () => {
    const header = 'MSH|^~\\&|LAB|GH|CK|HIM|20260303120000||ORU^R01|1|P|2.5';
    const message = parseMessage([header, 'PID|1||700', obr({ 22: '' }), ...text].join('\r'));
    const { incoming } = toIncoming(message, { zoneOf: () => 'UTC', facilityOf: () => 'general' });
    const document = incoming.find(({ resource }) => resource.resourceType === 'DocumentReference');
    expect(document?.defaults?.date).toBe('2026-03-03T12:00:00.000Z');
  });

  test.each([
    ['RAD', 'imaging-report'],
    ['CT', 'imaging-report'],
    ['MB', 'laboratory-report'],
    ['SP', 'pathology-report'],
    ['ZZ', 'other'],
  ])('of section %s with a code of the sender is a document of type %s', async (section, type) => {
    const store = memoryLookup();
    await take(store, oru(obr({ 4: 'X1^Study', 24: section }), ...text));
    expect(onlyOf(store, 'DocumentReference')?.body.type).toMatchObject({
      coding: [{ code: 'X1' }, { system: 'urn:chartkeeper:document-type', code: type }],
    });
  });

  test('may be a PDF, or lie elsewhere', async () => {
    const store = memoryLookup();
    await take(store, oru(obr({}), obx('ED', '^AP^PDF^Base64^JVBERi0=')));
    await take(store, oru(obr({ 3: 'F2^LAB' }), obx('RP', 'https://pacs.example/1^^IM^JPEG')));
    expect(of(store, 'DocumentReference').map(({ body }) => body.content)).toMatchObject([
      [{ attachment: { contentType: 'application/pdf' } }],
      [{ attachment: { url: 'https://pacs.example/1' } }],
    ]);
  });

  test('is one of several under the same order number, each by its OBR-4', async () => {
    const store = memoryLookup();
    const other = obr({ 1: '2', 4: '18748-4^Imaging study^LN', 24: 'RAD' });
    await take(store, oru(obr({}), ...text, other, obx('FT', 'No fracture')));
    expect(of(store, 'DocumentReference').map(textOf)).toEqual([
      'Adenocarcinoma\nMargins clear',
      'No fracture',
    ]);
  });

  test('has its interpreter as NDL or as XCN', async () => {
    for (const person of [
      '504&Osei&Ada&&&&&&GH^202603031100',
      '504^Osei^Ada',
      '504^202603031100',
    ]) {
      const store = memoryLookup();
      await take(store, oru(obr({ 32: person }), ...text));
      expect(onlyOf(store, 'DocumentReference')?.body.authenticator).toMatchObject({
        reference: expect.stringMatching(/^Practitioner\//),
      });
      expect(of(store, 'Practitioner').map(({ body }) => body.identifier)).toContainEqual([
        { system: 'urn:id:GH', value: '504' },
      ]);
    }
  });

  test.each(['R30', 'R31', 'R32'])('%s is one as well', async (event) => {
    const store = memoryLookup();
    await take(store, { type: `ORU^${event}`, more: [obr({}), ...text] });
    expect(of(store, 'DocumentReference')).toHaveLength(1);
  });

  test('of each patient of a message stays with that patient', async () => {
    const store = memoryLookup();
    const second = ['PID|2||701^^^GH^MR', 'PV1|2|O|^^^general', obr({ 3: 'F2^LAB' }), ...text];
    await take(store, oru(obr({}), ...text, ...second));
    const patients = of(store, 'Patient').map(({ id }) => id);
    expect(patients).toHaveLength(2);
    expect(of(store, 'DocumentReference').map(({ patientId }) => patientId)).toEqual(patients);
  });
});

describe('a result', () => {
  const value = async (row: string): Promise<Record<string, unknown>> => {
    const store = memoryLookup();
    await take(store, oru(lab(), row));
    expect(of(store, 'DocumentReference')).toEqual([]);
    return onlyOf(store, 'Observation')?.body ?? {};
  };
  const ucum = 'http://unitsofmeasure.org';

  test.each<[string, string, object]>([
    ['NM', '14.2', { valueQuantity: { value: 14.2, unit: 'g/dL', system: ucum, code: 'g/dL' } }],
    ['NM', '-.5', { valueQuantity: { value: -0.5 } }],
    ['NM', 'hemolyzed', { valueString: 'hemolyzed' }],
    ['SN', '>^100', { valueQuantity: { comparator: '>', value: 100 } }],
    ['SN', '^10^-^20', { valueRange: { low: { value: 10 }, high: { value: 20 } } }],
    ['SN', '^1^:^128', { valueRatio: { numerator: { value: 1 }, denominator: { value: 128 } } }],
    ['SN', '^2^+', { valueString: '^2^+' }],
    ['ST', 'negative', { valueString: 'negative' }],
    ['CWE', '260385009^Negative^SCT', { valueCodeableConcept: { text: 'Negative' } }],
    ['DT', '20260301', { valueDateTime: '2026-03-01' }],
    ['TS', '202603011200', { valueDateTime: '2026-03-01T17:00:00.000Z' }],
    ['NM', '27~25', { valueString: '27\n25' }],
    ['NM', '', { dataAbsentReason: { coding: [{ code: 'unknown' }] } }],
  ])('%s %j is an observation', async (type, told, expected) => {
    expect(await value(obx(type, told, { 6: 'g/dL^^UCUM' }))).toMatchObject(expected);
  });

  test.each([
    ['F', 'final'],
    ['P', 'preliminary'],
    ['C', 'corrected'],
    ['X', 'cancelled'],
    ['D', 'entered-in-error'],
    ['W', 'entered-in-error'],
  ])('of status %s is %s', async (told, status) => {
    expect((await value(obx('NM', '1', { 11: told }))).status).toBe(status);
  });

  test('belongs to its report, with range, flag and time', async () => {
    const store = memoryLookup();
    await take(store, oru(lab(), obx('NM', '14.2', { 7: '12-16', 8: 'H', 14: '202603021030' })));
    const observation = onlyOf(store, 'Observation');
    expect(observation?.body).toMatchObject({
      referenceRange: [{ text: '12-16' }],
      interpretation: [{ coding: [{ code: 'H' }] }],
      effectiveDateTime: '2026-03-02T15:30:00.000Z',
    });
    expect(onlyOf(store, 'DiagnosticReport')?.body.result).toEqual([
      { reference: `Observation/${observation?.id}` },
    ]);
  });

  test('is changed by a corrected one, and is not made twice', async () => {
    const store = memoryLookup();
    await take(store, oru(lab(), obx('NM', '14.2'), obx('NM', '15', { 4: '2' })));
    await take(
      store,
      oru(lab({ 25: 'C' }), obx('NM', '11.2', { 11: 'C' }), obx('NM', '15', { 4: '2' })),
    );
    expect(of(store, 'Observation').map(({ body }) => body.valueQuantity)).toEqual([
      { value: 11.2 },
      { value: 15 },
    ]);
  });

  test('stands beside the text of the same report', async () => {
    const store = memoryLookup();
    await take(
      store,
      oru(lab(), obx('NM', '14.2'), obx('FT', 'Anemia is excluded.', { 3: 'C1^Comment' })),
    );
    expect(of(store, 'Observation')).toHaveLength(1);
    expect(textOf(onlyOf(store, 'DocumentReference'))).toBe('Anemia is excluded.');
  });

  test('of type ST that runs over several rows is text, not values', async () => {
    const store = memoryLookup();
    await take(store, oru(lab(), obx('ST', 'first line'), obx('ST', 'second line')));
    expect(of(store, 'Observation')).toEqual([]);
    expect(textOf(onlyOf(store, 'DocumentReference'))).toBe('first line\nsecond line');
  });

  test('before the first OBR is about the patient and passed over', async () => {
    const store = memoryLookup();
    await take(store, oru(obx('NM', '70'), lab(), obx('NM', '14.2')));
    expect(of(store, 'Observation')).toHaveLength(1);
  });
});

describe('what is refused', () => {
  test.each<[string, readonly string[], string]>([
    ['a report without OBR', [obx('TX', 'x')], 'OBR-4'],
    ['a report without a name', [obr({ 4: '' }), obx('TX', 'x')], 'OBR-4'],
    ['a report without a number', [obr({ 3: '' }), obx('TX', 'x')], 'OBR-3'],
    ['the second report, without a number', [obr({}), obr({ 3: '' })], 'OBR[2]-3'],
  ])('%s', (_, more, path) => {
    expect(() => translate(oru(...more))).toThrow(Refusal);
    expect(() => translate(oru(...more))).toThrow(path);
  });

  test('an inpatient report without a visit number', () => {
    const parts = { ...oru(obr({})), pv1: { 2: 'I', 3: '^^^general' } };
    expect(() => translate(parts)).toThrow('PV1-19');
  });
});
