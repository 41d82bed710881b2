import { describe, expect, test } from 'vitest';
import { createMemoryStore } from '../engine/memory-store.ts';
import type { AuditRow } from '../engine/store.ts';
import { createPeople, type Person } from './people.ts';

const audit: AuditRow = {
  id: 'a1',
  at: 0,
  userId: 'admin',
  userName: 'Admin',
  role: 'administrator',
  action: 'act',
  what: 'person',
  patientId: null,
  encounterId: null,
  instanceId: null,
  purpose: null,
  fromAddress: null,
};
const nora: Person = {
  id: 'nora',
  name: 'Nora Analyst',
  subject: 'nora@idp',
  isActive: true,
  grants: [{ role: 'analyst', facilities: ['north'] }],
};

describe('people', () => {
  test('one made inactive is known as barred, which is not the same as unknown', async () => {
    const people = createPeople(createMemoryStore());
    await people.save(nora, audit);
    expect(await people.bySubject('nora@idp')).toMatchObject({ id: 'nora' });
    await people.save({ ...nora, isActive: false }, audit);
    expect(await people.bySubject('nora@idp')).toBeNull();
    expect(await people.bySubject('stranger@idp')).toBeUndefined();
  });

  test('of two administrators at once one is told, and nobody is lost', async () => {
    const people = createPeople(createMemoryStore());
    const otto: Person = { ...nora, id: 'otto', subject: 'otto@idp' };
    const saved = await Promise.allSettled([people.save(nora, audit), people.save(otto, audit)]);
    expect(saved.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(saved.find((one) => one.status === 'rejected')).toMatchObject({
      reason: { code: 'stale-facts' },
    });
    await people.save(otto, audit);
    await people.save(nora, audit);
    expect((await people.all()).map((one) => one.id).sort()).toEqual(['nora', 'otto']);
  });
});
