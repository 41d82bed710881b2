import { describe, expect, test } from 'vitest';
import type { Incoming } from './incoming.ts';
import { type MemoryLookup, memoryLookup } from './memory-lookup.ts';
import { type Resolved, resolveIncoming } from './resolve.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

async function take(store: MemoryLookup, incoming: readonly Incoming[]): Promise<Resolved> {
  let made = store.rows().length;
  const resolved = await resolveIncoming(incoming, store, {
    now,
    messageId: 'message-1',
    newId: () => `new-${++made}`,
  });
  store.put(resolved.rows);
  return resolved;
}

describe('a merge', () => {
  const visit = (resource: object, defaults: object = {}): Incoming => ({
    key: 'visit',
    mode: 'merge',
    match: { type: 'Encounter', identifier: 'urn:id:GH|V1' },
    resource: {
      resourceType: 'Encounter',
      identifier: [{ system: 'urn:id:GH', value: 'V1' }],
      ...resource,
    },
    defaults: { ...defaults },
  });
  const inRole = (code: string, display: string) => ({
    type: [{ coding: [{ code }] }],
    individual: { display },
  });

  test('keeps what the message does not mention and the admission time when only the end is told', async () => {
    const store = memoryLookup();
    await take(store, [
      visit({ status: 'in-progress', class: { code: 'IMP' }, period: { start: '2026-01-01' } }),
    ]);
    const { rows } = await take(store, [
      visit({ status: 'finished', period: { end: '2026-01-05' } }),
    ]);
    expect(rows[0]?.body).toMatchObject({
      status: 'finished',
      class: { code: 'IMP' },
      period: { start: '2026-01-01', end: '2026-01-05' },
    });
  });

  test('takes away what the message deletes', async () => {
    const store = memoryLookup();
    await take(store, [
      visit({ period: { start: '2026-01-01', end: '2026-01-05' }, serviceType: { text: 'x' } }),
    ]);
    const { rows } = await take(store, [visit({ period: { end: null }, serviceType: null })]);
    expect(rows[0]?.body.period).toEqual({ start: '2026-01-01' });
    expect(rows[0]?.body).not.toHaveProperty('serviceType');
  });

  test('replaces participants of the roles it names and no others', async () => {
    const store = memoryLookup();
    await take(store, [
      visit({ participant: [inRole('ATND', 'A'), inRole('CON', 'B'), inRole('CON', 'C')] }),
    ]);
    const { rows } = await take(store, [visit({ participant: [inRole('CON', 'D')] })]);
    expect(rows[0]?.body.participant).toEqual([inRole('ATND', 'A'), inRole('CON', 'D')]);
  });

  test('unites identifiers, and a repeated one keeps its type and place', async () => {
    const store = memoryLookup();
    const typed = { system: 'urn:id:GH', value: 'V1', type: { coding: [{ code: 'VN' }] } };
    const other = { system: 'urn:id:X', value: '9' };
    await take(store, [visit({ identifier: [typed, other] })]);
    expect((await take(store, [visit({})])).entries[0]?.status).toBe('unchanged');
  });

  test('uses defaults only where nothing is stored', async () => {
    const store = memoryLookup();
    await take(store, [visit({}, { status: 'in-progress', class: { code: 'IMP' } })]);
    await take(store, [visit({ status: 'finished' })]);
    const { entries } = await take(store, [
      visit({}, { status: 'in-progress', class: { code: 'AMB' } }),
    ]);
    expect(entries[0]?.status).toBe('unchanged');
  });

  test('that may only change what exists makes nothing, and references to it keep the identifier', async () => {
    const target = { reference: 'parent', identifier: { system: 'urn:id:GH', value: 'D0' } };
    const { rows, entries } = await take(memoryLookup(), [
      {
        key: 'parent',
        mode: 'merge',
        match: { type: 'DocumentReference', identifier: 'urn:id:GH|D0' },
        ifExists: true,
        resource: { resourceType: 'DocumentReference', status: 'superseded' },
      },
      {
        key: 'child',
        mode: 'create',
        resource: {
          resourceType: 'DocumentReference',
          status: 'current',
          relatesTo: [{ code: 'replaces', target }],
        },
      },
    ]);
    expect(entries[0]).toMatchObject({ id: '', version: 0, status: 'unchanged' });
    expect(rows).toHaveLength(1);
    expect(rows[0]?.body.relatesTo).toEqual([
      { code: 'replaces', target: { identifier: { system: 'urn:id:GH', value: 'D0' } } },
    ]);
  });
});
