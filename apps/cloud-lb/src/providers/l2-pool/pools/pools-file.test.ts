import { parsePools } from './pools-file';

test.each([
  ['', 'must be a map with a list "pools"'],
  ['pools: []', 'of at least one pool'],
  ['pools: [7]', 'pools[0]: must be a map'],
  ['pools: [{addresses: [10.0.0.1]}]', 'pools[0].name: must be a name'],
  ['pools: [{name: a}]', 'pools[0].addresses: must be a list'],
  ['pools: [{name: a, addresses: [nonsense]}]', 'pools[0].addresses[0]: "nonsense" is no address range'],
  ['pools: [{name: a, addresses: [10.0.0.1], autoAssign: maybe}]', 'pools[0].autoAssign: must be true or false'],
  ['pools: [{name: a, addresses: [10.0.0.1], priority: high}]', 'pools[0].priority: must be a whole number'],
  ['pools: [{name: a, addresses: [10.0.0.1], namespaces: web}]', 'pools[0].namespaces: must be a list of names'],
  [
    'pools: [{name: a, addresses: [10.0.0.1], serviceSelector: app=web}]',
    'pools[0].serviceSelector: must be a label selector',
  ],
  [
    'pools: [{name: a, addresses: [10.0.0.1], avoidBuggyIPs: true}]',
    'pools[0].avoidBuggyIPs: no such field; there are: name, addresses,',
  ],
])('refuses %j', (text, message) => expect(() => parsePools(text)).toThrow(message));

test('reads pools with everything and with nothing but addresses', () => {
  const [full, plain] = parsePools(`
pools:
  - name: public
    addresses: [192.0.2.0/28, 192.0.2.100-192.0.2.110]
    autoAssign: false
    priority: 10
    namespaces: [web]
    serviceSelector: { matchLabels: { tier: edge } }
  - name: rest
    addresses: [10.0.0.7]
`);
  expect(full).toMatchObject({ name: 'public', autoAssign: false, priority: 10, namespaces: ['web'] });
  expect(full?.ranges.map(({ text }) => text)).toEqual(['192.0.2.0/28', '192.0.2.100-192.0.2.110']);
  expect(full?.serviceSelector?.matches({ tier: 'edge' })).toBe(true);
  expect(full?.serviceSelector?.matches({})).toBe(false);
  expect(plain).toMatchObject({
    name: 'rest',
    autoAssign: true,
    priority: undefined,
    namespaces: undefined,
    serviceSelector: undefined,
  });
});
