import { describe, expect, test } from 'vitest';
import { ChartFacts } from '../../engine/model/chart-facts.ts';
import type { ResourceRow } from '../../engine/store.ts';
import { toChartFacts } from './chart-facts.ts';
import { columnsOf, facilityOfEncounter } from './columns.ts';
import type { FhirResource } from './incoming.ts';

function row(type: string, id: string, elements: object): ResourceRow {
  const body: FhirResource = { resourceType: type, id, ...elements };
  return {
    type,
    id,
    version: 1,
    updatedAt: 0,
    facility: type === 'Encounter' ? facilityOfEncounter(body) : 'general',
    ...columnsOf(body, id),
    isDeleted: false,
    messageId: null,
    sources: {},
    body,
  };
}

const visit = {
  status: 'finished',
  class: { code: 'IMP' },
  subject: { reference: 'Patient/p1' },
  period: { start: '2026-03-01T07:30:00-05:00', end: '2026-03-05T10:15:00-05:00' },
  serviceProvider: { identifier: { value: 'general' } },
};
const encounter = (change: object = {}) => row('Encounter', 'e1', { ...visit, ...change });
const inRole = (code: string, reference: string) => ({
  type: [
    { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code }] },
  ],
  individual: { reference },
});
const at = (iso: string): number => Date.parse(iso);
const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] });
const facts = (...rows: ResourceRow[]) =>
  toChartFacts(rows, { version: 7, zone: 'America/New_York' });

