import type { Service, ServiceSpec } from '@kubets/proto-gen/core/v1';
import { created, readerOf, refusedFields, strategyContext } from '../testing/strategy-harness';
import { services } from './services';
import { context, service, stored } from './testing/service-of';

describe('allocation', () => {
  const allocate = (spec: ServiceSpec, taken: string[] = [], old?: Service) => {
    const { object } = created(services, service(spec));
    const result = services.claims!.allocate(
      { object, ...(old ? { old } : {}), isTaken: (key) => taken.includes(key) },
      context,
    );
    return { ...result, object };
  };

  test('an address is chosen above the static band and recorded as an IPAddress', () => {
    const { object, claims, sideObjects } = allocate({ ports: [{ port: 80 }] });
    const ip = object.spec!.clusterIP!;
    const [, , third, last] = ip.split('.').map(Number);
    expect(object.spec!.clusterIPs).toEqual([ip]);
    expect(third! * 256 + last!).toBeGreaterThan(256);
    expect(claims).toEqual([{ key: `clusterips/${ip}` }]);
    expect(sideObjects).toEqual([
      {
        resource: { group: 'networking.k8s.io', plural: 'ipaddresses' },
        message: 'kubets.networking.v1.IPAddress',
        put: expect.objectContaining({
          metadata: expect.objectContaining({ name: ip }) as unknown,
          spec: { parentRef: { resource: 'services', namespace: 'default', name: 'web' } },
        }) as unknown,
      },
    ]);
  });

  test('a headless Service and an ExternalName hold nothing', () => {
    for (const spec of [{ clusterIP: 'None' }, { type: 'ExternalName', externalName: 'a.b' }]) {
      expect(allocate(spec)).toMatchObject({ claims: [], releases: [], sideObjects: [] });
    }
  });

  test('what is asked for is claimed with the refusal to give when it is taken meanwhile', () => {
    const { claims } = allocate({ type: 'NodePort', clusterIP: '10.96.0.10', ports: [{ port: 80, nodePort: 30007 }] });
    expect(claims.map(({ key, refused }) => [key, refused?.code, refused?.message])).toEqual([
      [
        'clusterips/10.96.0.10',
        422,
        'Service "web" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.10"]: failed to allocate IP 10.96.0.10: provided IP is already allocated',
      ],
      [
        'nodeports/30007',
        422,
        'Service "web" is invalid: spec.ports[0].nodePort: Invalid value: 30007: provided port is already allocated',
      ],
    ]);
  });

  test.each<[string, ServiceSpec, string[], string]>([
    [
      'taken address',
      { clusterIP: '10.96.0.10', ports: [{ port: 80 }] },
      ['clusterips/10.96.0.10'],
      'failed to allocate IP 10.96.0.10: provided IP is already allocated',
    ],
    [
      'address out of range',
      { clusterIP: '10.0.0.1', ports: [{ port: 80 }] },
      [],
      'failed to allocate IP 10.0.0.1: the provided network does not match the current range',
    ],
    [
      'network address',
      { clusterIP: '10.96.0.0', ports: [{ port: 80 }] },
      [],
      'the provided network does not match the current range',
    ],
    [
      'broadcast address',
      { clusterIP: '10.111.255.255', ports: [{ port: 80 }] },
      [],
      'the provided network does not match the current range',
    ],
    [
      'taken port',
      { type: 'NodePort', ports: [{ port: 80, nodePort: 30007 }] },
      ['nodeports/30007'],
      'spec.ports[0].nodePort: Invalid value: 30007: provided port is already allocated',
    ],
    [
      'one node port of two ports, whatever their protocols',
      {
        type: 'NodePort',
        ports: [
          { name: 'a', port: 80, nodePort: 30007, protocol: 'TCP' },
          { name: 'b', port: 81, nodePort: 30007, protocol: 'UDP' },
        ],
      },
      [],
      'spec.ports[1].nodePort: Invalid value: 30007: provided port is already allocated',
    ],
    [
      'port out of range',
      { type: 'NodePort', ports: [{ port: 80, nodePort: 8080 }] },
      [],
      'spec.ports[0].nodePort: Invalid value: 8080: provided port is not in the valid range. The range of valid ports is 30000-32767',
    ],
  ])('%s is refused', (_, spec, taken, message) => {
    expect(() => allocate(spec, taken)).toThrow(message);
  });

  test.each<[string, boolean, string | undefined]>([
    ['10.0.0.1', true, 'the provided IP (10.0.0.1) is not in the valid range. The range of valid IPs is 10.96.0.0/12'],
    ['10.0.0.1', false, 'the provided network does not match the current range'],
    ['10.96.0.10', true, undefined],
    ['10.96.0.10', false, 'provided IP is already allocated'],
  ])('%s, which may be taken, in a dry run (%s): %s', (clusterIP, dryRun, problem) => {
    const { object } = created(services, service({ clusterIP, ports: [{ port: 80 }] }), { context });
    const allocate = () => services.claims!.allocate({ object, isTaken: () => true }, { ...context, dryRun });
    if (problem === undefined) expect(allocate).not.toThrow();
    else expect(allocate).toThrow(problem);
  });

  test('what cannot be given out is told before anything else', () => {
    const wrong = { trafficDistribution: 'x', ports: [{ port: 80 }] };
    const refused = (spec: ServiceSpec) =>
      refusedFields(services, {
        ...service(spec),
        metadata: { name: 'web', namespace: 'default', labels: { a: '/' } },
      });
    expect(refused(wrong)).toEqual(['metadata.labels', 'spec.trafficDistribution']);
    expect(refused({ ...wrong, clusterIP: '10.0.0.1' })).toEqual(['spec.clusterIPs']);
    expect(refused({ ...wrong, clusterIPs: ['10.96.0.10'] })).toEqual(['spec.clusterIPs']);
  });

  test('node ports: one per port, TCP and UDP of one port share it, above the static band', () => {
    const { object, claims } = allocate({
      type: 'NodePort',
      ports: [
        { name: 'a', port: 53 },
        { name: 'b', port: 53, protocol: 'UDP' },
        { name: 'c', port: 80 },
      ],
    });
    const [tcp, udp, http] = object.spec!.ports!.map(({ nodePort }) => nodePort!);
    expect(tcp).toBe(udp);
    expect(http).not.toBe(tcp);
    expect(Math.min(tcp!, http!)).toBeGreaterThanOrEqual(30086);
    expect(claims.map(({ key }) => key).slice(1)).toEqual([`nodeports/${tcp}`, `nodeports/${http}`]);
  });

  test('LoadBalancer without node ports gets none but those asked for; Local gets a health check port', () => {
    const spec = { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false, externalTrafficPolicy: 'Local' };
    const { object } = allocate({
      ...spec,
      ports: [
        { name: 'a', port: 80 },
        { name: 'b', port: 81, nodePort: 30001 },
      ],
    });
    expect(object.spec!.ports!.map(({ nodePort }) => nodePort)).toEqual([undefined, 30001]);
    expect(object.spec!.healthCheckNodePort).toBeGreaterThanOrEqual(30086);
  });

  test('an exhausted range says so', () => {
    const full = strategyContext({
      settings: { ...context.settings, serviceNodePortRange: { first: 30000, last: 30000 } },
    });
    const { object } = created(services, service({ type: 'NodePort', ports: [{ port: 80 }] }));
    expect(() => services.claims!.allocate({ object, isTaken: (key) => key.startsWith('nodeports/') }, full)).toThrow(
      'Internal error occurred: failed to allocate a nodePort: range is full',
    );
  });

  test('a further ServiceCIDR gives addresses too', () => {
    const reader = readerOf({
      servicecidrs: [{ metadata: { name: 'more' }, spec: { cidrs: ['10.200.0.0/28'] } } as object],
    });
    const { object } = created(services, service({ clusterIP: '10.200.0.3', ports: [{ port: 80 }] }));
    const result = services.claims!.allocate({ object, isTaken: () => false }, strategyContext({ reader }));
    expect(result.claims[0]!.key).toBe('clusterips/10.200.0.3');
  });

  test('an IPAddress that somebody wrote is not given away', () => {
    const reader = readerOf({ ipaddresses: [{ metadata: { name: '10.96.0.20' } }] });
    const { object } = created(services, service({ clusterIP: '10.96.0.20', ports: [{ port: 80 }] }));
    expect(() => services.claims!.allocate({ object, isTaken: () => false }, strategyContext({ reader }))).toThrow(
      'provided IP is already allocated',
    );
  });

  test('deletion releases all', () => {
    const old = stored({ type: 'NodePort', ports: [{ port: 80 }] });
    const result = services.claims!.allocate({ old, isTaken: () => true }, context);
    expect(result.releases).toEqual([
      `clusterips/${old.spec!.clusterIP}`,
      `nodeports/${old.spec!.ports![0]!.nodePort}`,
    ]);
    expect(result.sideObjects).toEqual([
      { resource: { group: 'networking.k8s.io', plural: 'ipaddresses' }, delete: { name: old.spec!.clusterIP } },
    ]);
  });
});
