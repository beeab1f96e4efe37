import type { Draw } from './draw';
import { hostileText, hostileValue, POLLUTING_KEYS } from './hostile-values';
import { placesOf, treeOf, type JsonTree } from './json-tree';
import { mutateTree } from './mutate-tree';

export const PATCH_TYPES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
] as const;

const OPERATIONS = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

/** A patch of that type: shaped after the object, or after nothing. */
export function patchOf(draw: Draw, type: (typeof PATCH_TYPES)[number], object: Record<string, unknown>): JsonTree {
  const tree = treeOf(object);
  if (draw.chance(0.05)) return hostileValue(draw);
  switch (type) {
    case 'application/json-patch+json':
      return jsonPatch(draw, tree);
    case 'application/strategic-merge-patch+json':
      return withDirective(draw, draw.chance(0.6) ? mutateTree(draw, partOf(draw, object)) : partOf(draw, object));
    default:
      return draw.chance(0.6) ? mutateTree(draw, partOf(draw, object)) : partOf(draw, object);
  }
}

/** The object without some of its top members, so that a merge leaves them alone. */
const partOf = (draw: Draw, object: Record<string, unknown>): JsonTree =>
  treeOf(
    Object.fromEntries(
      Object.entries(object).filter(
        ([key]) => key === 'apiVersion' || key === 'kind' || key === 'metadata' || draw.chance(0.7),
      ),
    ),
  );

function jsonPatch(draw: Draw, tree: JsonTree): JsonTree {
  const paths = placesOf(tree).map(({ path }) => pointer(path));
  const path = () =>
    draw.weighted<() => string>([
      [8, () => draw.pick(paths)],
      [2, () => `${draw.pick(paths)}/${draw.pick(['-', '0', '-1', '01', '999999999999', 'x', ''])}`],
      [1, () => draw.pick(['', '/', '//', '/~', '/~2', '/metadata/annotations/a~1b', 'metadata', '/-'])],
      [1, () => `/${draw.pick(POLLUTING_KEYS)}/${draw.pick(POLLUTING_KEYS)}`],
      [1, () => hostileText(draw)],
    ])();
  const operation = (): JsonTree => ({
    members: [
      ['op', draw.chance(0.95) ? draw.pick(OPERATIONS) : draw.pick<JsonTree>(['Add', '', null, '__proto__', 1])],
      ...(draw.chance(0.97) ? [['path', path()] as [string, JsonTree]] : []),
      ...(draw.chance(0.4) ? [['from', path()] as [string, JsonTree]] : []),
      ...(draw.chance(0.8)
        ? [['value', draw.chance(0.5) ? hostileValue(draw) : treeOf(draw.json())] as [string, JsonTree]]
        : []),
    ],
  });
  return draw.weighted<() => JsonTree>([
    [12, () => Array.from({ length: 1 + draw.int(4) }, operation)],
    [1, () => Array.from({ length: draw.pick([50, 1000]) }, operation)],
    [1, () => doubling(draw.pick([10, 24, 60]))],
    [1, () => operation()],
  ])();
}

/** Each operation doubles what is there. */
export const doubling = (count: number): JsonTree => [
  {
    members: [
      ['op', 'add'],
      ['path', '/metadata/annotations'],
      ['value', { members: [['a', 'x'.repeat(100)]] }],
    ],
  },
  ...Array.from({ length: count }, (_, i): JsonTree => ({
    members: [
      ['op', 'copy'],
      ['from', '/metadata/annotations'],
      ['path', `/metadata/annotations/k${i}`],
    ],
  })),
];

const pointer = (path: readonly string[]) =>
  path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** Strategic merge has directives among an object's members. */
function withDirective(draw: Draw, tree: JsonTree): JsonTree {
  const places = placesOf(tree);
  if (places.length === 0 || draw.chance(0.4)) return tree;
  const value = draw.pick(places).get();
  const directive: [string, JsonTree] = draw.pick<[string, JsonTree]>([
    ['$patch', draw.pick<JsonTree>(['delete', 'replace', 'merge', 'nothing', '__proto__', 1, null, []])],
    ['$retainKeys', draw.pick<JsonTree>([['type'], [], ['__proto__'], 'type', [1], null])],
    ['$deleteFromPrimitiveList/finalizers', draw.pick<JsonTree>([['a'], [], [{ members: [] }], 'a', null])],
    [
      '$setElementOrder/containers',
      draw.pick<JsonTree>([[{ members: [['name', 'c']] }], ['c'], [], [null], 'c', [{ members: [['__proto__', 1]] }]]),
    ],
    [`$${draw.pick(POLLUTING_KEYS)}/${draw.pick(POLLUTING_KEYS)}`, hostileValue(draw)],
  ]);
  if (typeof value === 'object' && value !== null && 'members' in value) value.members.push(directive);
  else if (Array.isArray(value)) value.push({ members: [directive] });
  return tree;
}
