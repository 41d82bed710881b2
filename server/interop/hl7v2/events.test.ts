import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../engine/errors.ts';
import { memoryLookup } from '../memory-lookup.ts';
import { at, facts, of, take, translate, visit } from './feed.fixture.ts';
import { parseMessage } from './message.ts';
import { kindOf } from './message-kind.ts';

describe('an event beside the visit', () => {
  test.each(['A09', 'A10', 'A15', 'A16', 'A25', 'A26', 'A32', 'A33'])(
    '%s changes no visit that is known',
    async (event) => {
      const store = memoryLookup();
      await take(store, { type: 'ADT^A01' });
      const [before] = of(store, 'Encounter');
      const elsewhere = { ...visit, 3: '9E^1^A^general', 7: '599^Other', 45: '202604010000' };
      await take(store, { type: `ADT^${event}`, pv1: elsewhere });
      expect(of(store, 'Encounter')).toEqual([before]);
    },
  );

  test('A16 of a visit not known yet does not discharge it', async () => {
    const store = memoryLookup();
    await take(store, {
      type: 'ADT^A16',
      pv1: { ...visit, 44: '202603010730', 45: '202603051015' },
    });
    expect(facts(store)).toMatchObject({
      status: 'in-progress',
      admittedAt: at('2026-03-01T12:30:00Z'),
      dischargedAt: null,
    });
    expect(of(store, 'Encounter')[0]?.body.period).not.toHaveProperty('end');
  });
});

describe('a visit', () => {
  test('is planned by A14 and given up by A27', async () => {
    const store = memoryLookup();
    await take(store, { type: 'ADT^A14' });
    expect(facts(store)?.status).toBe('planned');
    await take(store, { type: 'ADT^A27' });
    expect(facts(store)?.status).toBe('cancelled');
  });

  test('is back from a leave that never was (A52), and on leave after a return that never was (A53)', async () => {
    const store = memoryLookup();
    await take(store, { type: 'ADT^A21' });
    await take(store, { type: 'ADT^A52' });
    expect(facts(store)?.status).toBe('in-progress');
    await take(store, { type: 'ADT^A53' });
    expect(facts(store)?.status).toBe('on-leave');
  });

  test('gets its attending physician from A54, and the one before from A55', async () => {
    const store = memoryLookup();
    await take(store, { type: 'ADT^A01' });
    const before = facts(store)?.attendingId;
    await take(store, { type: 'ADT^A54', pv1: { ...visit, 7: '503^Vu^Lan' } });
    expect(facts(store)?.attendingId).not.toBe(before);
    await take(store, { type: 'ADT^A55' });
    expect(facts(store)?.attendingId).toBe(before);
  });
});

function refusalOf(type: string): string {
  try {
    translate({ type, more: ['MRG|701'] });
  } catch (error) {
    if (error instanceof Refusal) return `${error.detail.issues?.[0]?.path} ${error.message}`;
    throw error;
  }
  return 'taken';
}

describe('what is none of ours', () => {
  test.each([
    ['ADT^A17', 'MSH-9.2', /A02/],
    ['ADT^A20', 'MSH-9.2', /beds/],
    ['ADT^A23', 'MSH-9.2', /retention.*A11/],
    ['ADT^A24', 'MSH-9.2', /A40/],
    ['ADT^A29', 'MSH-9.2', /retention/],
    ['ADT^A43', 'MSH-9.2', /A40/],
    ['ADT^A44', 'MSH-9.2', /A45/],
    ['ADT^A60', 'MSH-9.2', /Allergies/],
    ['BAR^P02', 'MSH-9.2', /retention/],
    ['ORU^W01', 'MSH-9.2', /Taken are/],
    ['DFT^P99', 'MSH-9.2', /Taken are/],
    ['ORM^O01', 'MSH-9.1', /ORU R01/],
    ['SIU^S12', 'MSH-9.1', /Appointments/],
    ['constructor^A01', 'MSH-9.1', /Taken are/],
    ['BAR^toString', 'MSH-9.2', /Taken are/],
  ])('%s is refused with the reason', (type, path, reason) => {
    expect(refusalOf(type)).toMatch(new RegExp(`^${path} `));
    expect(refusalOf(type)).toMatch(reason);
  });
});

test('a message of 2.1, whose MSH-9 has no event, has that of EVN-1', () => {
  const message = parseMessage('MSH|^~\\&|A|B|C|D|2026||ADT|1|P|2.1\rEVN|A03\rPID|1||7');
  expect(message.trigger).toBe('A03');
  expect(kindOf(message)).toMatchObject({ kind: 'visit', event: { status: 'finished' } });
});

test('the structure in MSH-9.3, which several events share, does not overrule EVN-1', () => {
  const message = parseMessage('MSH|^~\\&|A|B|C|D|2026||ADT^^ADT_A01|1|P|2.5\rEVN|A04');
  expect(message.trigger).toBe('A04');
});
