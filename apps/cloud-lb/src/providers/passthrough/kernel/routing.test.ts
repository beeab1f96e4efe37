import { changeRouting, type Routing } from './routing';

const routing = (o: Partial<Routing> = {}): Routing => ({
  nodes: new Map(),
  ruled: new Set(),
  owned: new Set(),
  devices: new Set(),
  ...o,
});
const oneNode = { nodes: new Map([['10.0.0.11', { number: 1, device: 'br0' }]]), devices: new Set(['br0']) };

test('what is there already is left as it is', () => {
  const present = routing({ ...oneNode, ruled: new Set([1]), owned: new Set(['10.0.0.200']) });
  expect(changeRouting('IPv4', present, present)).toEqual({ before: [], after: [], added: [] });
});

test('a node and an address come before packets are marked', () => {
  expect(changeRouting('IPv4', routing(), routing({ ...oneNode, owned: new Set(['10.0.0.200']) }))).toEqual({
    before: [
      'route replace default via 10.0.0.11 dev br0 table 1279393793',
      'rule add pref 90 fwmark 1279393793 lookup 1279393793',
      'rule add pref 91 iif br0 lookup 1279393792',
      'route replace local 10.0.0.200 dev br0 table 1279393792',
    ],
    after: [],
    added: ['10.0.0.200'],
  });
});

test('they go when none is marked any more', () => {
  const present = routing({ ...oneNode, ruled: new Set([1]), owned: new Set(['10.0.0.200']) });
  expect(changeRouting('IPv4', present, routing())).toEqual({
    before: [],
    after: [
      'rule del pref 90 fwmark 1279393793 lookup 1279393793',
      'route flush table 1279393793',
      'rule del pref 91 iif br0 lookup 1279393792',
      'route del local 10.0.0.200 table 1279393792',
    ],
    added: [],
  });
});

test('of IPv6 the neighbours are answered, too', () => {
  const wanted = routing({ devices: new Set(['br0']), owned: new Set(['fd00::200']) });
  expect(changeRouting('IPv6', routing({ devices: new Set(['br0']) }), wanted).before).toEqual([
    'route replace local fd00::200 dev br0 table 1279393792',
    'neigh replace proxy fd00::200 dev br0',
  ]);
});