describe('an encounter', () => {
  test('gives facts that fit their schema', () => {
    const found = facts(
      encounter({
        participant: [inRole('ATND', 'Practitioner/d1'), inRole('ADM', 'Practitioner/d2')],
        serviceType: { coding: [{ code: 'MED' }] },
        hospitalization: {
          dischargeDisposition: { coding: [{ system: 'urn:local', code: '07' }] },
        },
      }),
    );
    expect(ChartFacts.parse(found)).toEqual({
      encounterId: 'e1',
      patientId: 'p1',
      facility: 'general',
      version: 7,
      class: 'IMP',
      service: 'MED',
      admissionType: null,
      status: 'discharged',
      admittedAt: at('2026-03-01T12:30:00Z'),
      dischargedAt: at('2026-03-05T15:15:00Z'),
      disposition: '07',
      attendingId: 'd1',
      admittingId: 'd2',
      attendings: [{ practitionerId: 'd1', from: null, to: null }],
      consultants: [],
      documents: [],
      procedures: [],
    });
  });

  test('is not discharged without the time, nor by the time alone', () => {
    expect(facts(encounter({ period: { start: '2026-03-01' } }))).toMatchObject({
      status: 'in-progress',
      dischargedAt: null,
    });
    expect(facts(encounter({ status: 'in-progress' }))).toMatchObject({
      status: 'in-progress',
      dischargedAt: null,
    });
  });

  test('with a day for a discharge ends at the beginning of that day at the facility', () => {
    expect(facts(encounter({ period: { end: '2026-03-05' } }))?.dischargedAt).toBe(
      at('2026-03-05T05:00:00Z'),
    );
  });

  test.each([
    ['planned', 'planned'],
    ['arrived', 'in-progress'],
    ['onleave', 'on-leave'],
    ['cancelled', 'cancelled'],
    ['entered-in-error', 'cancelled'],
  ])('that is %s is %s', (status, expected) => {
    expect(facts(encounter({ status }))?.status).toBe(expected);
  });

  test('has no chart while it is deleted, or without patient or facility', () => {
    expect(facts()).toBeNull();
    expect(facts({ ...encounter(), isDeleted: true })).toBeNull();
    expect(facts(encounter({ subject: undefined }))).toBeNull();
    expect(facts(encounter({ serviceProvider: undefined }))).toBeNull();
  });

  test('takes the primary performer, or the only participant, as attending when none is named so', () => {
    expect(
      facts(encounter({ participant: [inRole('PPRF', 'Practitioner/d3')] }))?.attendingId,
    ).toBe('d3');
    expect(
      facts(encounter({ participant: [{ individual: { reference: 'Practitioner/d4' } }] }))
        ?.attendingId,
    ).toBe('d4');
    const two = [inRole('CON', 'Practitioner/d5'), inRole('REF', 'Practitioner/d6')];
    expect(facts(encounter({ participant: two }))?.attendingId).toBeNull();
  });

  test('has the attending of the discharge, not of the admission nor of a later day', () => {
    const acting = (id: string, period: object) => ({
      ...inRole('ATND', `Practitioner/${id}`),
      period,
    });
    const participant = [
      acting('d1', { end: '2026-03-03T09:00:00-05:00' }),
      acting('d3', { start: '2026-03-09T00:00:00-05:00' }),
      acting('d2', { start: '2026-03-03T09:00:00-05:00', end: '2026-03-09T00:00:00-05:00' }),
    ];
    expect(facts(encounter({ participant }))).toMatchObject({
      attendingId: 'd2',
      attendings: [
        { practitionerId: 'd1', from: null, to: at('2026-03-03T14:00:00Z') },
        { practitionerId: 'd2', from: at('2026-03-03T14:00:00Z') },
        { practitionerId: 'd3', to: null },
      ],
    });
    expect(facts(encounter({ participant, status: 'in-progress' }))?.attendingId).toBe('d3');
  });

  test('has the attending whose time its sender ends with the stay itself', () => {
    const period = { start: visit.period.start, end: visit.period.end };
    const participant = [{ ...inRole('ATND', 'Practitioner/d1'), period }];
    expect(facts(encounter({ participant }))?.attendingId).toBe('d1');
  });

  test('finds a practitioner through the role', () => {
    const role = row('PractitionerRole', 'r1', { practitioner: { reference: 'Practitioner/d1' } });
    expect(
      facts(encounter({ participant: [inRole('ATND', 'PractitionerRole/r1')] }), role)?.attendingId,
    ).toBe('d1');
  });

  test('tells the disposition in one list of codes', () => {
    const system = 'http://terminology.hl7.org/CodeSystem/discharge-disposition';
    const told = (code: string) =>
      facts(
        encounter({ hospitalization: { dischargeDisposition: { coding: [{ system, code }] } } }),
      )?.disposition;
    expect(told('exp')).toBe('20');
    expect(told('aadvice')).toBe('07');
    expect(told('alt-home')).toBe('alt-home');
  });
});

