import { expect } from 'vitest';
import type { User } from '../engine/model/user.ts';
import type { Instance } from '../engine/workflow.ts';
import { type Department, user } from './department.ts';

export const facility = 'NORTH';
export const manager = user('manager', [facility]);
export const supervisor = user('supervisor', [facility]);
export const office = user('medical-staff-office', [facility]);
export const analyst = user('analyst', [facility]);
export const physician = (practitionerId: string): User => ({
  ...user('physician', [facility]),
  id: `user-${practitionerId}`,
  practitionerId,
});

export interface Stay {
  readonly id: string;
  readonly attending: string;
  /** Instant with an offset. */
  readonly dischargedAt: string;
  readonly facility?: string;
}

export async function addPractitioner(department: Department, id: string, family: string) {
  const name = [{ family, given: ['Peter'] }];
  expect(await department.fhir({ resourceType: 'Practitioner', id, name })).toBe('taken');
}

/** An inpatient stay of ten days of which no document came: history and summary are missing, both the attending's. */
export async function addStay(department: Department, stay: Stay): Promise<void> {
  const { id, attending, dischargedAt } = stay;
  const start = new Date(Date.parse(dischargedAt) - 10 * 24 * 3600 * 1000).toISOString();
  const identifierType = (code: string) => ({
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code }],
  });
  const taken = await department.fhir(
    {
      resourceType: 'Patient',
      id: `p-${id}`,
      identifier: [{ type: identifierType('MR'), system: 'urn:mrn', value: `MRN-${id}` }],
      name: [{ family: 'Quill', given: ['Nora'] }],
      birthDate: '1970-04-02',
    },
    {
      resourceType: 'Encounter',
      id,
      identifier: [{ type: identifierType('VN'), system: 'urn:visit', value: `V-${id}` }],
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
      subject: { reference: `Patient/p-${id}` },
      participant: [
        {
          type: [
            {
              coding: [
                {
                  system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
                  code: 'ATND',
                },
              ],
            },
          ],
          individual: { reference: `Practitioner/${attending}` },
        },
      ],
      period: { start, end: dischargedAt },
      serviceProvider: {
        identifier: { system: 'urn:id:facility', value: stay.facility ?? facility },
      },
    },
  );
  expect(taken).toBe('taken');
}

/** The documents of a stay arrive signed: everything that was missing is there. */
export async function completeStay(department: Department, { id, attending }: Stay) {
  for (const type of ['history-and-physical', 'discharge-summary']) {
    const taken = await department.fhir({
      resourceType: 'DocumentReference',
      id: `${type}-${id}`,
      status: 'current',
      docStatus: 'final',
      extension: [{ url: 'urn:chartkeeper:completion-status', valueCode: 'LA' }],
      type: { coding: [{ system: 'urn:chartkeeper:document-type', code: type }] },
      subject: { reference: `Patient/p-${id}` },
      date: '2026-10-02T10:00:00Z',
      author: [{ reference: `Practitioner/${attending}` }],
      authenticator: { reference: `Practitioner/${attending}` },
      content: [{ attachment: { contentType: 'text/plain', data: btoa('Stable. Home.') } }],
      context: { encounter: [{ reference: `Encounter/${id}` }] },
    });
    expect(taken).toBe('taken');
  }
}

export async function instancesOf(
  { store }: Department,
  workflow: string,
): Promise<readonly Instance[]> {
  const found: Instance[] = [];
  for (let after: string | null = null; ; ) {
    const page: Instance[] = await store.instances(after, 500);
    found.push(...page.filter((one) => one.workflow === workflow));
    if (page.length < 500) return found;
    after = page.at(-1)?.id ?? null;
  }
}

/** Letters that there are: who is skipped gets none. */
export async function lettersOf(department: Department): Promise<readonly Instance[]> {
  const letters = await instancesOf(department, 'letter');
  return letters.filter(({ state }) => state !== 'skipped');
}

/** A manager counts, reads, and starts the letters of the facility. */
export async function startLetters(department: Department, where = facility): Promise<void> {
  const counted = await department.call(user('manager'), '/api/letters/dry-count', {
    facility: where,
  });
  expect(counted.status).toBe(200);
  const { instanceId, count } = counted.body as unknown as {
    instanceId: string;
    count: { id: string };
  };
  const event = { type: 'letters.start', countId: count.id };
  expect((await department.send(user('manager'), instanceId, event)).status).toBe(200);
  await department.drain();
}

/** Moves the clock to an instant and lets everything that is due happen. */
export async function goTo(department: Department, instant: string): Promise<void> {
  department.clock.now = Date.parse(instant);
  await department.drain();
}

/** An approved leave; its id. */
export async function addLeave(
  department: Department,
  leave: { readonly practitionerId: string; readonly fromOn: string; readonly toOn: string },
): Promise<string> {
  const proposed = await department.call(supervisor, '/api/leave', {
    facility,
    reason: 'Vacation',
    ...leave,
  });
  expect(proposed.status).toBe(201);
  const id = String(proposed.body.id);
  expect((await department.send(office, id, { type: 'leave.approve' })).status).toBe(200);
  await department.drain();
  return id;
}
