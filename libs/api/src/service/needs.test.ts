import type { ServiceSpec } from '@kubets/proto-gen/core/v1';
import {
  clusterIPsOf,
  isExternallyAccessible,
  isHeadless,
  needsHealthCheckNodePort,
  needsNodePorts,
  selectsPods,
} from './needs';

test.each<[string, ServiceSpec, string[]]>([
  ['one address', { clusterIP: '10.0.0.1' }, ['10.0.0.1']],
  ['both families', { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1', 'fd00::1'] }, ['10.0.0.1', 'fd00::1']],
  ['headless', { clusterIP: 'None', clusterIPs: ['None'] }, []],
  ['ExternalName with an address of before', { type: 'ExternalName', clusterIP: '10.0.0.1' }, []],
  ['none given yet', {}, []],
])('clusterIPs: %s', (_, spec, expected) => {
  expect(clusterIPsOf({ spec })).toEqual(expected);
});

test.each<[string, ServiceSpec, boolean, boolean, boolean]>([
  ['ClusterIP', { type: 'ClusterIP' }, false, false, false],
  ['with external addresses', { type: 'ClusterIP', externalIPs: ['1.2.3.4'] }, false, true, false],
  ['NodePort', { type: 'NodePort', externalTrafficPolicy: 'Local' }, true, true, false],
  ['LoadBalancer', { type: 'LoadBalancer', externalTrafficPolicy: 'Local' }, true, true, true],
  [
    'LoadBalancer without ports of the nodes',
    { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false },
    false,
    true,
    false,
  ],
])('node ports, outside, health: %s', (_, spec, ports, outside, health) => {
  expect([needsNodePorts({ spec }), isExternallyAccessible({ spec }), needsHealthCheckNodePort({ spec })]).toEqual([
    ports,
    outside,
    health,
  ]);
});

test('an ExternalName Service selects nothing and is not headless', () => {
  const spec = { type: 'ExternalName', clusterIP: 'None', selector: { a: 'b' } };
  expect([selectsPods({ spec }), isHeadless({ spec })]).toEqual([false, false]);
  expect(selectsPods({ spec: { selector: {} } })).toBe(false);
});
