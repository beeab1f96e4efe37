import { cardHeight, CARD, layoutNamespace, placeNamespaces, shapeOf, type Box } from './layout';
import type { NamespaceModel, Vertex } from './model';

const vertex = (id: string, pods = 0): Vertex => {
  const [kind = '', namespace = '', name = ''] = id.split('/');
  return {
    id,
    kind,
    namespace,
    name,
    tone: 'good',
    detail: '',
    pods: Array.from({ length: pods }, () => ({}) as never),
  };
};
const namespace = (ids: string[], edges: [string, string][] = []): NamespaceModel => ({
  name: 'n',
  vertices: ids.map((id) => vertex(id)),
  edges: edges.map(([from, to]) => ({ from, to, tone: 'good' })),
});
const overlaps = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test('columns by kind, and nothing upon another', () => {
  const services = Array.from({ length: 30 }, (_, index) => `Service/n/s${index}`);
  const workloads = Array.from({ length: 30 }, (_, index) => `Deployment/n/d${index}`);
  const edges = services.map((from, index): [string, string] => [from, workloads[(index * 7) % 30]!]);
  const { boxes, width, height } = layoutNamespace(
    namespace(['Ingress/n/i', ...services, ...workloads], [...edges, ['Ingress/n/i', services[3]!]]),
  );
  const at = (id: string) => boxes.get(id)!;
  expect(at('Ingress/n/i').x).toBeLessThan(at(services[0]!).x);
  for (const id of services) expect(at(id).x).toBe(at(services[0]!).x);
  for (const id of workloads) expect(at(id).x).toBe(at(workloads[0]!).x);
  const all = [...boxes.values()];
  all.forEach((a, index) => all.slice(index + 1).forEach((b) => expect(overlaps(a, b)).toBe(false)));
  for (const box of all)
    expect(box.x + box.width <= width && box.y + box.height <= height && box.x >= 0 && box.y >= 0).toBe(true);
});

test('what is not connected stands in its column all the same', () => {
  const { boxes } = layoutNamespace(
    namespace(['Service/n/s', 'Deployment/n/a', 'Deployment/n/b'], [['Service/n/s', 'Deployment/n/a']]),
  );
  expect(boxes.get('Deployment/n/b')?.x).toBe(boxes.get('Deployment/n/a')?.x);
});

test('columns that nothing is in take no room', () => {
  expect(layoutNamespace(namespace(['Deployment/n/a'])).width).toBe(CARD.width + 32);
});

test('a card grows with its pods, up to a bound', () => {
  const heights = [0, 1, 12, 13, 96, 5000].map((pods) => cardHeight(vertex('Deployment/n/a', pods)));
  expect(heights[0]).toBe(CARD.head);
  expect(heights[1]).toBe(heights[2]);
  expect(heights[3]).toBeGreaterThan(heights[2]!);
  expect(heights[5]).toBe(heights[4]);
});

test('colours do not change the shape', () => {
  const before = namespace(['Deployment/n/a']);
  const after = { ...before, vertices: before.vertices.map((one) => ({ ...one, tone: 'bad' as const, detail: 'x' })) };
  expect(shapeOf(after)).toBe(shapeOf(before));
  expect(shapeOf(namespace(['Deployment/n/b']))).not.toBe(shapeOf(before));
});

test('namespaces stand side by side while there is room', () => {
  const one = (name: string, width: number, height: number) => ({ name, x: 0, y: 0, width, height, boxes: new Map() });
  const { placed, width, height } = placeNamespaces([one('a', 400, 100), one('b', 400, 300), one('c', 900, 50)], {
    room: 1000,
  });
  expect(placed.map(({ x, y }) => [x, y])).toEqual([
    [0, 0],
    [420, 0],
    [0, 320],
  ]);
  expect([width, height]).toEqual([900, 370]);
});
