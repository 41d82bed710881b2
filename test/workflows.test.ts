import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import * as engine from '../engine/index.ts';
import { lintWorkflow } from '../engine/lint.ts';
import { roles } from '../engine/model/user.ts';
import { createRegistry } from '../engine/registry.ts';
import { defineWorkflow, type Workflow } from '../engine/workflow.ts';
import { workflows } from '../engine/workflows/index.ts';
import { paperChartLoan } from '../examples/own-workflow/workflow.ts';
import { createInPageServer } from '../server/in-page.ts';
import { diagramOf } from './diagram.ts';

const registry = createRegistry([...workflows, paperChartLoan]);
const folderOf: Readonly<Record<string, string>> = {
  chart: '../engine/workflows/chart-completion/chart.mmd',
  deficiency: '../engine/workflows/chart-completion/deficiency.mmd',
  'intake-exception': '../engine/workflows/intake-exception/diagram.mmd',
  'feed-watch': '../engine/workflows/feed-watch/diagram.mmd',
  'document-indexing': '../engine/workflows/document-indexing/diagram.mmd',
  'document-patient': '../engine/workflows/document-patient/diagram.mmd',
  'rule-change': '../engine/workflows/rule-change/diagram.mmd',
  leave: '../engine/workflows/leave/diagram.mmd',
  letter: '../engine/workflows/letter/diagram.mmd',
  'letter-batch': '../engine/workflows/letter-batch/diagram.mmd',
  'letters-start': '../engine/workflows/letters-start/diagram.mmd',
  suspension: '../engine/workflows/suspension/diagram.mmd',
  'paper-chart-loan': '../examples/own-workflow/diagram.mmd',
};

describe.each(registry.workflows.map((workflow) => [workflow.id, workflow] as const))(
  'the workflow %s',
  (id, workflow) => {
    test('has the diagram that stands beside it', async () => {
      await expect(diagramOf(workflow.machine)).toMatchFileSnapshot(
        join(import.meta.dirname, folderOf[id] ?? ''),
      );
    });

    test('names for every event and every queue who may, and no role that does not exist', () => {
      const { events, queues, view, start } = workflow.access;
      expect(Object.keys(events).sort()).toEqual(Object.keys(workflow.events).sort());
      const named = [...Object.values(events), ...Object.values(queues), view, start].flatMap(
        (one) => [...one.roles, ...(one.own ?? [])],
      );
      expect(named.filter((role) => !roles.includes(role))).toEqual([]);
      for (const [type, permission] of Object.entries(events)) {
        expect([type, permission.roles.length + (permission.own?.length ?? 0) > 0]).toEqual([
          type,
          true,
        ]);
      }
    });

    test('a patient and a release specialist may send it nothing, and an administrator only approves rules or gives them back', () => {
      for (const [type, permission] of Object.entries(workflow.access.events)) {
        for (const role of ['patient', 'release-specialist'] as const)
          expect(permission.roles).not.toContain(role);
        if (type !== 'rule.approve' && type !== 'rule.return')
          expect(permission.roles).not.toContain('administrator');
      }
    });
  },
);

describe('a machine that would not survive a restart is refused when the server starts', () => {
  const base = {
    ...paperChartLoan,
    events: {},
    access: { ...paperChartLoan.access, events: {} },
    effects: {},
  };
  const linted = (machine: Workflow['machine']) =>
    lintWorkflow(defineWorkflow({ ...base, machine } as never));

  test.each([
    [
      'after',
      setup({}).createMachine({ initial: 'a', states: { a: { after: { 1000: 'b' } }, b: {} } }),
      /after/,
    ],
    [
      'history',
      setup({}).createMachine({ initial: 'a', states: { a: {}, h: { type: 'history' } } }),
      /history/,
    ],
    [
      'invoke',
      setup({}).createMachine({ initial: 'a', states: { a: { invoke: { src: 'x' } as never } } }),
      /invoke/,
    ],
    [
      'an inline function',
      setup({}).createMachine({ initial: 'a', states: { a: { entry: () => {} } } }),
      /inline/,
    ],
    [
      'an unknown action',
      setup({}).createMachine({
        initial: 'a',
        states: { a: { entry: { type: 'nowhere' } as never } },
      }),
      /nowhere/,
    ],
    [
      'an unknown guard',
      setup({}).createMachine({
        initial: 'a',
        states: { a: { always: { guard: 'nowhere' as never, target: 'b' } }, b: {} },
      }),
      /nowhere/,
    ],
    [
      'an event without a schema',
      setup({}).createMachine({ initial: 'a', states: { a: { on: { go: 'b' } }, b: {} } }),
      /no schema/,
    ],
  ])('%s', (_, machine, message) => {
    expect(linted(machine as Workflow['machine']).join('; ')).toMatch(message);
    expect(() => createRegistry([{ ...base, machine } as unknown as Workflow])).toThrow(message);
  });
});

test('what is exported is what was exported before', async () => {
  expect(Object.keys(engine).sort().join('\n')).toMatchSnapshot();
  const server = await createInPageServer({
    data: { facilities: [], practitioners: [], users: [], stays: [] },
  });
  const response = await server.app.request('/api/openapi.json');
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, unknown>> };
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(calls.sort().join('\n')).toMatchSnapshot();
});
