import { loadBalancerRecords } from './load-balancer-records';

const records = (hostname: string, { type = 'LoadBalancer', addresses = '10.0.0.200, fd00::200' } = {}) =>
  loadBalancerRecords(
    {
      metadata: { name: 'web', namespace: 'default', annotations: { 'loadbalancer.kubets.dev/address': addresses } },
      spec: { type },
      status: { loadBalancer: { ingress: [{ hostname }] } },
    },
    'cluster.local',
  ).map((record) => ('address' in record ? `${record.name} ${record.type} ${record.address}` : record.name));

test('a load balancer with a name of the zone is found by it', () =>
  expect(records('web.default.lb.cluster.local')).toEqual([
    'web.default.lb.cluster.local A 10.0.0.200',
    'web.default.lb.cluster.local AAAA fd00::200',
  ]));

test.each<[string, () => string[]]>([
  ['of another zone', () => records('web.example.com')],
  ['of a Service', () => records('db.default.svc.cluster.local')],
  ['of a pod', () => records('10-0-0-1.default.pod.cluster.local')],
  ['of the zone itself', () => records('cluster.local')],
  ['of what is no load balancer any more', () => records('web.default.lb.cluster.local', { type: 'ClusterIP' })],
  ['without an address', () => records('web.default.lb.cluster.local', { addresses: ' ,nonsense' })],
])('a name %s gets none', (_, made) => expect(made()).toEqual([]));
