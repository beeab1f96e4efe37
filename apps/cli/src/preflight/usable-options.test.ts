import fc from 'fast-check';
import { parseCidr } from '@kubets/net';
import { layoutOf } from '../cluster/layout';
import { DEFAULT_OPTIONS, type ClusterOptions } from '../cluster/options';
import { assertUsable, portsOf } from './usable-options';

const check = (asked: Partial<ClusterOptions>) => () => assertUsable({ ...DEFAULT_OPTIONS, ...asked });

test('what a cluster has by default can be used', () => expect(check({})).not.toThrow());

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
])('%j is refused', (asked, message) => expect(check(asked)).toThrow(message));

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
const STATED = /^(--(name|nodes|node-cidr|pod-cidr|service-cidr) |port \d)/;

test('whatever is asked for, it is refused by its option, or the cluster has a place for everything', () => {
  // One option or all: most of all together are refused.
  const few = fc
    .tuple(asked, fc.subarray([...OPTIONS], { maxLength: 2 }))
    .map(([all, some]) => Object.fromEntries(some.flatMap((name) => (name in all ? [[name, all[name]]] : []))));
  const seen = { usable: 0, refused: 0 };
  fc.assert(
    fc.property(fc.oneof(asked, few), (some) => {
      const options = { ...DEFAULT_OPTIONS, ...some };
      let layout;
      try {
        assertUsable(options);
        layout = layoutOf(options);
      } catch (error) {
        seen.refused++;
        expect((error as Error).message).toMatch(STATED);
        return;
      }
      seen.usable++;
      const addresses = [layout.hostAddress, ...layout.nodes.map(({ address }) => address)];
      expect(new Set(addresses).size).toBe(options.nodes + 1);
      expect(new Set(portsOf(options).map(([, , port]) => port)).size).toBe(4);
      for (const cidr of [options.nodeCidr, options.podCidr, options.serviceCidr])
        expect(parseCidr(cidr)?.family).toBe('IPv4');
    }),
    { numRuns: 2000 },
  );
  expect(Math.min(seen.usable, seen.refused)).toBeGreaterThan(50);
});
