import { Graph, layout } from '@dagrejs/dagre';
import type { MapState, MapWay, WorkflowMap } from '../shared/story-calls.ts';

export interface PlacedState {
  readonly state: MapState;
  readonly name: string;
  /** Top left, and size, in pixels of the drawing. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly isGroup: boolean;
}

export interface PlacedWay {
  readonly fromId: string;
  readonly toId: string;
  readonly ways: readonly MapWay[];
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Drawing {
  readonly states: readonly PlacedState[];
  readonly ways: readonly PlacedWay[];
  readonly width: number;
  readonly height: number;
}

const boxHeight = 34;
const headRoom = 22;

/** Places the states from left to right as the ways lead; a state with states inside is drawn around them. */
export function placeMap(
  map: WorkflowMap,
  nameOf: (state: MapState) => string,
  widthOf: (name: string) => number,
): Drawing {
  const graph = new Graph({ compound: true, multigraph: false });
  graph.setGraph({ rankdir: 'LR', nodesep: 18, ranksep: 46, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  const groups = new Set(map.states.flatMap(({ parentId }) => parentId ?? []));
  for (const state of map.states) {
    const width = Math.ceil(widthOf(nameOf(state))) + 28;
    graph.setNode(state.id, groups.has(state.id) ? {} : { width, height: boxHeight });
  }
  for (const { id, parentId } of map.states) if (parentId !== null) graph.setParent(id, parentId);
  // A way to or from a group is drawn to or from the state that it begins with: a layout of layers knows no other.
  const leafOf = (id: string): string => {
    if (!groups.has(id)) return id;
    const inside = map.states.filter(({ parentId }) => parentId === id);
    const first = inside.find(({ isFirst }) => isFirst) ?? inside[0];
    return first === undefined ? id : leafOf(first.id);
  };
  const pairs = new Map<string, { fromId: string; toId: string; ways: MapWay[] }>();
  for (const way of map.ways) {
    const [fromId, toId] = [leafOf(way.fromId), leafOf(way.toId)];
    if (fromId === toId) continue;
    const key = `${fromId} ${toId}`;
    const known = pairs.get(key);
    if (known === undefined) pairs.set(key, { fromId, toId, ways: [way] });
    else known.ways.push(way);
  }
  for (const { fromId, toId } of pairs.values()) graph.setEdge(fromId, toId);
  layout(graph);
  const states = map.states.map((state): PlacedState => {
    const { x, y, width, height } = graph.node(state.id) as Box;
    const isGroup = groups.has(state.id);
    const head = isGroup ? headRoom : 0;
    return {
      state,
      name: nameOf(state),
      x: x - width / 2,
      y: y - height / 2 - head,
      width,
      height: height + head,
      isGroup,
    };
  });
  const ways = [...pairs.values()].map((pair) => ({
    ...pair,
    points: (graph.edge(pair.fromId, pair.toId) as { points: { x: number; y: number }[] }).points,
  }));
  return { states, ways, ...extentOf(states, ways) };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function extentOf(
  states: readonly PlacedState[],
  ways: readonly PlacedWay[],
): { readonly width: number; readonly height: number } {
  const xs = [
    ...states.map((one) => one.x + one.width),
    ...ways.flatMap(({ points }) => points.map(({ x }) => x)),
  ];
  const ys = [
    ...states.map((one) => one.y + one.height),
    ...ways.flatMap(({ points }) => points.map(({ y }) => y)),
  ];
  return { width: Math.max(0, ...xs) + 12, height: Math.max(0, ...ys) + 12 };
}
