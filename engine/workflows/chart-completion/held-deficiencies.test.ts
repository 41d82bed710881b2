import { expect, test } from 'vitest';
import type { ChartFacts } from '../../model/chart-facts.ts';
import { at, department, signed, stay } from './department.fixture.ts';

const lack = 'deficiency.e1.missing-document.operative-report.o1';
const operation = (id: string, hour: number) => ({
  id,
  title: 'Operation',
  startedAt: at('2026-11-04T10:00:00Z') + hour * 3_600_000,
  endedAt: at('2026-11-04T11:00:00Z') + hour * 3_600_000,
  surgeonId: 'reyes',
  anesthesiologistId: null,
  isOperation: true,
  hasAnesthesia: false,
  isEmergency: true,
});
const report = signed('or1', 'operative-report', '2026-11-04T20:00:00Z');
const operated: ChartFacts = {
  ...stay,
  documents: [...stay.documents, signed('ds0', 'discharge-summary', '2026-11-09T18:00:00Z')],
  procedures: [operation('o1', 0), operation('o2', 2)],
};
const doubtful = { ...operated, version: 2, documents: [...operated.documents, report] };
const told = {
  ...operated,
  version: 3,
  documents: [...operated.documents, { ...report, version: 2, procedureId: 'o1' }],
};

/** A report that could be of either operation, and a person who said that it is not of the first. */
async function kept() {
  const house = department();
  await house.receive(operated);
  await house.receive(doubtful);
  expect(await house.stateOf(lack)).toBe('needsReanalysis');
  await house.send(lack, { type: 'deficiency.keep', reason: 'It is of the other operation' });
  expect(await house.stateOf(lack)).toBe('assigned');
  return house;
}

test('what a person has seen and someone works on becomes a question again when its sender names it', async () => {
  const { store, receive, stateOf } = await kept();
  const holder = { id: 'bob', name: 'Bob', leaseMs: 60_000, mayTakeOver: false };
  await store.claim(`${lack}/cure`, holder);
  await receive(told);
  expect(await stateOf(lack)).toBe('needsReanalysis');
});

test('with nobody at work it is cured by what its sender names', async () => {
  const { receive, stateOf } = await kept();
  await receive(told);
  expect(await stateOf(lack)).toBe('cleared');
});