describe('a document', () => {
  const reference = (change: object) =>
    row('DocumentReference', 'n1', {
      status: 'current',
      type: loinc('18842-5'),
      date: '2026-03-06T14:00:00Z',
      author: [{ reference: 'Practitioner/d1' }],
      content: [{ attachment: { title: 'Summary' } }],
      ...change,
    });
  const only = (document: ResourceRow) => facts(encounter(), document)?.documents[0];

  test('final with an authenticator is legally authenticated', () => {
    expect(
      only(reference({ docStatus: 'final', authenticator: { reference: 'Practitioner/d2' } })),
    ).toEqual({
      id: 'n1',
      version: 1,
      type: 'discharge-summary',
      title: 'Summary',
      docStatus: 'final',
      completionStatus: 'LA',
      writtenAt: null,
      elements: null,
      procedureId: null,
      contentKey: null,
      authorId: 'd1',
      signerId: 'd2',
      filedAt: at('2026-03-06T14:00:00Z'),
      signedAt: at('2026-03-06T14:00:00Z'),
    });
  });

  test('preliminary is unsigned, whoever stands as authenticator', () => {
    const document = only(
      reference({ docStatus: 'preliminary', authenticator: { reference: 'Practitioner/d2' } }),
    );
    expect(document).toMatchObject({ completionStatus: 'PA', signerId: null, signedAt: null });
  });

  test('of unknown status counts as unsigned', () => {
    expect(only(reference({}))).toMatchObject({
      docStatus: 'preliminary',
      completionStatus: null,
      signedAt: null,
    });
  });

  test('is as complete as the extension says', () => {
    const extension = [
      { url: 'urn:chartkeeper:completion-status', valueCode: 'AU' },
      { url: 'urn:chartkeeper:signed-at', valueDateTime: '2026-03-07T16:30:00Z' },
    ];
    expect(only(reference({ docStatus: 'final', extension }))).toMatchObject({
      completionStatus: 'AU',
      signedAt: at('2026-03-07T16:30:00Z'),
    });
  });

  test('that is a Composition is signed by its legal attester', () => {
    const composition = (change: object) =>
      row('Composition', 'c1', {
        status: 'final',
        type: loinc('11504-8'),
        date: '2026-03-06',
        title: 'Operation',
        author: [{ reference: 'Practitioner/d1' }],
        ...change,
      });
    const party = { reference: 'Practitioner/d2' };
    expect(
      only(composition({ attester: [{ mode: 'legal', time: '2026-03-07T16:30:00Z', party }] })),
    ).toMatchObject({
      type: 'operative-report',
      completionStatus: 'LA',
      signerId: 'd2',
      signedAt: at('2026-03-07T16:30:00Z'),
    });
    expect(
      only(composition({ attester: [{ mode: 'legal', party }] }))?.completionStatus,
    ).toBeNull();
    expect(only(composition({ status: 'preliminary' }))?.completionStatus).toBe('PA');
  });

  test('replaced by another is left out; one merely marked superseded is not', () => {
    const replacement = row('DocumentReference', 'n2', {
      status: 'current',
      relatesTo: [{ code: 'replaces', target: { reference: 'DocumentReference/n1' } }],
    });
    expect(facts(encounter(), reference({ status: 'superseded' }))?.documents).toHaveLength(1);
    const left = facts(encounter(), reference({ status: 'superseded' }), replacement)?.documents;
    expect(left?.map(({ id }) => id)).toEqual(['n2']);
  });
});

describe('a procedure', () => {
  const procedure = (change: object) =>
    row('Procedure', 'x1', {
      status: 'completed',
      code: { text: 'Appendectomy' },
      performedPeriod: { start: '2026-03-02T13:00:00Z', end: '2026-03-02T14:00:00Z' },
      ...change,
    });
  const only = (resource: ResourceRow) => facts(encounter(), resource)?.procedures[0];
  const by = (text: string, id: string) => ({
    function: { text },
    actor: { reference: `Practitioner/${id}` },
  });

  test('of the surgical category is an operation, its surgeon the one who acts so', () => {
    const category = { coding: [{ system: 'http://snomed.info/sct', code: '387713003' }] };
    const performer = [
      by('Assistant surgeon', 'd1'),
      by('Surgeon', 'd2'),
      by('Anesthesiologist', 'd3'),
    ];
    expect(only(procedure({ category, performer }))).toEqual({
      id: 'x1',
      title: 'Appendectomy',
      code: null,
      startedAt: at('2026-03-02T13:00:00Z'),
      endedAt: at('2026-03-02T14:00:00Z'),
      surgeonId: 'd2',
      anesthesiologistId: 'd3',
      isOperation: true,
      hasAnesthesia: true,
      isEmergency: false,
    });
    expect(
      only(procedure({ category, performer: [{ actor: { reference: 'Practitioner/d4' } }] }))
        ?.surgeonId,
    ).toBe('d4');
  });

  test('is no operation just because it is a Procedure', () => {
    expect(only(procedure({ performer: [by('Nurse', 'd1')] }))).toMatchObject({
      isOperation: false,
      hasAnesthesia: false,
    });
  });

  test('that was not done is none', () => {
    expect(only(procedure({ status: 'not-done' }))).toBeUndefined();
    expect(only(procedure({ status: 'entered-in-error' }))).toBeUndefined();
  });
});
