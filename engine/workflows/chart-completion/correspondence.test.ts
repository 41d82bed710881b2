import { expect, test } from 'vitest';
import { department, stay, unsignedSummary } from './department.fixture.ts';

const letter = { ...unsignedSummary, id: 'letter1', type: 'correspondence' } as const;
const facts = { ...stay, version: 2, documents: [...stay.documents, letter], arrived: ['letter1'] };

test('a letter that nobody signed is no deficiency and has no analysis done again', async () => {
  const { receive, send, stateOf, open } = department();
  await receive(stay);
  await send('chart.e1', { type: 'analysis.finish' });
  const [before, state] = [await open(), await stateOf('chart.e1')];
  await receive(facts);
  expect([await open(), await stateOf('chart.e1')]).toEqual([before, state]);
});

test('another document that came late has it done again', async () => {
  const { receive, send, stateOf } = department();
  await receive(stay);
  await send('chart.e1', { type: 'analysis.finish' });
  const state = await stateOf('chart.e1');
  const note = { ...letter, type: 'progress-note', completionStatus: 'LA' } as const;
  await receive({ ...facts, documents: [...stay.documents, note] });
  expect(await stateOf('chart.e1')).not.toEqual(state);
});
