import type { Service, ServiceSpec } from '@kubets/proto-gen/core/v1';
import { cellsOf, created, deepFreeze, texts } from '../testing/strategy-harness';
import { services } from './services';
import { context, service, stored } from './testing/service-of';

describe('defaults of a new Service', () => {
  test('ClusterIP', () => {
    const { object, errors } = created(services, service({ ports: [{ port: 80 }], selector: { app: 'web' } }));
    expect(errors).toEqual([]);
    expect(object.spec).toEqual({
      type: 'ClusterIP',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      selector: { app: 'web' },
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
    });
    expect(object.status).toEqual({ loadBalancer: {} });
  });

  test.each<[string, ServiceSpec, ServiceSpec]>([
    ['NodePort', { type: 'NodePort', ports: [{ port: 80 }] }, { externalTrafficPolicy: 'Cluster' }],
    [
      'LoadBalancer',
      { type: 'LoadBalancer', ports: [{ port: 80 }] },
      { externalTrafficPolicy: 'Cluster', allocateLoadBalancerNodePorts: true },
    ],
    ['externalIPs', { externalIPs: ['1.2.3.4'], ports: [{ port: 80 }] }, { externalTrafficPolicy: 'Cluster' }],
    [
      'session affinity',
      { sessionAffinity: 'ClientIP', ports: [{ port: 80 }] },
      { sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } } },
    ],
    [
      'headless',
      { clusterIP: 'None', selector: { a: 'b' } },
      { clusterIPs: ['None'], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' },
    ],
    [
      'headless without selector',
      { clusterIP: 'None' },
      { ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'RequireDualStack' },
    ],
    [
      'prefer dual stack on one family',
      { ipFamilyPolicy: 'PreferDualStack', ports: [{ port: 80 }] },
      { ipFamilies: ['IPv4'] },
    ],
  ])('%s', (_, spec, expected) => {
    const { object, errors } = created(services, service(spec));
    expect(errors).toEqual([]);
    expect(object.spec).toMatchObject(expected);
  });

  test('ExternalName has no address and no families', () => {
    const { object, errors } = created(
      services,
      service({ type: 'ExternalName', externalName: 'example.com.', internalTrafficPolicy: 'Local' }),
    );
    expect(errors).toEqual([]);
    expect(object.spec).toEqual({ type: 'ExternalName', externalName: 'example.com.', sessionAffinity: 'None' });
  });
});

test('status: ipMode is filled in, and only load balancers have an ingress', () => {
  const old = deepFreeze(stored({ type: 'LoadBalancer', ports: [{ port: 80 }] }));
  const object: Service = { ...old, status: { loadBalancer: { ingress: [{ ip: '10.201.0.200' }] } } };
  services.status!.prepareForUpdate!(object, old, context);
  expect(object.status!.loadBalancer!.ingress).toEqual([{ ip: '10.201.0.200', ipMode: 'VIP' }]);
  expect(services.status!.validateUpdate!(object, old, context)).toEqual([]);
  const wrong: Service = { ...object, spec: { ...object.spec, type: 'NodePort' } };
  expect(texts(services.status!.validateUpdate!(wrong, old, context))).toEqual([
    "status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is 'LoadBalancer'",
  ]);
});

describe('columns', () => {
  test.each<[string, Service, object]>([
    [
      'ClusterIP',
      {
        spec: {
          type: 'ClusterIP',
          clusterIPs: ['10.96.0.5'],
          ports: [
            { port: 80, protocol: 'TCP' },
            { port: 53, protocol: 'UDP' },
          ],
        },
      },
      {
        Type: 'ClusterIP',
        'Cluster-IP': '10.96.0.5',
        'External-IP': '<none>',
        'Port(s)': '80/TCP,53/UDP',
        Selector: '<none>',
      },
    ],
    [
      'NodePort',
      {
        spec: {
          type: 'NodePort',
          clusterIPs: ['10.96.0.5'],
          ports: [{ port: 80, nodePort: 30007, protocol: 'TCP' }],
          selector: { b: '2', a: '1' },
        },
      },
      { 'External-IP': '<none>', 'Port(s)': '80:30007/TCP', Selector: 'a=1,b=2' },
    ],
    [
      'LoadBalancer without address',
      { spec: { type: 'LoadBalancer', clusterIPs: ['10.96.0.5'] } },
      { 'External-IP': '<pending>', 'Port(s)': '<none>' },
    ],
    [
      'LoadBalancer',
      {
        spec: { type: 'LoadBalancer' },
        status: { loadBalancer: { ingress: [{ ip: '10.201.0.200' }, { hostname: 'lb' }] } },
      },
      { 'External-IP': '10.201.0.200,lb' },
    ],
    [
      'ExternalName',
      { spec: { type: 'ExternalName', externalName: 'example.com' } },
      { 'Cluster-IP': '<none>', 'External-IP': 'example.com' },
    ],
    ['headless', { spec: { type: 'ClusterIP', clusterIPs: ['None'] } }, { 'Cluster-IP': 'None' }],
  ])('%s', (_, object, expected) => {
    expect(cellsOf(services, object)).toMatchObject(expected);
  });
});
