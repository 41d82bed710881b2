import { expect, test } from 'vitest';
import { noDueAt, type TaskRow } from '../../../engine/store.ts';
import { checkResource } from './check.ts';
import { fromFhirId, toFhirId, toFhirTask } from './task.ts';

const row: TaskRow = {
  id: 'i1/sign',
  instanceId: 'i1',
  key: 'sign',
  workflow: 'chart-completion',
  facility: 'general',
  queue: 'physician-signature',
  listState: 'open',
  rank: 0,
  dueAt: Date.parse('2026-04-04T04:00:00Z'),
  dueOn: '2026-04-04',
  accountableDueAt: noDueAt,
  practitionerId: 'd1',
  patientId: 'p1',
  encounterId: 'e1',
  title: { key: 'task.sign', text: 'Sign the discharge summary' },
  rule: null,
  openedAt: Date.parse('2026-03-05T15:15:00Z'),
};
const claim = {
  taskId: row.id,
  holderId: 'u1',
  holderName: 'Mira Hale',
  claimedAt: 0,
  expiresAt: 1,
};

test('an open task is requested of the practitioner, with its due instant', () => {
  expect(toFhirTask(row)).toMatchObject({
    resourceType: 'Task',
    identifier: [{ system: 'urn:chartkeeper:task', value: 'i1/sign' }],
    status: 'requested',
    priority: 'routine',
    for: { reference: 'Patient/p1' },
    encounter: { reference: 'Encounter/e1' },
    owner: { reference: 'Practitioner/d1' },
    restriction: { period: { end: '2026-04-04T04:00:00.000Z' } },
  });
});

test('a claimed task is accepted by its holder, one on hold is on hold', () => {
  expect(toFhirTask(row, { claim })).toMatchObject({
    status: 'accepted',
    owner: { display: 'Mira Hale' },
  });
  expect(toFhirTask({ ...row, listState: 'on-hold' }, { claim }).status).toBe('on-hold');
});

test('a task without a due date has no restriction', () => {
  expect(toFhirTask({ ...row, dueAt: noDueAt })).not.toHaveProperty('restriction');
});

test('its id is one that FHIR allows, and leads back', () => {
  for (const id of ['i1/sign', 'a:b/c.d_é', 'plain-1']) expect(fromFhirId(toFhirId(id))).toBe(id);
  for (const id of ['a/b', 'a.', 'a.zz', 'a.ff']) expect(fromFhirId(id)).toBeUndefined();
  expect(checkResource(toFhirTask(row), 'Task')).toEqual([]);
});
