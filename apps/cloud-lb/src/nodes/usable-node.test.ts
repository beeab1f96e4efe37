import type { Node } from '@kubets/proto-gen/core/v1';
import { node } from '../testing/objects';
import { usableNode, type UsableNode } from './usable-node';

test.each<[string, Node, UsableNode | undefined]>([
  ['a ready node', node('a', '10.0.0.11'), { name: 'a', address: '10.0.0.11', addresses: ['10.0.0.11'] }],
  ['a node that is not ready', node('a', '10.0.0.11', { ready: false }), undefined],
  [
    'a node without conditions',
    { metadata: { name: 'a' }, status: { addresses: [{ type: 'InternalIP', address: '10.0.0.11' }] } },
    undefined,
  ],
  [
    'an excluded node',
    node('a', '10.0.0.11', { labels: { 'node.kubernetes.io/exclude-from-external-load-balancers': '' } }),
    undefined,
  ],
  ['a node without an address', node('a', ''), undefined],
])('of %s', (_, given, expected) => expect(usableNode(given)).toEqual(expected));
