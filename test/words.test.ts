import { expect, test } from 'vitest';
import { machineMap } from '../engine/insight/machine-map.ts';
import { DocumentAct, documentTypes } from '../engine/model/chart-facts.ts';
import { roles } from '../engine/model/user.ts';
import { findingKinds } from '../engine/workflows/chart-completion/events.ts';
import { chartCompletion } from '../engine/workflows/chart-completion/workflow.ts';
import { workflows } from '../engine/workflows/index.ts';
import { enEvents } from '../widgets/shared/texts/en-events.ts';
import { enNames } from '../widgets/shared/texts/en-names.ts';
import { enStates } from '../widgets/shared/texts/en-states.ts';
import { enTask } from '../widgets/shared/texts/en-task.ts';

const words: Readonly<Record<string, string>> = {
  ...enEvents,
  ...enTask,
  ...enStates,
  ...enNames,
};
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

test.each(all)('every state of a $id has a name', ({ machine }) => {
  const keys = machineMap(machine).states.map(({ key }) => `state.${key}`);
  expect(keys.filter((key) => words[key] === undefined)).toEqual([]);
});

test('roles, document types and lacks have names', () => {
  const keys = [
    ...roles.map((role) => `role.${role}`),
    ...documentTypes.map((type) => `document-type.${type}`),
    ...findingKinds.map((kind) => `lack.${kind}`),
    ...(chartCompletion.ruleSets ?? []).flatMap(({ tables }) =>
      tables.map(({ id }) => `table.${id}`),
    ),
  ];
  expect(keys.filter((key) => words[key] === undefined)).toEqual([]);
});
