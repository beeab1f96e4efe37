import fc from 'fast-check';
import type { Service } from '@kubets/proto-gen/core/v1';
import { service } from '../testing/objects';
import { poolAdmits, poolContains, type AddressPool } from '../pools/address-pool';
import { parseAddressRange } from '../pools/address-range';
import { canShare, claimOf } from './address-claim';
import { createAddressLedger } from './address-ledger';
import { allocateAddresses } from './allocate-addresses';
import { AllocationError } from './requested-addresses';

const pool = (name: string, range: string, o: Partial<AddressPool> = {}): AddressPool => ({
  name,
  ranges: [parseAddressRange(range)],
  autoAssign: true,
  ...o,
});
const v4 = pool('v4', '10.0.0.1-10.0.0.3');
const v6 = pool('v6', 'fd00::1-fd00::2');
const later = { creationTimestamp: '2026-01-02T00:00:00Z' };

const annotated = (values: Record<string, string>) => ({
  annotations: Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`loadbalancer.kubets.dev/${name}`, value]),
  ),
});
const holding = (
  name: string,
  address: string,
  spec: Service['spec'] = {},
  values: Record<string, string> = {},
): Service => service(name, spec, annotated({ address, ...values }));

function allocate(given: Service, others: readonly Service[] = [], pools: readonly AddressPool[] = [v4]): string[] {
  const ledger = createAddressLedger();
  for (const other of [...others, given]) ledger.set(`default/${other.metadata?.name}`, claimOf(other));
  return allocateAddresses({ service: given, pools, ledger });
}

const shared = { 'allow-shared-ip': 'k' };
const https = { ports: [{ port: 443, protocol: 'TCP' }] };
const local = { externalTrafficPolicy: 'Local', selector: { app: 'x' } };
const dual = { ipFamilies: ['IPv6', 'IPv4'], ipFamilyPolicy: 'PreferDualStack' };

test.each<[string, Service, Service[], AddressPool[], string[]]>([
  ['the first free address', service('web'), [holding('a', '10.0.0.1')], [v4], ['10.0.0.2']],
  [
    'the next pool when one is full',
    service('web'),
    [holding('a', '10.9.0.1')],
    [pool('full', '10.9.0.1', { priority: 1 }), v4],
    ['10.0.0.1'],
  ],
  ['the address it has', holding('web', '10.0.0.3'), [], [v4], ['10.0.0.3']],
  [
    'the address of its status when the annotation is gone',
    { ...service('web'), status: { loadBalancer: { ingress: [{ ip: '10.0.0.3' }] } } },
    [],
    [v4],
    ['10.0.0.3'],
  ],
  [
    'the address it has although the pool only gives on request',
    holding('web', '10.0.0.3'),
    [],
    [{ ...v4, autoAssign: false }],
    ['10.0.0.3'],
  ],
  ['another one when its own is in no pool any longer', holding('web', '10.9.0.3'), [], [v4], ['10.0.0.1']],
  [
    'another one when an elder Service has the same',
    service('web', {}, { ...later, ...annotated({ address: '10.0.0.1' }) }),
    [holding('a', '10.0.0.1')],
    [v4],
    ['10.0.0.2'],
  ],
  [
    'what it has although a younger Service has the same',
    holding('web', '10.0.0.1'),
    [service('a', {}, { ...later, ...annotated({ address: '10.0.0.1' }) })],
    [v4],
    ['10.0.0.1'],
  ],
  [
    'no address that is still published for somebody',
    service('web'),
    [{ ...holding('a', '10.0.0.2'), status: { loadBalancer: { ingress: [{ ip: '10.0.0.1' }] } } }],
    [v4],
    ['10.0.0.3'],
  ],
  ['the one of spec.loadBalancerIP', service('web', { loadBalancerIP: '10.0.0.3' }), [], [v4], ['10.0.0.3']],
  ['the one of the annotation', service('web', {}, annotated({ ip: '10.0.0.3' })), [], [v4], ['10.0.0.3']],
  [
    'the one of both when they agree',
    service('web', { loadBalancerIP: '10.0.0.3' }, annotated({ ip: '10.0.0.3' })),
    [],
    [v4],
    ['10.0.0.3'],
  ],
  [
    'the one that is asked for now rather than the one it has',
    holding('web', '10.0.0.1', { loadBalancerIP: '10.0.0.3' }),
    [],
    [v4],
    ['10.0.0.3'],
  ],
  [
    'on request also from a pool that does not assign',
    service('web', { loadBalancerIP: '10.0.0.3' }),
    [],
    [{ ...v4, autoAssign: false }],
    ['10.0.0.3'],
  ],
  [
    'the address of Services with its sharing key',
    service('web', https, annotated(shared)),
    [holding('a', '10.0.0.2', {}, shared)],
    [v4],
    ['10.0.0.2'],
  ],
  [
    'no shared address with its own port taken',
    service('web', {}, annotated(shared)),
    [holding('a', '10.0.0.1', {}, shared)],
    [v4],
    ['10.0.0.2'],
  ],
  [
    'no shared address with another key',
    service('web', https, annotated({ 'allow-shared-ip': 'j' })),
    [holding('a', '10.0.0.1', {}, shared)],
    [v4],
    ['10.0.0.2'],
  ],
  [
    'no shared address without a key',
    service('web', https),
    [holding('a', '10.0.0.1', {}, shared)],
    [v4],
    ['10.0.0.2'],
  ],
  [
    'no shared address with another traffic policy',
    service('web', https, annotated(shared)),
    [holding('a', '10.0.0.1', local, shared)],
    [v4],
    ['10.0.0.2'],
  ],
  [
    'a shared address with local traffic to the same pods',
    service('web', { ...local, ...https }, annotated(shared)),
    [holding('a', '10.0.0.1', local, shared)],
    [v4],
    ['10.0.0.1'],
  ],
  [
    'no shared address with local traffic to other pods',
    service('web', { ...local, ...https, selector: { app: 'y' } }, annotated(shared)),
    [holding('a', '10.0.0.1', local, shared)],
    [v4],
    ['10.0.0.2'],
  ],
  [
    'on request a shared address',
    service('web', { ...https, loadBalancerIP: '10.0.0.2' }, annotated(shared)),
    [holding('a', '10.0.0.2', {}, shared)],
    [v4],
    ['10.0.0.2'],
  ],
  ['one address of each family, the primary first', service('web', dual), [], [v4, v6], ['fd00::1', '10.0.0.1']],
  [
    'an IPv6 address on request and an IPv4 one along',
    service('web', dual, annotated({ ip: 'FD00:0::2' })),
    [],
    [v4, v6],
    ['fd00::2', '10.0.0.1'],
  ],
  ['the primary family alone when the other is only preferred', service('web', dual), [], [v6], ['fd00::1']],
])('gives %s', (_, given, others, pools, expected) => expect(allocate(given, others, pools)).toEqual(expected));

