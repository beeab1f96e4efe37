import type { Service, ServiceSpec } from '@kubets/proto-gen/core/v1';
import { cellsOf, created, deepFreeze, readerOf, strategyContext, texts, updated } from '../testing/strategy-harness';
import { services } from './services';

const service = (spec: ServiceSpec): Service => ({ metadata: { name: 'web', namespace: 'default' }, spec });
const context = strategyContext();

/** Runs a create up to the store; everything in `taken` belongs to others. */
function stored(spec: ServiceSpec, taken: string[] = []): Service {
  const { object, errors } = created(services, service(spec));
  expect(errors).toEqual([]);
  services.claims!.allocate({ object, isTaken: (key) => taken.includes(key) }, context);
  return object;
}

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

describe('validation answers every error with its path', () => {
  const one = { port: 80 };
  test.each<[string, ServiceSpec, string[]]>([
    ['no ports', {}, ['spec.ports: Required value']],
    [
      'port out of range',
      { ports: [{ port: 70000 }] },
      [
        'spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive',
        'spec.ports[0].targetPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
      ],
    ],
    ['several ports without names', { ports: [one, { port: 81, name: 'b' }] }, ['spec.ports[0].name: Required value']],
    [
      'the same name and number twice',
      {
        ports: [
          { port: 80, name: 'a' },
          { port: 80, name: 'a' },
        ],
      },
      [
        'spec.ports[1].name: Duplicate value: "a"',
        'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}',
      ],
    ],
    [
      'bad target port name',
      { ports: [{ port: 80, targetPort: 'Web_1' }] },
      [
        'spec.ports[0].targetPort: Invalid value: "Web_1": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
      ],
    ],
    [
      'unknown protocol and type',
      { type: 'X', ports: [{ port: 80, protocol: 'ICMP' }] },
      [
        'spec.ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"',
        'spec.type: Unsupported value: "X": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
      ],
    ],
    [
      'node port on ClusterIP',
      { ports: [{ port: 80, nodePort: 30000 }] },
      ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    ],
    [
      'the same node port twice',
      {
        type: 'NodePort',
        ports: [
          { port: 80, name: 'a', nodePort: 30007 },
          { port: 81, name: 'b', nodePort: 30007 },
        ],
      },
      ['spec.ports[1].nodePort: Invalid value: 30007: provided port is already allocated'],
    ],
    [
      'headless NodePort',
      { type: 'NodePort', clusterIP: 'None', ports: [one] },
      [`spec.clusterIPs[0]: Invalid value: "None": may not be set to 'None' for NodePort services`],
    ],
    [
      'no address',
      { clusterIP: 'nowhere', ports: [one] },
      ['spec.clusterIPs[0]: Invalid value: "nowhere": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
    ],
    [
      'a family the cluster lacks',
      { ipFamilies: ['IPv6'], ports: [one] },
      ['spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster'],
    ],
    [
      'dual stack on one family',
      { ipFamilyPolicy: 'RequireDualStack', ports: [one] },
      [
        'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
      ],
    ],
    ['ExternalName without a name', { type: 'ExternalName' }, ['spec.externalName: Required value']],
    [
      'ExternalName with an address',
      { type: 'ExternalName', externalName: 'a.b', clusterIP: '10.96.0.9' },
      ['spec.clusterIPs: Forbidden: may not be set for ExternalName services'],
    ],
    [
      'policies that are none',
      { internalTrafficPolicy: 'X', externalTrafficPolicy: 'Local', ports: [one] },
      [
        'spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services',
        'spec.internalTrafficPolicy: Unsupported value: "X": supported values: "Cluster", "Local"',
      ],
    ],
    [
      'affinity without end',
      { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 86401 } }, ports: [one] },
      [
        'spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0 and less than 86400',
      ],
    ],
    [
      'fields of load balancers',
      { loadBalancerSourceRanges: ['10.0.0.0/8'], loadBalancerClass: 'a/b', ports: [one] },
      [
        "spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'",
        "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'",
      ],
    ],
    [
      'a loopback external IP',
      { externalIPs: ['127.0.0.1'], ports: [one] },
      ['spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)'],
    ],
    [
      'a label that is none',
      { selector: { a: 'b c' }, ports: [one] },
      [
        expect.stringContaining(
          'spec.selector: Invalid value: "b c": a valid label must be an empty string or consist of',
        ) as unknown as string,
      ],
    ],
  ])('%s', (_, spec, expected) => {
    expect(created(services, service(spec)).errors).toEqual(expected);
  });
});

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
      'port out of range',
      { type: 'NodePort', ports: [{ port: 80, nodePort: 8080 }] },
      [],
      'spec.ports[0].nodePort: Invalid value: 8080: provided port is not in the valid range. The range of valid ports is 30000-32767',
    ],
  ])('%s is refused', (_, spec, taken, message) => {
    expect(() => allocate(spec, taken)).toThrow(message);
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

describe('updates', () => {
  const nodePort = () => stored({ type: 'NodePort', ports: [{ port: 80 }], selector: { a: 'b' } });

  test('what was allocated is kept when the client does not name it', () => {
    const old = nodePort();
    const { object, errors } = updated(services, old, ({ spec }) => {
      delete spec!.clusterIP;
      delete spec!.clusterIPs;
      delete spec!.ports![0]!.nodePort;
    });
    expect(errors).toEqual([]);
    expect(object.spec).toEqual(old.spec);
    const result = services.claims!.allocate({ object, old, isTaken: () => true }, context);
    expect(result).toEqual({ claims: [], releases: [], sideObjects: [] });
  });

  test.each<[string, ServiceSpec, (spec: ServiceSpec) => void, string[]]>([
    [
      'another address',
      { ports: [{ port: 80 }] },
      (spec) => {
        spec.clusterIP = '10.96.0.99';
      },
      ['spec.clusterIPs[0]: Invalid value: ["10.96.0.99"]: may not change once set'],
    ],
    [
      'to headless',
      { ports: [{ port: 80 }] },
      (spec) => {
        spec.clusterIP = 'None';
      },
      ['spec.clusterIPs[0]: Invalid value: ["None"]: may not change once set'],
    ],
    [
      'another class',
      { type: 'LoadBalancer', loadBalancerClass: 'a/b', ports: [{ port: 80 }] },
      (spec) => {
        spec.loadBalancerClass = 'a/c';
      },
      ['spec.loadBalancerClass: Invalid value: "a/c": may not change once set'],
    ],
  ])('%s is refused', (_, spec, change, expected) => {
    expect(updated(services, stored(spec), (object) => change(object.spec!)).errors).toEqual(expected);
  });

  test('every change of type works and releases what is no longer needed', () => {
    const types = {
      ClusterIP: { type: 'ClusterIP', ports: [{ port: 80 }] },
      NodePort: { type: 'NodePort', ports: [{ port: 80 }] },
      LoadBalancer: { type: 'LoadBalancer', ports: [{ port: 80 }] },
      ExternalName: { type: 'ExternalName', externalName: 'example.com', ports: [{ port: 80 }] },
    };
    for (const from of Object.values(types)) {
      for (const to of Object.values(types)) {
        const old = stored(from);
        old.status = {
          loadBalancer: from.type === 'LoadBalancer' ? { ingress: [{ ip: '10.201.0.200', ipMode: 'VIP' }] } : {},
        };
        const { object, errors } = updated(services, old, ({ spec }) =>
          Object.assign(spec!, { type: to.type }, to.type === 'ExternalName' ? { externalName: 'example.com' } : {}),
        );
        expect({ from: from.type, to: to.type, errors }).toEqual({ from: from.type, to: to.type, errors: [] });
        const allocation = services.claims!.allocate({ object, old, isTaken: () => false }, context);
        const usesIp = (type: string): boolean => type !== 'ExternalName';
        const usesPort = (type: string): boolean => type === 'NodePort' || type === 'LoadBalancer';
        const count = (keys: string[], prefix: string): number => keys.filter((key) => key.startsWith(prefix)).length;
        expect(
          count(
            allocation.claims.map(({ key }) => key),
            'clusterips/',
          ),
        ).toBe(!usesIp(from.type) && usesIp(to.type) ? 1 : 0);
        expect(count(allocation.releases, 'clusterips/')).toBe(usesIp(from.type) && !usesIp(to.type) ? 1 : 0);
        expect(
          count(
            allocation.claims.map(({ key }) => key),
            'nodeports/',
          ),
        ).toBe(!usesPort(from.type) && usesPort(to.type) ? 1 : 0);
        expect(count(allocation.releases, 'nodeports/')).toBe(usesPort(from.type) && !usesPort(to.type) ? 1 : 0);
        if (to.type !== 'LoadBalancer') expect(object.status?.loadBalancer?.ingress).toBeUndefined();
      }
    }
  });

  test('Cluster to Local and back on a load balancer', () => {
    const old = stored({ type: 'LoadBalancer', ports: [{ port: 80 }] });
    const local = updated(services, old, ({ spec }) => {
      spec!.externalTrafficPolicy = 'Local';
    });
    expect(local.errors).toEqual([]);
    services.claims!.allocate({ object: local.object, old, isTaken: () => false }, context);
    const port = local.object.spec!.healthCheckNodePort!;
    const back = updated(services, local.object, ({ spec }) => {
      spec!.externalTrafficPolicy = 'Cluster';
    });
    expect(back.errors).toEqual([]);
    expect(
      services.claims!.allocate({ object: back.object, old: local.object, isTaken: () => false }, context).releases,
    ).toEqual([`nodeports/${port}`]);
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
