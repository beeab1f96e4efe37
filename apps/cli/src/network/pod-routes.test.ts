import type { Route } from '@kubets/api';
import type { Node } from '@kubets/proto-gen/core/v1';
import { layoutOf } from '../cluster/layout';
import { DEFAULT_OPTIONS } from '../cluster/options';
import { podRoutes } from './pod-routes';

const layout = layoutOf(DEFAULT_OPTIONS);
const node = (name: string, podCIDR?: string): Node => ({ metadata: { name }, spec: { podCIDR } });
const one = { cidr: '10.244.0.0/24', via: '10.201.0.11' };
const two = { cidr: '10.244.1.0/24', via: '10.201.0.12' };

test.each<[string, Node[], Route[]]>([
  ['no nodes yet', [], []],
  ['a node each', [node('node-1', one.cidr), node('node-2', two.cidr)], [one, two]],
  ['a node that has no range yet', [node('node-1'), node('node-2', two.cidr)], [two]],
  ['a node that is not of this machine', [node('node-1', one.cidr), node('other', '10.244.7.0/24')], [one]],
  ["a range that is not the cluster's", [node('node-1', '10.0.0.0/8'), node('node-2', '192.168.0.0/24')], []],
  ['a range of the other family', [node('node-1', 'fd00::/64')], []],
  ['no range at all', [node('node-1', 'default')], []],
])('podRoutes: %s', (_name, nodes, routes) => {
  expect(podRoutes(layout, nodes)).toEqual(routes);
});