test.each<[string, Service, Service[], AddressPool[], string]>([
  [
    'nothing is left',
    service('web'),
    [holding('a', '10.0.0.1')],
    [pool('tiny', '10.0.0.1')],
    'no address is left in pool "tiny" (10.0.0.1)',
  ],
  [
    'no pool is for the Service',
    service('web'),
    [],
    [pool('theirs', '10.0.0.1', { namespaces: ['other'] })],
    'no pool gives IPv4 addresses to Service default/web; there are: "theirs" (10.0.0.1)',
  ],
  ['no pool has the family', service('web', { ipFamilies: ['IPv6'] }), [], [v4], 'no pool gives IPv6 addresses'],
  [
    'the second family is demanded',
    service('web', { ...dual, ipFamilyPolicy: 'RequireDualStack' }),
    [],
    [v6],
    'no pool gives IPv4 addresses',
  ],
  [
    'the address is taken',
    service('web', { loadBalancerIP: '10.0.0.1' }),
    [holding('a', '10.0.0.1')],
    [v4],
    'address 10.0.0.1 is taken by Service default/a',
  ],
  [
    'the address is in no pool',
    service('web', { loadBalancerIP: '10.0.0.9' }),
    [],
    [v4],
    'address 10.0.0.9 is in none of the pools: "v4" (10.0.0.1-10.0.0.3)',
  ],
  [
    'the address is of a pool for others',
    service('web', { loadBalancerIP: '10.0.0.1' }),
    [],
    [{ ...v4, namespaces: ['other'] }],
    'address 10.0.0.1 is of pool "v4" (10.0.0.1-10.0.0.3), which is not for Service default/web',
  ],
  [
    'the address is none',
    service('web', { loadBalancerIP: 'nonsense' }),
    [],
    [v4],
    'spec.loadBalancerIP asks for "nonsense", which is no IP address',
  ],
  [
    'the address is of the wrong family',
    service('web', {}, annotated({ ip: 'fd00::1' })),
    [],
    [v6],
    'annotation loadbalancer.kubets.dev/ip asks for fd00::1, but the Service has no IPv6 (ipFamilies: IPv4)',
  ],
  [
    'two are asked for',
    service('web', { loadBalancerIP: '10.0.0.1' }, annotated({ ip: '10.0.0.2' })),
    [],
    [v4],
    'the Service asks for both 10.0.0.1 and 10.0.0.2; it can have one IPv4 address',
  ],
])('refuses when %s', (_, given, others, pools, message) =>
  expect(() => allocate(given, others, pools)).toThrow(message),
);

