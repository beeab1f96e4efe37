import { formatIp, parseIp } from '@kubets/net';
import fc from 'fast-check';
import { addressesOf, parseAddressRange, rangeContains, rangesOverlap } from './address-range';

test.each([
  ['', 'is no address range; write a CIDR such as'],
  ['10.0.0.1-', 'is no address range'],
  ['10.0.0.1-10.0.0.2-10.0.0.3', 'is no address range'],
  ['10.0.0.1-fd00::1', 'is no address range'],
  ['10.0.0.0/33', 'is no address range'],
  ['10.0.0.9-10.0.0.1', '"10.0.0.9-10.0.0.1" ends before it starts'],
])('refuses %j', (text, message) => expect(() => parseAddressRange(text)).toThrow(message));

test.each([
  ['10.0.0.0/30', ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3']],
  ['10.0.0.254-10.0.1.1', ['10.0.0.254', '10.0.0.255', '10.0.1.0', '10.0.1.1']],
  [' 10.0.0.7 - 10.0.0.8 ', ['10.0.0.7', '10.0.0.8']],
  ['10.0.0.7', ['10.0.0.7']],
  ['fd00::ffff-fd00::1:0', ['fd00::ffff', 'fd00::1:0']],
])('reads %j', (text, addresses) => expect([...addressesOf(parseAddressRange(text))]).toEqual(addresses));

test.each([
  ['10.0.0.0/24', '10.0.0.255-10.0.1.3', true],
  ['10.0.0.0/24', '10.0.1.0-10.0.1.3', false],
  ['0.0.0.0/0', '::/0', false],
])('%s and %s overlap: %s', (a, b, overlap) => {
  expect(rangesOverlap(parseAddressRange(a), parseAddressRange(b))).toBe(overlap);
  expect(rangesOverlap(parseAddressRange(b), parseAddressRange(a))).toBe(overlap);
});

const address = fc.oneof(
  fc.nat({ max: 0xffffffff }).map((value) => ({ family: 'IPv4' as const, value: BigInt(value) })),
  fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map((value) => parseIp(formatIp({ family: 'IPv6', value }))!),
);

test('any text is a range, or refused in the same words', () => {
  const part = fc.oneof(
    address.map(formatIp),
    fc.constantFrom('-', '/', '/24', '/0', '/129', ' ', '.', ':', '0', '__proto__'),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
      const text = parts.join('');
      try {
        const { family, first, last } = parseAddressRange(text);
        expect(first <= last && first >= 0n && last < (family === 'IPv4' ? 2n ** 32n : 2n ** 128n)).toBe(true);
      } catch (error) {
        const refusals = [' is no address range; write a CIDR such as', ' ends before it starts'];
        const { message } = error as Error;
        expect(refusals.some((refusal) => message.startsWith(JSON.stringify(text) + refusal))).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});

const range = fc.tuple(address, fc.nat({ max: 40 })).map(([{ family, value }, count]) => {
  const last = value + BigInt(count) < (family === 'IPv4' ? 2n ** 32n : 2n ** 128n) ? value + BigInt(count) : value;
  return parseAddressRange(`${formatIp({ family, value })} - ${formatIp({ family, value: last })}`);
});
const near = fc.tuple(range, fc.integer({ min: -45, max: 45 })).map(([one, by]) => {
  const max = one.family === 'IPv4' ? 2n ** 32n - 1n : 2n ** 128n - 1n;
  const moved = [one.first, one.last].map((value) => {
    const at = value + BigInt(by);
    return formatIp({ family: one.family, value: at < 0n ? 0n : at > max ? max : at });
  });
  return [one, parseAddressRange(moved.join('-'))] as const;
});

test('a range has just the addresses from its first to its last, each once', () => {
  fc.assert(
    fc.property(range, (one) => {
      const all = [...addressesOf(one)];
      expect(all.length).toBe(Number(one.last - one.first) + 1);
      expect(new Set(all).size).toBe(all.length);
      expect(all.every((text) => rangeContains(one, parseIp(text)!))).toBe(true);
      for (const value of [one.first - 1n, one.last + 1n])
        expect(rangeContains(one, { family: one.family, value })).toBe(false);
    }),
  );
});

test('ranges overlap just when they share an address', () => {
  fc.assert(
    fc.property(fc.oneof(near, fc.tuple(range, range)), ([a, b]) => {
      const shared = new Set(addressesOf(a));
      expect(rangesOverlap(a, b)).toBe([...addressesOf(b)].some((text) => shared.has(text)));
    }),
  );
});
