import { describe, expect, test } from 'vitest';
import { documentTypeOf, documentTypeRows } from './document-types.ts';

describe('document types', () => {
  test('come from LOINC and HL7 table 0270, each code once', () => {
    const keys = documentTypeRows.map(({ system, code }) => `${system}|${code}`);
    expect(new Set(keys).size).toBe(keys.length);
    const v2 = (code: string) =>
      documentTypeOf([{ system: 'http://terminology.hl7.org/CodeSystem/v2-0270', code }]);
    expect([v2('HP'), v2('DS'), v2('OP'), v2('CN'), v2('ED')]).toEqual([
      'history-and-physical',
      'discharge-summary',
      'operative-report',
      'consultation',
      'emergency-note',
    ]);
  });

  test('are other when unknown, and ours when a coding names it', () => {
    expect(documentTypeOf([])).toBe('other');
    expect(documentTypeOf([{ system: 'http://loinc.org', code: '0-0' }])).toBe('other');
    const own = { system: 'urn:chartkeeper:document-type', code: 'informed-consent' };
    expect(documentTypeOf([{ system: 'http://loinc.org', code: '18842-5' }, own])).toBe(
      'informed-consent',
    );
  });
});
