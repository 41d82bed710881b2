import { describe, expect, test } from 'vitest';
import type { ChartFacts } from '../../engine/model/chart-facts.ts';
import type { ResourceRow } from '../../engine/store.ts';
import { at, facts, of, translate, visit } from './hl7v2/feed.fixture.ts';
import type { Incoming } from './incoming.ts';
import { type MemoryLookup, memoryLookup } from './memory-lookup.ts';
import { type Resolved, type ResolveOptions, resolveIncoming } from './resolve.ts';

const now = at('2026-03-31T00:00:00Z');

/** What a store does with what was worked out. */
async function take(
  store: MemoryLookup,
  incoming: readonly Incoming[],
  options: Partial<ResolveOptions> = {},
): Promise<Resolved> {
  let made = store.rows().length;
  const resolved = await resolveIncoming(incoming, store, {
    now,
    messageId: null,
    newId: () => `r${++made}`,
    ...options,
  });
  store.put(resolved.rows);
  store.put(
    resolved.confirmed.flatMap(({ type, id, sources }) =>
      store
        .rows()
        .filter((row) => row.type === type && row.id === id)
        .map((row) => ({ ...row, sources })),
    ),
  );
  return resolved;
}

/** An event of the visit on 1 March: its type, its hour in New York, and what PV1 says differently. */
type Event = readonly [trigger: string, time: string, pv1?: Readonly<Record<number, string>>];

async function send(store: MemoryLookup, ...events: readonly Event[]): Promise<Resolved[]> {
  const done: Resolved[] = [];
  for (const [trigger, time, pv1] of events) {
    const evn = `202603${time}`;
    const { incoming, eventAt } = translate({
      type: `ADT^${trigger}`,
      evn,
      pv1: { ...visit, ...pv1 },
    });
    expect(eventAt).not.toBeNull();
    const options = { eventAt: eventAt ?? 0, messageId: `${trigger}@${time}` };
    done.push(await take(store, incoming, options));
  }
  return done;
}

async function factsAfter(...events: readonly Event[]): Promise<ChartFacts | null> {
  const store = memoryLookup();
  await send(store, ...events);
  return facts(store);
}

