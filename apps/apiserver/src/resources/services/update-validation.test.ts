import type { ServiceSpec } from '@kubets/proto-gen/core/v1';
import { updated } from '../testing/strategy-harness';
import { services } from './services';
import { context, stored } from './testing/service-of';

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
