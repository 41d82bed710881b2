import type { AnyStateMachine, AnyStateNode } from 'xstate';

/** A machine as a Mermaid state diagram: what it may do, in the words of its events. */
export function diagramOf(machine: AnyStateMachine): string {
  return `${['stateDiagram-v2', ...body(machine.root, 1)].join('\n')}\n`;
}

function body(node: AnyStateNode, depth: number): string[] {
  const pad = '  '.repeat(depth);
  const children = Object.values(node.states);
  if (node.type === 'parallel') {
    return children.flatMap((child, index) => [
      ...(index > 0 ? [`${pad}--`] : []),
      `${pad}state "${child.key}" as ${idOf(child)} {`,
      ...body(child, depth + 1),
      `${pad}}`,
    ]);
  }
  const first = node.initial?.target?.[0];
  return [
    ...(first ? [`${pad}[*] --> ${idOf(first)}`] : []),
    ...children.flatMap((child) => [
      `${pad}state "${child.key}" as ${idOf(child)}${child.tags.length > 0 ? ` : ${child.tags.join(' ')}` : ''}`,
      ...(Object.keys(child.states).length > 0
        ? [`${pad}state ${idOf(child)} {`, ...body(child, depth + 1), `${pad}}`]
        : []),
      ...transitions(child, pad),
    ]),
  ];
}

function transitions(node: AnyStateNode, pad: string): string[] {
  const all = [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
  return all.flatMap((one) =>
    (one.target ?? [node]).map((target) => {
      const guard =
        typeof one.guard === 'object' ? (one.guard as { type: string }).type : one.guard;
      const label = [one.eventType, guard === undefined ? '' : `[${String(guard)}]`]
        .filter(Boolean)
        .join(' ');
      return `${pad}${idOf(node)} --> ${idOf(target)} : ${label || '(at once)'}`;
    }),
  );
}

function idOf(node: AnyStateNode): string {
  return node.path.join('_');
}
