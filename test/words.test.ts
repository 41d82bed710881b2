import { expect, test } from 'vitest';
import { DocumentAct } from '../engine/model/chart-facts.ts';
import { workflows } from '../engine/workflows/index.ts';
import { enEvents } from '../widgets/shared/texts/en-events.ts';
import { enTask } from '../widgets/shared/texts/en-task.ts';

const words: Readonly<Record<string, string>> = { ...enEvents, ...enTask };
const all = workflows.flatMap((one) => ('members' in one ? one.members : [one]));

test.each(all)('people read words, not names, for what happens to a $id', (workflow) => {
  const acts = Object.entries(workflow.access.events)
    .filter(([, { roles, own = [] }]) => [...roles, ...own].some((role) => role !== 'system'))
    .map(([type]) => `action.${type}`);
  const events = Object.keys(workflow.events).map((type) => `event.${type}`);
  expect([...acts, ...events].filter((key) => words[key] === undefined)).toEqual([]);
});

test('people read words for what a document is beside an entry in its time', () => {
  const keys = DocumentAct.options.map((act) => `document.act.${act}`);
  expect(keys.filter((key) => words[key] === undefined)).toEqual([]);
});
