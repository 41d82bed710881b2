import { expect, test } from 'vitest';
import { documentTypeSystem } from '../interop/extensions.ts';
import { documentTypeFor, SiteTypeRow } from './type-map.ts';
import { proposeType } from './type-proposal.ts';

const loinc = 'http://loinc.org';
const local = 'urn:id:GH';
const map: readonly SiteTypeRow[] = [
  { facility: '*', system: local, code: '7', type: 'progress-note' },
  { facility: 'north', system: local, code: '7', type: 'consultation', to: '2025-12-31' },
  { facility: 'north', system: local, code: '7', type: 'procedure-note', from: '2026-01-01' },
  { facility: 'north', system: loinc, code: '18842-5', type: 'final-note' },
];
const ask = (facility: string, on: string, title: string | null = null) => ({
  facility,
  on,
  map,
  title,
});

test('a facility’s own rows come before those of all facilities, and those before the shipped table', () => {
  const codings = [{ system: local, code: '7' }];
  expect(documentTypeFor(codings, ask('south', '2026-03-01')).type).toBe('progress-note');
  expect(documentTypeFor(codings, ask('north', '2026-03-01')).type).toBe('procedure-note');
  const summary = [{ system: loinc, code: '18842-5' }];
  expect(documentTypeFor(summary, ask('north', '2026-03-01'))).toEqual({
    type: 'final-note',
    source: 'site',
    proposal: null,
  });
  expect(documentTypeFor(summary, ask('south', '2026-03-01'))).toEqual({
    type: 'discharge-summary',
    source: 'shipped',
    proposal: null,
  });
});

test('a code means what it meant on the document’s day, the first and last days included', () => {
  const on = (day: string) =>
    documentTypeFor([{ system: local, code: '7' }], ask('north', day)).type;
  expect(on('2025-12-31')).toBe('consultation');
  expect(on('2026-01-01')).toBe('procedure-note');
});

test('a coding in our own system decides unless it says other, which translators write for the unknown', () => {
  const own = (code: string) => [{ system: documentTypeSystem, code }];
  expect(documentTypeFor(own('autopsy-report'), ask('south', '2026-03-01'))).toMatchObject({
    type: 'autopsy-report',
    source: 'shipped',
  });
  expect(documentTypeFor(own('other'), ask('south', '2026-03-01')).source).toBe('unmapped');
});

test('an unmapped code stays other and brings a proposal from the title or the code’s own words', () => {
  const codings = [{ system: 'urn:id:X', code: '99', display: 'Op Note' }];
  expect(documentTypeFor(codings, ask('south', '2026-03-01'))).toEqual({
    type: 'other',
    source: 'unmapped',
    proposal: 'operative-report',
  });
  expect(documentTypeFor(codings, ask('south', '2026-03-01', 'Discharge Summ')).proposal).toBe(
    'discharge-summary',
  );
  expect(
    documentTypeFor([], ask('south', '2026-03-01', 'Telephone Encounter')).proposal,
  ).toBeNull();
});

test('a code that the shipped table knows as other is mapped, not unmapped', () => {
  const cardiac = [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0270', code: 'CD' }];
  expect(documentTypeFor(cardiac, ask('south', '2026-03-01'))).toMatchObject({
    type: 'other',
    source: 'shipped',
  });
});

test('a row that ends before it begins, or has no such type, is refused', () => {
  const row = { facility: 'n', system: 's', code: 'c', type: 'consultation' };
  expect(SiteTypeRow.safeParse({ ...row, from: '2026-02-01', to: '2026-01-31' }).success).toBe(
    false,
  );
  expect(SiteTypeRow.safeParse({ ...row, from: '2026-02-30' }).success).toBe(false);
  expect(SiteTypeRow.safeParse({ ...row, type: 'note' }).success).toBe(false);
  expect(SiteTypeRow.safeParse({ ...row, from: '2026-02-01', to: '2026-02-01' }).success).toBe(
    true,
  );
});

test.each([
  ['H&P', 'history-and-physical'],
  ['H and P', 'history-and-physical'],
  ['History & Physical Interval Note', 'history-and-physical-update'],
  ['D/C Summary', 'discharge-summary'],
  ['Brief Op Note', 'operative-note'],
  ['Surgical Pathology Report', 'pathology-report'],
  ['Anesthesia Preprocedure Evaluation', 'anesthesia-evaluation'],
  ['Anesthesia Postprocedure Evaluation', 'post-anesthesia-evaluation'],
  ['CT Chest W/O Contrast Report', 'imaging-report'],
  ['ED Provider Note', 'emergency-note'],
  ['RN Admission Evaluation Note', null],
  ['Nurse Practitioner H & P Note', 'history-and-physical'],
  ['Discharge Instructions', null],
  ['Speech Pathology Report', null],
  ['', null],
] as const)('proposes for “%s” %s', (title, type) => {
  expect(proposeType(title)).toBe(type);
});
