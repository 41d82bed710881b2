import { expect, test } from 'vitest';
import type { MessageRow, ResourceRow } from '../../../engine/store.ts';
import { checkResource } from './check.ts';
import { provenanceOf, valueSourceUrl } from './provenance.ts';

const at = (iso: string): number => Date.parse(iso);
const row: ResourceRow = {
  type: 'Encounter',
  id: 'e1',
  version: 3,
  updatedAt: at('2026-03-05T16:00:00Z'),
  facility: 'general',
  patientId: 'p1',
  encounterId: 'e1',
  isDeleted: false,
  messageId: 'm3',
  sources: {
    status: { at: at('2026-03-05T15:00:00Z'), messageId: 'm3' },
    'period.start': { at: at('2026-03-05T15:00:00Z'), messageId: 'm1' },
    'period.end': { at: at('2026-03-06T09:00:00Z'), messageId: 'm3' },
    class: { at: 0, messageId: 'm1' },
    'identifier:urn:id:GH|V100': { at: at('2026-03-05T15:00:00Z'), messageId: 'm1' },
    'participant:ATND:Practitioner/d1': { at: at('2026-03-05T15:00:00Z'), messageId: 'm2' },
    'participant.first:ATND': { at: at('2026-03-01T08:00:00Z'), messageId: 'm1' },
    'extension:urn:x': { at: at('2026-03-05T15:00:00Z'), messageId: null },
  },
  body: {
    resourceType: 'Encounter',
    id: 'e1',
    status: 'finished',
    class: { code: 'IMP' },
    period: { start: '2026-03-01' },
    identifier: [{ system: 'urn:id:GH', value: 'V100' }],
    extension: [{ url: 'urn:x', valueString: 'x' }],
    participant: [
      {
        type: [{ coding: [{ code: 'ATND' }] }],
        individual: { reference: 'Practitioner/d1' },
      },
    ],
  },
};
const message: MessageRow = {
  id: 'm3',
  kind: 'hl7v2',
  controlKey: 'EHR|GH|77',
  controlId: '77',
  contentHash: 'h',
  receivedAt: row.updatedAt,
  userId: 'feed',
  sender: 'EHR|GH',
  what: 'ADT A03',
  facility: 'general',
  patientId: 'p1',
  outcome: 'taken',
  cause: null,
  reason: null,
  answer: '',
};

test('a version is told by whom it came, by which message, of which event', () => {
  expect(provenanceOf(row, message)).toMatchObject({
    resourceType: 'Provenance',
    id: 'Encounter-e1-3',
    target: [{ reference: 'Encounter/e1/_history/3' }],
    occurredDateTime: '2026-03-05T15:00:00.000Z',
    recorded: '2026-03-05T16:00:00.000Z',
    activity: { coding: [{ code: 'UPDATE' }] },
    agent: [{ who: { identifier: { system: 'urn:chartkeeper:sender', value: 'EHR|GH' } } }],
    entity: [
      {
        role: 'source',
        what: { identifier: { system: 'urn:chartkeeper:message', value: 'm3' } },
      },
    ],
  });
});

test('each value is told with its element, its message, and that it was taken away', () => {
  const { extension } = provenanceOf(row, message) as unknown as {
    extension: { url: string; extension: Record<string, unknown>[] }[];
  };
  expect(extension.every(({ url }) => url === valueSourceUrl)).toBe(true);
  const told = new Map(
    extension.map((one) => [one.extension[0]?.valueString, one.extension.slice(1)]),
  );
  expect([...told.keys()]).toEqual([
    'Encounter.status',
    'Encounter.period.start',
    'Encounter.period.end',
    'Encounter.class',
    "Encounter.identifier.where(system='urn:id:GH')",
    "Encounter.participant.where(type.coding.code='ATND' and individual.reference='Practitioner/d1')",
    "Encounter.extension('urn:x')",
  ]);
  const system = 'urn:chartkeeper:message';
  expect(told.get('Encounter.period.end')).toEqual([
    { url: 'message', valueIdentifier: { system, value: 'm3' } },
    { url: 'told-at', valueInstant: '2026-03-06T09:00:00.000Z' },
    { url: 'taken-away', valueBoolean: true },
  ]);
  // Nobody said the class: it has no instant.
  expect(told.get('Encounter.class')).toEqual([
    { url: 'message', valueIdentifier: { system, value: 'm1' } },
  ]);
  expect(told.get("Encounter.extension('urn:x')")).toEqual([
    { url: 'told-at', valueInstant: '2026-03-05T15:00:00.000Z' },
  ]);
});

test('it is a FHIR resource, whoever sent it and however much is known', () => {
  const odd: readonly (readonly [ResourceRow, MessageRow?])[] = [
    [row, message],
    [row],
    [row, { ...message, kind: 'fhir', sender: 'u1' }],
    [{ ...row, messageId: null, sources: {}, isDeleted: true }],
    [{ ...row, id: 'x'.repeat(64) }],
  ];
  for (const [version, sent] of odd)
    expect(checkResource(provenanceOf(version, sent), 'Provenance')).toEqual([]);
});
