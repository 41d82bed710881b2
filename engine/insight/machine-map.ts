import type { AnyStateMachine, AnyStateNode } from 'xstate';

/** A machine as data, for drawing: its states as they nest, and what leads from one to another. */
export interface MachineMap {
  readonly states: readonly MapState[];
  readonly ways: readonly MapWay[];
}

export interface MapState {
  /** The path of keys, joined by dots; empty only for the machine itself, which is left out. */
  readonly id: string;
  readonly key: string;
  /** The state it is inside of; null at the top. */
  readonly parentId: string | null;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final' | 'history';
  readonly isFirst: boolean;
  readonly tags: readonly string[];
}

export interface MapWay {
  readonly fromId: string;
  readonly toId: string;
  /** The event; empty for a way that is taken at once. */
  readonly event: string;
  /** What must hold, by the guard's name; null where nothing need. */
  readonly guard: string | null;
}

/** Draws a machine from itself, so that the picture cannot differ from what runs. */
export function machineMap(machine: AnyStateMachine): MachineMap {
  const states: MapState[] = [];
  const ways: MapWay[] = [];
  const visit = (node: AnyStateNode): void => {
    for (const child of Object.values(node.states)) {
      states.push(stateOf(node, child));
      ways.push(...waysOf(child));
      visit(child);
    }
  };
  visit(machine.root);
  return { states, ways };
}

function stateOf(parent: AnyStateNode, node: AnyStateNode): MapState {
  return {
    id: idOf(node),
    key: node.key,
    parentId: parent.path.length === 0 ? null : idOf(parent),
    kind: node.type,
    isFirst: parent.type === 'compound' && parent.initial?.target?.[0] === node,
    tags: node.tags,
  };
}

function waysOf(node: AnyStateNode): MapWay[] {
  const all = [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
  return all.flatMap((one) =>
    (one.target ?? [node]).map((target) => ({
      fromId: idOf(node),
      toId: idOf(target),
      event: one.eventType,
      guard: guardName(one.guard),
    })),
  );
}

function guardName(guard: unknown): string | null {
  if (guard === undefined || guard === null) return null;
  if (typeof guard === 'object' && 'type' in guard) return String(guard.type);
  return typeof guard === 'string' ? guard : 'condition';
}

function idOf(node: AnyStateNode): string {
  return node.path.join('.');
}
