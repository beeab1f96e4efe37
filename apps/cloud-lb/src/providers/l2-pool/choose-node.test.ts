import type { Fitness } from '../../nodes/fitness';
import { chooseNode, type NodeChoice } from './choose-node';

const loads: Record<string, number> = { a: 2, b: 1, c: 1 };

test.each<[string, Record<string, Fitness>, string | undefined, NodeChoice]>([
  [
    'the fit node with the fewest addresses',
    { a: 'fit', b: 'unfit', c: 'fit' },
    undefined,
    { node: 'c', state: 'available' },
  ],
  ['the first by name of equals', { c: 'fit', b: 'fit', a: 'fit' }, undefined, { node: 'b', state: 'available' }],
  ['the current node while it is fit', { a: 'fit', b: 'fit' }, 'a', { node: 'a', state: 'available' }],
  ['the current node while nothing is known of it', { a: 'unknown', b: 'fit' }, 'a', { node: 'a', state: 'pending' }],
  ['another node than an unfit one', { a: 'unfit', b: 'fit' }, 'a', { node: 'b', state: 'available' }],
  ['another node than one that is gone', { b: 'fit' }, 'a', { node: 'b', state: 'available' }],
  ['the current node when no other is better', { a: 'unfit', b: 'unfit' }, 'a', { node: 'a', state: 'unavailable' }],
  ['none when all are unfit', { a: 'unfit' }, undefined, { node: undefined, state: 'unavailable' }],
  ['none yet when one may become fit', { a: 'unfit', b: 'unknown' }, undefined, { node: undefined, state: 'pending' }],
  ['none when there are no nodes', {}, undefined, { node: undefined, state: 'unavailable' }],
])('chooses %s', (_, fitness, current, expected) => {
  expect(
    chooseNode({
      nodes: Object.keys(fitness),
      current,
      fitness: (node) => fitness[node]!,
      load: (node) => loads[node]!,
    }),
  ).toEqual(expected);
});
