import { describe, expect, test } from 'vitest';
import type { ResourceRow } from '../../engine/store.ts';
import { columnsOf } from './columns.ts';
import { encounterSummary, patientSummary, practitionerName } from './summaries.ts';

function row(type: string, id: string, elements: object): ResourceRow {
  const body = { resourceType: type, id, ...elements };
  const rest = {
    version: 1,
    updatedAt: 0,
    facility: 'general',
    isDeleted: false,
    messageId: null,
    sources: {},
  };
  return { type, id, ...rest, ...columnsOf(body, id), body };
}

const visit = {
  status: 'finished',
  class: { code: 'IMP' },
  period: { start: '2026-03-01T07:30:00-05:00', end: '2026-03-05T10:15:00-05:00' },
};

describe('summaries', () => {
  test('show the official name and the medical record number', () => {
    const patient = row('Patient', 'p1', {
      identifier: [
        {
          value: '123',
          type: {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'SS' }],
          },
        },
        {
          value: '700',
          type: {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }],
          },
        },
      ],
      name: [
        { use: 'nickname', given: ['Annie'] },
        { use: 'official', family: 'Roe', given: ['Ann', 'B'] },
      ],
      birthDate: '1980-01-02',
    });
    expect(patientSummary(patient)).toEqual({
      id: 'p1',
      family: 'Roe',
      given: 'Ann B',
      name: 'Roe, Ann B',
      mrn: '700',
      birthDate: '1980-01-02',
    });
    expect(patientSummary(row('Patient', 'p2', {}))).toMatchObject({ name: '', mrn: null });
  });

  test('show an encounter with its number and instants in UTC', () => {
    expect(
      encounterSummary(row('Encounter', 'e1', { ...visit, identifier: [{ value: 'V100' }] })),
    ).toEqual({
      id: 'e1',
      number: 'V100',
      class: 'IMP',
      admittedAt: '2026-03-01T12:30:00.000Z',
      dischargedAt: '2026-03-05T15:15:00.000Z',
      service: null,
    });
    for (const [serviceType, service] of [
      [{ coding: [{ code: 'MED' }] }, 'MED'],
      [{ text: 'Medicine', coding: [{ code: 'MED' }] }, 'Medicine'],
      [{}, null],
    ])
      expect(encounterSummary(row('Encounter', 'e1', { ...visit, serviceType })).service).toBe(
        service,
      );
    expect(
      encounterSummary(row('Encounter', 'e1', { ...visit, status: 'in-progress' })).dischargedAt,
    ).toBeNull();
  });

  test('show a practitioner by name, else by what is known', () => {
    expect(
      practitionerName(row('Practitioner', 'd1', { name: [{ family: 'Hale', given: ['Mira'] }] })),
    ).toBe('Mira Hale');
    expect(practitionerName(row('Practitioner', 'd1', { name: [{ text: 'Dr Hale' }] }))).toBe(
      'Dr Hale',
    );
    expect(practitionerName(row('Practitioner', 'd1', {}))).toBe('d1');
  });
});
