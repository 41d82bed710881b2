import type { AnyStateMachine } from 'xstate';
import type { Workflow } from './workflow.ts';

/**
 * What keeps a machine from being durable, in words; empty when it may run.
 * `after`, invoke, spawn, history and inline functions act outside the log or lose themselves on restore.
 */
export function lintWorkflow(workflow: Workflow): string[] {
  const problems: string[] = [];
  const { machine } = workflow;
  const implemented = machine.implementations;
  visit(machine, (node, path) => {
    if (node.type === 'history')
      problems.push(`${path}: history states are not restored; model the return explicitly`);
    if (node.after.length > 0)
      problems.push(`${path}: "after" restarts on re-entry; use deadlines.ts`);
    if (node.invoke.length > 0)
      problems.push(`${path}: "invoke" does not survive a restart; use an effect`);
    for (const action of [...node.entry, ...node.exit]) problems.push(...lintAction(action, path));
    for (const transition of transitionsOf(node)) {
      for (const action of transition.actions) problems.push(...lintAction(action, path));
      problems.push(...lintGuard(transition.guard, path, implemented.guards));
    }
  });
  const declared = new Set(Object.keys(workflow.events));
  for (const type of machine.events) {
    if (!declared.has(type)) problems.push(`event "${type}" has no schema in events.ts`);
  }
  for (const type of declared) {
    if (type.startsWith('xstate.'))
      problems.push(`event "${type}" would be believed by XState; rename it`);
    if (workflow.access.events[type] === undefined)
      problems.push(`event "${type}" has no row in the access table`);
  }
  return problems;

  function lintAction(action: unknown, path: string): string[] {
    const name = nameOf(action);
    if (name === null)
      return [`${path}: inline functions have no name in the log; name the action in setup()`];
    if (name.startsWith('xstate.') && name !== 'xstate.assign') {
      return [
        `${path}: "${name}" acts from inside a machine; declare an effect or an event instead`,
      ];
    }
    const known =
      name === 'xstate.assign' || name in implemented.actions || name in workflow.effects;
    return known
      ? []
      : [`${path}: action "${name}" is neither implemented nor declared as an effect`];
  }
}

type Node = AnyStateMachine['root'];

function visit(machine: AnyStateMachine, seen: (node: Node, path: string) => void): void {
  const walk = (node: Node): void => {
    seen(node, node.path.join('.') || '(root)');
    for (const child of Object.values(node.states)) walk(child as Node);
  };
  walk(machine.root);
}

function transitionsOf(node: Node): { actions: readonly unknown[]; guard?: unknown }[] {
  return [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
}

function lintGuard(
  guard: unknown,
  path: string,
  guards: Readonly<Record<string, unknown>>,
): string[] {
  if (guard === undefined) return [];
  const name = typeof guard === 'string' ? guard : (guard as { type?: string }).type;
  if (name === undefined)
    return [`${path}: inline guards cannot be drawn or explained; name it in setup()`];
  return name in guards ? [] : [`${path}: guard "${name}" is not implemented`];
}

function nameOf(action: unknown): string | null {
  if (typeof action === 'string') return action;
  if (typeof action === 'function') {
    const type = (action as { type?: string }).type;
    return type?.startsWith('xstate.') ? type : null;
  }
  return (action as { type?: string } | null)?.type ?? null;
}
