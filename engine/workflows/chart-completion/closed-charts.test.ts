import { expect, test } from 'vitest';
import { department, stay } from './department.fixture.ts';

test('a finding about content ends with a stay that is cancelled', async () => {
  const { receive, send, stateOf, open } = department();
  await receive(stay);
  const raised = {
    type: 'deficiency.raise',
    kind: 'qualitative',
    documentType: 'history-and-physical',
    documentId: 'hp1',
    note: 'It contradicts the consult',
  };
  await send('chart.e1', raised);
  expect(await stateOf('deficiency.e1.raised.1')).toBe('referred');
  await receive({ ...stay, version: 2, status: 'cancelled', dischargedAt: null });
  expect(await stateOf('deficiency.e1.raised.1')).toBe('cleared');
  expect(await open()).toEqual([]);
});