describe('Services that come and go', () => {
  const pools = [
    pool('first', '10.0.0.1-10.0.0.3', { priority: 1 }),
    pool('theirs', '10.0.1.1-10.0.1.2', { namespaces: ['other'], priority: 2 }),
    pool('asked', '10.0.2.1', { autoAssign: false }),
    pool('v6', 'fd00::1-fd00::2'),
  ];
  const asked = fc.constantFrom(...['10.0.0.2', '10.0.1.1', '10.0.2.1', 'fd00::1', '10.9.9.9', 'x', ',']);
  const wish = fc.record({
    name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
    namespace: fc.constantFrom('default', 'other'),
    isGone: fc.boolean(),
    ip: fc.option(asked, { nil: undefined, freq: 3 }),
    sharing: fc.option(fc.constantFrom('k', 'l'), { nil: undefined, freq: 2 }),
    port: fc.constantFrom(80, 443),
    families: fc.constantFrom<string[]>(['IPv4'], ['IPv4'], ['IPv6'], ['IPv4', 'IPv6']),
    policy: fc.constantFrom('SingleStack', 'PreferDualStack', 'RequireDualStack'),
  });

  test('each has addresses of its own, out of a pool that is for it, or is told why not', () => {
    const seen = { given: 0, refused: 0 };
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 24, size: 'max' }), (wishes) => {
        const ledger = createAddressLedger();
        const services = new Map<string, Service>();
        for (const { name, namespace, isGone, ip, sharing, port, families, policy } of wishes) {
          const key = `${namespace}/${name}`;
          services.delete(key);
          ledger.set(key, undefined);
          if (isGone) continue;
          const notes = { ...(ip && { ip }), ...(sharing && { 'allow-shared-ip': sharing }) };
          const ports = [{ port, protocol: 'TCP' }];
          const wanted = service(
            name,
            { ports, ipFamilies: families, ipFamilyPolicy: policy },
            { namespace, ...annotated(notes) },
          );
          let addresses: string[];
          try {
            addresses = allocateAddresses({ service: wanted, pools, ledger });
          } catch (error) {
            seen.refused++;
            expect(error).toBeInstanceOf(AllocationError);
            continue;
          }
          seen.given++;
          const noted = annotated({ ...notes, address: addresses.join(',') });
          const held = { ...wanted, metadata: { ...wanted.metadata, ...noted } };
          services.set(key, held);
          ledger.set(key, claimOf(held));
          expect(addresses.map((address) => (address.includes(':') ? 'IPv6' : 'IPv4'))).toEqual(
            families.slice(0, addresses.length),
          );
          for (const address of addresses)
            expect(pools.some((one) => poolContains(one, address) && poolAdmits(one, held))).toBe(true);
          // Asked again, nothing moves.
          expect(allocateAddresses({ service: held, pools, ledger })).toEqual(addresses);
        }
        const claims = [...services.values()].map(claimOf);
        for (const [index, claim] of claims.entries())
          for (const other of claims.slice(index + 1))
            if (claim.addresses.some((address) => other.addresses.includes(address)))
              expect(canShare(claim, other)).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(Math.min(seen.given, seen.refused)).toBeGreaterThan(100);
  });

  test('as many Services as there are addresses have one each, and one that is given back is given again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(), (size, pick) => {
        const only = [pool('only', `10.0.0.1-10.0.0.${size}`)];
        const ledger = createAddressLedger();
        const give = (name: string) => {
          const [address] = allocateAddresses({ service: service(name), pools: only, ledger });
          ledger.set(`default/${name}`, claimOf(holding(name, address!)));
          return address!;
        };
        const given = Array.from({ length: size }, (_, index) => give(`s${index}`));
        expect(new Set(given).size).toBe(size);
        expect(() => give('late')).toThrow(AllocationError);
        ledger.set(`default/s${pick % size}`, undefined);
        expect(give('late')).toBe(given[pick % size]);
      }),
      { numRuns: 50 },
    );
  });
});
