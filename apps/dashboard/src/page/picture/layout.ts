import { Graph, layout } from '@dagrejs/dagre';
import type { NamespaceModel, Vertex } from './model';

/** Where something is drawn, in pixels: its left upper corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface NamespaceLayout extends Box {
  name: string;
  /** By id, within the namespace. */
  boxes: Map<string, Box>;
}

export const CARD = { width: 196, head: 46, podSize: 11, podGap: 3, padding: 10, podsInRow: 12, mostPods: 96 };
const HEADING = 34;
const MARGIN = 16;
const GAP = 20;

/** Columns: what lets in, what leads, what works. */
const COLUMN: Readonly<Record<string, number>> = { Ingress: 0, Service: 1 };
const LAST_COLUMN = 2;

export function cardHeight({ pods }: Pick<Vertex, 'pods'>): number {
  const rows = Math.ceil(Math.min(pods.length, CARD.mostPods) / CARD.podsInRow);
  return CARD.head + (rows > 0 ? rows * (CARD.podSize + CARD.podGap) + CARD.padding - CARD.podGap : 0);
}

/** Lays a namespace out: columns from left to right, each in the order with the fewest crossings. */
export function layoutNamespace({ name, vertices, edges }: NamespaceModel): NamespaceLayout {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', ranksep: 64, nodesep: 12, ranker: 'none' as 'longest-path' });
  const columns = vertices.map(({ kind }) => COLUMN[kind] ?? LAST_COLUMN);
  const used = [...new Set(columns)].sort();
  vertices.forEach((vertex, index) =>
    // Ranks between two columns are dagre's, for the points of edges that pass.
    graph.setNode(vertex.id, {
      width: CARD.width,
      height: cardHeight(vertex),
      rank: 2 * used.indexOf(columns[index]!),
    }),
  );
  for (const { from, to } of edges) graph.setEdge(from, to, {});
  layout(graph);
  const boxes = new Map<string, Box>();
  let [width, height] = [0, 0];
  for (const id of graph.nodes()) {
    const { x, y, width: w, height: h } = graph.node(id) as Box;
    const box = { x: x - w / 2 + MARGIN, y: y - h / 2 + HEADING, width: w, height: h };
    boxes.set(id, box);
    width = Math.max(width, box.x + w + MARGIN);
    height = Math.max(height, box.y + h + MARGIN);
  }
  return { name, x: 0, y: 0, width, height, boxes };
}

/** What changes where things are; nothing else makes a namespace be laid out again. */
export const shapeOf = ({ vertices, edges }: NamespaceModel): string =>
  `${vertices.map((vertex) => `${vertex.id} ${cardHeight(vertex)}`).join()} ${edges.map(({ from, to }) => `${from}>${to}`).join()}`;

/** Puts namespaces beside each other, from left to right within `room` and then below, in their order; from `left` and `top` on. */
export function placeNamespaces(
  layouts: readonly NamespaceLayout[],
  { room, left = 0, top = 0 }: { room: number; left?: number; top?: number },
): { placed: NamespaceLayout[]; width: number; height: number } {
  let [x, y, lowest, width] = [left, top, top, 0];
  const placed = layouts.map((one) => {
    if (x > left && x + one.width > room) [x, y] = [left, lowest + GAP];
    const at = { ...one, x, y };
    x += one.width + GAP;
    width = Math.max(width, x - GAP);
    lowest = Math.max(lowest, y + one.height);
    return at;
  });
  return { placed, width, height: lowest };
}
