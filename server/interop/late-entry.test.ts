import { expect, test } from 'vitest';
import { isLateEntry, lateEntryWrittenAt } from './late-entry.ts';

test.each([
  'Late entry',
  'LATE ENTRY: Progress note',
  'Late Entry for 10/12/2026',
  'Late entry - nursing',
  'late-entry (pain reassessment)',
  'Progress note (late entry)',
  'Progress note - Late Entry',
])('a document entitled "%s" says that it is a late entry', (title) => {
  expect(isLateEntry({}, title)).toBe(true);
});

test.each([
  'Late entry policy',
  'Plate entry wound',
  'Translate entry',
  'Not a late entry',
  'Request for late entry',
  'Entry note, late',
  '',
  null,
])('one entitled "%s" does not', (title) => {
  expect(isLateEntry({}, title)).toBe(false);
});

test('what its source states by itself goes before a title, either way', () => {
  const stated = (valueBoolean: unknown) => ({
    extension: [{ url: 'urn:chartkeeper:late-entry', valueBoolean }],
  });
  expect(isLateEntry(stated(true), 'Progress note')).toBe(true);
  expect(isLateEntry(stated(false), 'Late entry')).toBe(false);
  // No boolean states nothing.
  expect(isLateEntry(stated('true'), 'Progress note')).toBe(false);
});

test('was written at the first instant claimed that comes after what it tells of', () => {
  expect(lateEntryWrittenAt(100, [200, 300])).toBe(200);
  expect(lateEntryWrittenAt(100, [100, 300])).toBe(300);
  expect(lateEntryWrittenAt(100, [50, null])).toBeNull();
  expect(lateEntryWrittenAt(null, [null, 50])).toBe(50);
});
