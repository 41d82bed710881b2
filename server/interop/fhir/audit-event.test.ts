import { expect, test } from 'vitest';
import type { AuditRow } from '../../../engine/store.ts';
import { toFhirAuditEvent } from './audit-event.ts';
import { checkResource } from './check.ts';

const row: AuditRow = {
  id: 'a1',
  at: Date.parse('2026-03-05T16:00:00Z'),
  userId: 'u1',
  userName: 'Ana Ruiz',
  role: 'analyst',
  action: 'view',
  what: 'chart',
  patientId: 'p1',
  encounterId: 'e1',
  instanceId: 'i/1',
  purpose: 'HOPERAT',
  fromAddress: '10.0.0.7',
};

test('an entry tells who looked at whose record, when, from where, in which role and why', () => {
  expect(toFhirAuditEvent(row)).toMatchObject({
    resourceType: 'AuditEvent',
    id: 'a1',
    type: { code: '110110' },
    subtype: [{ code: 'chart' }],
    action: 'R',
    recorded: '2026-03-05T16:00:00.000Z',
    outcome: '0',
    agent: [
      {
        role: [{ coding: [{ system: 'urn:chartkeeper:role', code: 'analyst' }] }],
        who: { identifier: { value: 'u1' }, display: 'Ana Ruiz' },
        requestor: true,
        network: { address: '10.0.0.7', type: '2' },
        purposeOfUse: [{ coding: [{ code: 'HOPERAT' }] }],
      },
    ],
    entity: [
      { what: { reference: 'Patient/p1' } },
      { what: { reference: 'Encounter/e1' } },
      { what: { identifier: { value: 'i/1' } } },
    ],
  });
});

test('what was refused did not succeed', () => {
  expect(toFhirAuditEvent({ ...row, action: 'refused' })).toMatchObject({
    outcome: '4',
    type: { code: '110113' },
  });
});

test.each([
  ['view', 'document:d 1', '110110', 'R'],
  ['search', 'audit', '110112', 'E'],
  ['act', 'deficiency.assign:7', '110110', 'U'],
  ['act', 'message:ADT A03', '110107', 'C'],
  ['sign-in', 'oidc', '110114', 'E'],
  ['export', 'audit', '110106', 'R'],
  ['refused', 'message:unreadable', '110107', 'E'],
  ['refused', '', '110113', 'E'],
] as const)('%s of %j is DICOM event %s and a FHIR resource', (action, what, code, act) => {
  const bare = { patientId: null, encounterId: null, instanceId: null, purpose: 'own words' };
  for (const more of [{}, { ...bare, fromAddress: null, userName: '', id: 'not/an id' }]) {
    const event = toFhirAuditEvent({ ...row, action, what, ...more });
    expect(event).toMatchObject({ type: { code }, action: act });
    expect(checkResource(event, 'AuditEvent')).toEqual([]);
  }
});
