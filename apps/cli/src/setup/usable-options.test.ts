import fc from 'fast-check';
import { parseCidr } from '@kubets/net';
import { layoutOf } from '../cluster/layout';
import { DEFAULT_OPTIONS, type ClusterOptions } from '../cluster/options';
import { faultsOf, portsOf } from './usable-options.mjs';

/** With a pool inside the nodes' network, unless one is asked for. */
const faults = (asked: Partial<ClusterOptions>) =>
  faultsOf({ ...DEFAULT_OPTIONS, ...(asked.nodeCidr && { loadBalancerPool: asked.nodeCidr }), ...asked });

test('what a cluster has by default can be used', () => expect(faults({})).toEqual([]));

test.each<[Partial<ClusterOptions>, string]>([
  [{ name: 'Kubets' }, '--name "Kubets": lower-case letters'],
  [{ name: 'a'.repeat(12) }, 'at most 11 characters'],
  [{ nodes: 0 }, '--nodes 0: must be between 1 and 100'],
  [{ nodes: 1e9, nodeCidr: '11.0.0.0/8' }, '--nodes 1000000000: must be between 1 and 100'],
  [{ nodes: 5, nodeCidr: '10.201.0.0/28' }, '--nodes 5: must be between 1 and 4'],
  [{ nodeCidr: '10.201.0.0/29' }, '--node-cidr 10.201.0.0/29 is too small for a node'],
  [{ podCidr: 'fd00::/64' }, '--pod-cidr "fd00::/64": an IPv4 network is wanted'],
  [{ podCidr: '10.96.0.0/16' }, '--pod-cidr 10.96.0.0/16 and --service-cidr 10.96.0.0/12 overlap'],
  [{ nodeCidr: '10.0.0.0/8' }, '--node-cidr 10.0.0.0/8 and --pod-cidr 10.244.0.0/16 overlap'],
  [{ securePort: 70000 }, 'port 70000, wanted for the API server (--secure-port): must be between 1 and 65535'],
  [{ etcdPort: 65535 }, "port 65536, wanted for etcd's peers"],
  [{ grpcPort: 0 }, 'port 0, wanted for'],
  [{ grpcPort: 2380 }, "port 2380 is wanted both for the API server's gRPC (--grpc-port) and for etcd's peers"],
  [{ serviceCidr: '10.0.0.0/29' }, '--service-cidr 10.0.0.0/29 is too small: DNS has its 10th address'],
  [{ podCidr: '10.244.0.0/25' }, '--pod-cidr 10.244.0.0/25 is too small: each of 2 nodes gets a /24'],
  [{ podCidr: '10.244.0.0/23', nodes: 3 }, '--pod-cidr 10.244.0.0/23 is too small: each of 3 nodes'],
  [
    { loadBalancerPool: '10.9.0.1-10.9.0.7' },
    '--load-balancer-pool "10.9.0.1-10.9.0.7": addresses inside --node-cidr 10.201.0.0/24',
  ],
  [{ loadBalancerPool: 'x' }, '--load-balancer-pool "x": addresses inside'],
  [{ name: 'a/../b' }, '--name "a/../b": lower-case letters'],
  [{ name: 'a-' }, '--name "a-": lower-case letters'],
  [{ name: '' }, '--name "": lower-case letters'],
  [{ nodes: 1.5 }, '--nodes 1.5: must be between 1 and 100'],
  [{ nodeCidr: 'x' }, '--node-cidr "x": an IPv4 network is wanted, such as 10.201.0.0/24'],
  [{ nodeCidr: '10.201.0.0/33' }, '--node-cidr "10.201.0.0/33": an IPv4 network is wanted'],
  [{ nodeCidr: '10.201.0.256/24' }, '--node-cidr "10.201.0.256/24": an IPv4 network is wanted'],
  [{ serviceArgs: ['dsn:--log-level=debug'] }, '--service-arg dsn:--log-level=debug: a service, a colon and a flag'],
])('%j is refused', (asked, message) => expect(faults(asked).join('\n')).toContain(message));

test.each<Partial<ClusterOptions>>([
  { name: 'a234567890b' },
  { nodes: 4, nodeCidr: '10.201.0.0/28' },
  { nodes: 100 },
  { serviceArgs: ['etcd:--unsafe-no-fsync'] },
])('%j will do', (asked) => expect(faults(asked)).toEqual([]));

test('everything that is wrong is told at once', () => {
  expect(faults({ name: 'X', nodes: 0, podCidr: 'x', grpcPort: 0 })).toHaveLength(4);
});

const cidrs = fc.oneof(
  fc
    .tuple(fc.constantFrom(10, 172, 192), fc.nat({ max: 255 }), fc.integer({ min: 0, max: 32 }))
    .map(([a, b, prefix]) => `${a}.${b}.0.0/${prefix}`),
  fc.constantFrom(DEFAULT_OPTIONS.nodeCidr, DEFAULT_OPTIONS.podCidr, DEFAULT_OPTIONS.serviceCidr, '', 'fd00::/64'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const ports = fc.oneof(fc.integer({ min: 1, max: 65535 }), fc.constantFrom(0, 2379, 2380, 6443, 65535, 65536));
const asked = fc.record<Partial<ClusterOptions>>(
  {
    name: fc.oneof(fc.string(), fc.constantFrom('a', 'kubets', 'a-b')),
    nodes: fc.oneof(fc.integer({ min: -1, max: 120 }), fc.constantFrom(NaN, Infinity, 1.5, 1e12)),
    nodeCidr: cidrs,
    podCidr: cidrs,
    serviceCidr: cidrs,
    securePort: ports,
    grpcPort: ports,
    etcdPort: ports,
  },
  { requiredKeys: [] },
);

const OPTIONS = ['name', 'nodes', 'nodeCidr', 'podCidr', 'serviceCidr', 'securePort', 'grpcPort', 'etcdPort'] as const;

/** What says which option is wrong. */
const STATED = /^(--(name|nodes|node-cidr|pod-cidr|service-cidr|load-balancer-pool) |port \d)/;

test('whatever is asked for, it is refused by its option, or the cluster has a place for everything', () => {
  // One option or all: most of all together are refused.
  const few = fc
    .tuple(asked, fc.subarray([...OPTIONS], { maxLength: 2 }))
    .map(([all, some]) => Object.fromEntries(some.flatMap((name) => (name in all ? [[name, all[name]]] : []))));
  const seen = { usable: 0, refused: 0 };
  fc.assert(
    fc.property(fc.oneof(asked, few), (some) => {
      const options = {
        ...DEFAULT_OPTIONS,
        loadBalancerPool: (some as Partial<ClusterOptions>).nodeCidr ?? DEFAULT_OPTIONS.loadBalancerPool,
        ...some,
      };
      const found = faultsOf(options);
      if (found.length > 0) {
        seen.refused++;
        for (const fault of found) expect(fault).toMatch(STATED);
        return;
      }
      seen.usable++;
      const layout = layoutOf(options);
      const addresses = [layout.hostAddress, ...layout.nodes.map(({ address }) => address)];
      expect(new Set(addresses).size).toBe(options.nodes + 1);
      expect(new Set(portsOf(options).map(({ port }) => port)).size).toBe(4);
      for (const cidr of [options.nodeCidr, options.podCidr, options.serviceCidr])
        expect(parseCidr(cidr)?.family).toBe('IPv4');
    }),
    { numRuns: 2000 },
  );
  expect(Math.min(seen.usable, seen.refused)).toBeGreaterThan(50);
});
