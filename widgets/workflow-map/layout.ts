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
const headRoom = 8;

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
  return atOrigin(states, ways);
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const margin = 12;

/** Moves the drawing so that it begins at the margin: the heads of groups stand above what the layout knows. */
function atOrigin(states: readonly PlacedState[], ways: readonly PlacedWay[]): Drawing {
  const points = ways.flatMap((way) => way.points);
  const left = Math.min(...states.map(({ x }) => x), ...points.map(({ x }) => x)) - margin;
  const top = Math.min(...states.map(({ y }) => y), ...points.map(({ y }) => y)) - margin;
  const right = Math.max(...states.map(({ x, width }) => x + width), ...points.map(({ x }) => x));
  const bottom = Math.max(
    ...states.map(({ y, height }) => y + height),
    ...points.map(({ y }) => y),
  );
  return {
    states: states.map((one) => ({ ...one, x: one.x - left, y: one.y - top })),
    ways: ways.map((way) => ({
      ...way,
      points: way.points.map(({ x, y }) => ({ x: x - left, y: y - top })),
    })),
    width: right - left + margin,
    height: bottom - top + margin,
  };
}
