import { addressBands, pickOffset, portBands } from './allocation-bands';
import {
  addressAt,
  cidrContains,
  cidrCovers,
  cidrSize,
  cidrsOverlap,
  formatCidr,
  parseCidr,
  splitSubnets,
} from './cidr';
import { canonicalIp, formatIp, ipFamily, ipRange, parseIp } from './ip-address';
import { parsePortRange } from './port-range';

test.each<[string, string | undefined]>([
  ['10.0.0.1', '10.0.0.1'],
  ['0.0.0.0', '0.0.0.0'],
  ['255.255.255.255', '255.255.255.255'],
  ['2001:DB8::1', '2001:db8::1'],
  ['2001:db8:0:0:0:0:0:1', '2001:db8::1'],
  ['::', '::'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['010.0.0.1', undefined],
  ['10.0.0', undefined],
  ['10.0.0.256', undefined],
  ['10.0.0.1.2', undefined],
  ['fe80::1%eth0', undefined],
  ['', undefined],
  ['x', undefined],
  ['1', undefined],
  ['0x0a.0.0.1', undefined],
])('address %j is %s', (text, canonical) => {
  expect(canonicalIp(text)).toBe(canonical);
  const parsed = parseIp(text);
  expect(parsed && formatIp(parsed)).toBe(canonical);
});

test.each([
  ['10.0.0.1', 'IPv4'],
  ['::1', 'IPv6'],
  ['10.0.0.0/8', 'IPv4'],
  ['fd00::/8', 'IPv6'],
  ['x', undefined],
])('family of %s is %s', (text, family) => {
  expect(ipFamily(text)).toBe(family);
});

test.each([
  ['127.0.0.1', 'loopback'],
  ['::1', 'loopback'],
  ['169.254.1.1', 'linkLocal'],
  ['fe80::1', 'linkLocal'],
  ['224.0.0.5', 'linkLocalMulticast'],
  ['ff02::1', 'linkLocalMulticast'],
  ['239.1.1.1', 'multicast'],
  ['0.0.0.0', 'unspecified'],
  ['::', 'unspecified'],
  ['10.0.0.1', 'other'],
  ['2001:db8::1', 'other'],
])('%s is %s', (text, range) => {
  expect(ipRange(parseIp(text)!)).toBe(range);
});

test.each<[string, string | undefined, bigint | undefined]>([
  ['10.96.0.0/12', '10.96.0.0/12', 1048576n],
  ['10.96.5.6/12', '10.96.0.0/12', 1048576n],
  ['10.0.0.1/32', '10.0.0.1/32', 1n],
  ['2001:db8::1/64', '2001:db8::/64', 2n ** 64n],
  ['0.0.0.0/0', '0.0.0.0/0', 2n ** 32n],
  ['10.0.0.0/33', undefined, undefined],
  ['10.0.0.0', undefined, undefined],
  ['10.0.0.0/x', undefined, undefined],
  ['/8', undefined, undefined],
])('CIDR %s is %s', (text, canonical, size) => {
  const cidr = parseCidr(text);
  expect(cidr && formatCidr(cidr)).toBe(canonical);
  if (cidr) expect(cidrSize(cidr)).toBe(size);
});

test('containment', () => {
  const cidr = parseCidr('10.244.0.0/16')!;
  const inside = (text: string): boolean => cidrContains(cidr, parseIp(text)!);
  expect(['10.244.0.0', '10.244.255.255', '10.245.0.0', '::a'].map(inside)).toEqual([true, true, false, false]);
  expect(cidrCovers(cidr, parseCidr('10.244.3.0/24')!)).toBe(true);
  expect(cidrCovers(parseCidr('10.244.3.0/24')!, cidr)).toBe(false);
  expect([cidrsOverlap(parseCidr('10.244.3.0/24')!, cidr), cidrsOverlap(parseCidr('10.0.0.0/16')!, cidr)]).toEqual([
    true,
    false,
  ]);
});

test('the n-th address', () => {
  const cidr = parseCidr('10.96.0.0/12')!;
  expect([addressAt(cidr, 1), addressAt(cidr, 10), addressAt(cidr, 256), addressAt(cidr, -1)]).toEqual([
    '10.96.0.1',
    '10.96.0.10',
    '10.96.1.0',
    '10.111.255.255',
  ]);
  expect(() => addressAt(parseCidr('10.0.0.0/30')!, 4)).toThrow('10.0.0.0/30 has 4 addresses, asked for number 4');
});

test('subnets', () => {
  const subnets = [...splitSubnets(parseCidr('10.244.0.0/22')!, 24)].map(formatCidr);
  expect(subnets).toEqual(['10.244.0.0/24', '10.244.1.0/24', '10.244.2.0/24', '10.244.3.0/24']);
  expect([...splitSubnets(parseCidr('10.244.0.0/24')!, 16)]).toEqual([]);
});

test.each<[string, object | undefined]>([
  ['30000-32767', { first: 30000, last: 32767 }],
  ['30000+2767', { first: 30000, last: 32767 }],
  ['8080', { first: 8080, last: 8080 }],
  [' 1 - 2 ', { first: 1, last: 2 }],
  ['2-1', undefined],
  ['1-70000', undefined],
  ['', undefined],
  ['a-b', undefined],
  ['65535+1', undefined],
])('port range %j', (text, range) => {
  expect(parsePortRange(text)).toEqual(range);
});

test('bands of the default ranges', () => {
  expect(addressBands(parseCidr('10.96.0.0/12')!)).toEqual({
    static: { start: 1, end: 257 },
    dynamic: { start: 257, end: 65537 },
  });
  expect(addressBands(parseCidr('10.96.0.0/24')!)).toEqual({
    static: { start: 1, end: 17 },
    dynamic: { start: 17, end: 255 },
  });
  expect(addressBands(parseCidr('10.96.0.0/28')!)).toEqual({
    static: { start: 1, end: 1 },
    dynamic: { start: 1, end: 15 },
  });
  expect(addressBands(parseCidr('10.96.0.0/32')!)).toEqual({
    static: { start: 1, end: 1 },
    dynamic: { start: 1, end: 1 },
  });
  expect(portBands({ first: 30000, last: 32767 })).toEqual({
    static: { start: 0, end: 86 },
    dynamic: { start: 86, end: 2768 },
  });
});

test('the dynamic band is used first, then the static one, then nothing', () => {
  const bands = { static: { start: 0, end: 2 }, dynamic: { start: 2, end: 4 } };
  const taken = new Set<number>();
  const order: (number | undefined)[] = [];
  for (let i = 0; i < 5; i++) {
    const offset = pickOffset(bands, { isTaken: (candidate) => taken.has(candidate), random: () => 0.99 });
    if (offset !== undefined) taken.add(offset);
    order.push(offset);
  }
  expect(order).toEqual([3, 2, 1, 0, undefined]);
});