function orders<One>(items: readonly One[]): readonly (readonly One[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((first, index) =>
    orders(items.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
  );
}

const encounterIn = (store: MemoryLookup): ResourceRow => {
  const [row] = of(store, 'Encounter');
  if (!row) throw new Error('There is no encounter.');
  return row;
};

const hale = { 7: '501^Hale^Mira' };
const mori = { 7: '601^Mori^Ren' };
const lund = { 7: '602^Lund^Eva' };
const idOf = (store: MemoryLookup, number: string): string | undefined =>
  of(store, 'Practitioner').find((row) => JSON.stringify(row.body).includes(`"${number}"`))?.id;

describe('the state of a visit', () => {
  test.each(
    orders<Event>([
      ['A05', '010700'],
      ['A01', '010800'],
      ['A21', '011000'],
      ['A03', '011200'],
    ]).map((events) => [events.map(([trigger]) => trigger).join(' '), events] as const),
  )('is the same in whichever order its messages come (%s)', async (_, events) => {
    expect(await factsAfter(...events)).toMatchObject({
      status: 'discharged',
      admittedAt: at('2026-03-01T13:00:00Z'),
      dischargedAt: at('2026-03-01T17:00:00Z'),
    });
  });

  test.each(
    orders<Event>([
      ['A01', '010800'],
      ['A03', '011200', { 36: '01' }],
      ['A13', '011300'],
    ]).map((events) => [events.map(([trigger]) => trigger).join(' '), events] as const),
  )('is reopened when the discharge was taken back, however they come (%s)', async (_, events) => {
    expect(await factsAfter(...events)).toMatchObject({
      status: 'in-progress',
      dischargedAt: null,
      disposition: null,
    });
  });

  test('is discharged again by a discharge after the one that was taken back', async () => {
    const events: readonly Event[] = [
      ['A01', '010800'],
      ['A03', '011200', { 36: '01' }],
      ['A13', '011300'],
    ];
    expect(await factsAfter(...events, ['A03', '021000', { 36: '20' }])).toMatchObject({
      status: 'discharged',
      dischargedAt: at('2026-03-02T15:00:00Z'),
      disposition: '20',
    });
  });

  test('is not reopened by a late admission or transfer', async () => {
    const store = memoryLookup();
    await send(store, ['A03', '011200', { 3: '5E^1^A^general' }]);
    await send(store, ['A01', '010800'], ['A02', '011000', { 3: '6N^1^A^general' }]);
    expect(facts(store)?.status).toBe('discharged');
    expect(encounterIn(store).body.location).toEqual([{ location: { display: '5E 1 A' } }]);
  });

  test('is cancelled for good by a message of the time', async () => {
    expect((await factsAfter(['A11', '011200'], ['A01', '010800']))?.status).toBe('cancelled');
    expect((await factsAfter(['A11', '011200'], ['A01', '011300']))?.status).toBe('in-progress');
  });

  test('told twice for one instant is as told last', async () => {
    expect((await factsAfter(['A03', '011200'], ['A13', '011200']))?.status).toBe('in-progress');
    expect((await factsAfter(['A13', '011200'], ['A03', '011200']))?.status).toBe('discharged');
  });

  test('assumed of an update gives way to any message that says it', async () => {
    expect((await factsAfter(['A08', '011200'], ['A05', '010700']))?.status).toBe('planned');
  });
});

describe('a value', () => {
  test('told late fills a gap and changes nothing', async () => {
    const store = memoryLookup();
    await send(store, ['A08', '011200', { 10: 'SUR' }], ['A08', '011000', { 10: 'MED', 14: '7' }]);
    const { body } = encounterIn(store);
    expect(body.serviceType).toMatchObject({ coding: [{ code: 'SUR' }] });
    expect(body.hospitalization).toMatchObject({ admitSource: { coding: [{ code: '7' }] } });
  });

  test('knows which message set it, and until when it was told', async () => {
    const store = memoryLookup();
    await send(store, ['A01', '010800'], ['A03', '011200'], ['A08', '011400', { 10: 'SUR' }]);
    const { sources } = encounterIn(store);
    const told = (messageId: string, time: string) => ({ messageId, at: at(time) });
    expect(sources).toMatchObject({
      status: told('A03@011200', '2026-03-01T17:00:00Z'),
      'period.start': told('A01@010800', '2026-03-01T13:00:00Z'),
      'period.end': told('A03@011200', '2026-03-01T17:00:00Z'),
      class: told('A01@010800', '2026-03-01T19:00:00Z'),
      serviceType: told('A08@011400', '2026-03-01T19:00:00Z'),
      'identifier:urn:id:GH|V100': told('A01@010800', '2026-03-01T19:00:00Z'),
    });
  });

  test('that is told again makes no version, and yet an older message cannot change it', async () => {
    const store = memoryLookup();
    await send(store, ['A08', '011000', { 10: 'MED' }]);
    const [again] = await send(store, ['A08', '011200', { 10: 'MED' }]);
    expect(again?.rows).toEqual([]);
    expect(again?.confirmed).toContainEqual(
      expect.objectContaining({ type: 'Encounter', version: 1 }),
    );
    const [late] = await send(store, ['A08', '011100', { 10: 'SUR' }]);
    expect(late?.rows).toEqual([]);
    expect(facts(store)?.service).toBe('MED');
  });

  test('of the same message twice changes nothing at all', async () => {
    const store = memoryLookup();
    const message: Event = ['A03', '011200', { 36: '01', 9: '701^Ono^Ai' }];
    await send(store, ['A01', '010800'], message);
    const [again] = await send(store, message);
    expect(again).toMatchObject({ rows: [], confirmed: [] });
  });

  test('of a clock that runs ahead does not shut out what follows', async () => {
    const store = memoryLookup();
    const { incoming } = translate({ type: 'ADT^A01' });
    await take(store, incoming, { eventAt: now + 86_400_000 });
    const later = translate({ type: 'ADT^A03', evn: '20260301120000' });
    await take(store, later.incoming, { now: now + 60_000, eventAt: now + 60_000 });
    expect(facts(store)?.status).toBe('discharged');
  });

  test('of one form of a choice takes the other form away', async () => {
    const died: Incoming = {
      key: 'p',
      mode: 'merge',
      match: { type: 'Patient', identifier: 's|1' },
      resource: {
        resourceType: 'Patient',
        identifier: [{ system: 's', value: '1' }],
        deceasedBoolean: true,
      },
    };
    const store = memoryLookup();
    await take(store, [died], { eventAt: 1000 });
    const { deceasedBoolean: _, ...rest } = died.resource;
    const when = { ...rest, deceasedDateTime: '2026-03-01', deceasedBoolean: null };
    await take(store, [{ ...died, resource: when }], { eventAt: 3000 });
    expect(of(store, 'Patient')[0]?.body).toMatchObject({ deceasedDateTime: '2026-03-01' });
    expect(of(store, 'Patient')[0]?.body).not.toHaveProperty('deceasedBoolean');
    const late = await take(store, [died], { eventAt: 2000 });
    expect(late.rows).toEqual([]);
  });
});

describe('a value taken away', () => {
  const person = (elements: object): Incoming => ({
    key: 'p',
    mode: 'merge',
    match: { type: 'Patient', identifier: 's|1' },
    resource: { resourceType: 'Patient', identifier: [{ system: 's', value: '1' }], ...elements },
  });
  const told = async (...all: readonly (readonly [number, object])[]) => {
    const store = memoryLookup();
    for (const [eventAt, elements] of all) await take(store, [person(elements)], { eventAt });
    return of(store, 'Patient')[0]?.body;
  };

  test('is not brought back by an older message, even one that it overtook', async () => {
    const born = { birthDate: '1980-01-02' };
    expect(await told([1000, born], [3000, { birthDate: null }], [2000, born])).not.toHaveProperty(
      'birthDate',
    );
    expect(await told([3000, { birthDate: null }], [2000, born])).not.toHaveProperty('birthDate');
    expect(await told([3000, { birthDate: null }], [3000, born])).toMatchObject(born);
    expect(await told([3000, { birthDate: null }], [4000, born])).toMatchObject(born);
  });

  test('by an older message stays', async () => {
    const born = { birthDate: '1980-01-02' };
    expect(await told([3000, born], [2000, { birthDate: null }])).toMatchObject(born);
  });

  test('as a whole keeps each of its parts away', async () => {
    const visitOf = (elements: object): Incoming => ({
      key: 'e',
      mode: 'merge',
      match: { type: 'Encounter', identifier: 's|V' },
      resource: {
        resourceType: 'Encounter',
        identifier: [{ system: 's', value: 'V' }],
        ...elements,
      },
    });
    const store = memoryLookup();
    await take(store, [visitOf({ period: { start: '2026-03-01', end: '2026-03-02' } })], {
      eventAt: 1000,
    });
    await take(store, [visitOf({ period: null })], { eventAt: 3000 });
    await take(store, [visitOf({ period: { end: '2026-03-02' } })], { eventAt: 2000 });
    expect(encounterIn(store).body).not.toHaveProperty('period');
  });
});

describe('a resource sent whole', () => {
  const put = (elements: object): Incoming => ({
    key: 'Patient/p1',
    mode: 'update',
    id: 'p1',
    resource: { resourceType: 'Patient', id: 'p1', ...elements },
  });

  test('replaces all, keeps the source of what it repeats, and leaves nothing behind to fill', async () => {
    const store = memoryLookup();
    await take(store, [put({ gender: 'male', birthDate: '1980-01-02', active: true })], {
      eventAt: 1000,
      messageId: 'first',
    });
    await take(store, [put({ gender: 'female', birthDate: '1980-01-02' })], {
      eventAt: 3000,
      messageId: 'second',
    });
    const [row] = of(store, 'Patient');
    expect(row?.body).not.toHaveProperty('active');
    expect(row?.sources).toEqual({
      gender: { at: 3000, messageId: 'second' },
      birthDate: { at: 3000, messageId: 'first' },
      active: { at: 3000, messageId: 'second' },
    });
    const late: Incoming = { ...put({ active: true, gender: 'male' }), mode: 'merge' };
    expect((await take(store, [late], { eventAt: 2000 })).rows).toEqual([]);
  });
});

describe('who attends', () => {
  test('is kept with the time, and the next one with hers', async () => {
    const store = memoryLookup();
    await send(store, ['A01', '010800', hale], ['A08', '011000', mori], ['A03', '011200', mori]);
    const [first, second] = [idOf(store, '501'), idOf(store, '601')];
    const change = at('2026-03-01T15:00:00Z');
    expect(facts(store)).toMatchObject({
      attendingId: second,
      attendings: [
        { practitionerId: first, from: null, to: change },
        { practitionerId: second, from: change, to: null },
      ],
    });
    expect(encounterIn(store).body.participant).toMatchObject([
      { period: { end: '2026-03-01T15:00:00.000Z' } },
      { period: { start: '2026-03-01T15:00:00.000Z' } },
      {},
    ]);
  });

  test.each(
    orders<Event>([
      ['A01', '010800', hale],
      ['A08', '011000', mori],
      ['A08', '011100', mori],
      ['A03', '011200', lund],
    ]).map((events) => [events.map(([, time]) => time).join(' '), events] as const),
  )('is the same in whichever order the messages come (%s)', async (_, events) => {
    const store = memoryLookup();
    await send(store, ...events);
    const [first, second, third] = ['501', '601', '602'].map((number) => idOf(store, number));
    const [to, end] = [at('2026-03-01T15:00:00Z'), at('2026-03-01T17:00:00Z')];
    expect(facts(store)).toMatchObject({
      attendingId: third,
      attendings: [
        { practitionerId: first, from: null, to },
        { practitionerId: second, from: to, to: end },
        { practitionerId: third, from: end, to: null },
      ],
    });
  });

  test('is put right, not handed over, by a message of the same instant', async () => {
    const store = memoryLookup();
    await send(store, ['A01', '010800', hale], ['A08', '010800', mori]);
    expect(facts(store)?.attendings).toEqual([
      { practitionerId: idOf(store, '601'), from: null, to: null },
    ]);
    await send(store, ['A08', '011000', hale], ['A08', '011000', mori]);
    expect(facts(store)?.attendings).toEqual([
      { practitionerId: idOf(store, '601'), from: null, to: null },
    ]);
  });

  test('does not change where the same one was told before and after', async () => {
    const store = memoryLookup();
    await send(store, ['A08', '011000', hale], ['A08', '011200', hale]);
    const [late] = await send(store, ['A08', '011100', mori]);
    expect(late?.rows.filter(({ type }) => type === 'Encounter')).toEqual([]);
    expect(facts(store)?.attendingId).toBe(idOf(store, '501'));
  });

  test('corrected after the discharge is so as of the discharge', async () => {
    const store = memoryLookup();
    await send(store, ['A01', '010800', hale], ['A03', '011200', hale], ['A08', '031000', mori]);
    expect(facts(store)).toMatchObject({
      attendingId: idOf(store, '601'),
      attendings: [{ to: at('2026-03-01T17:00:00Z') }, { from: at('2026-03-01T17:00:00Z') }],
    });
    await send(store, ['A08', '031100', hale]);
    expect(facts(store)?.attendings).toEqual([
      { practitionerId: idOf(store, '501'), from: null, to: null },
    ]);
  });

  test('and who consults may be several, each with times of their own', async () => {
    const store = memoryLookup();
    const both = { 9: '701^Ono^Ai~702^Ruiz^Ana' };
    const other = { 9: '702^Ruiz^Ana~703^Sato^Jun' };
    await send(store, ['A01', '010800', both], ['A08', '011000', other]);
    const change = at('2026-03-01T15:00:00Z');
    expect(facts(store)?.consultants).toEqual([
      { practitionerId: idOf(store, '701'), from: null, to: change },
      { practitionerId: idOf(store, '702'), from: null, to: null },
      { practitionerId: idOf(store, '703'), from: change, to: null },
    ]);
  });

  test('is not kept for who admitted: that was one act, and another name corrects it', async () => {
    const store = memoryLookup();
    await send(
      store,
      ['A01', '010800', { 17: '502^Ito^Ken' }],
      ['A08', '011000', { 17: '503^Lee^Su' }],
    );
    expect(facts(store)?.admittingId).toBe(idOf(store, '503'));
    await send(store, ['A08', '010900', { 17: '502^Ito^Ken' }]);
    expect(facts(store)?.admittingId).toBe(idOf(store, '503'));
  });
});
