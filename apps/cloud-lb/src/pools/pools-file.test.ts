import fc from 'fast-check';
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
  // What is misspelt must not select every Service.
  [
    'pools: [{name: a, addresses: [10.0.0.1], serviceSelector: {matchLabel: {a: b}}}]',
    'pools[0].serviceSelector: must be a label selector',
  ],
  [
    'pools: [{name: a, addresses: [10.0.0.1], serviceSelector: {matchExpressions: [{key: a, operator: Is}]}}]',
    'pools[0].serviceSelector: "Is" is not a valid label selector operator',
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

/** What says where in the file it goes wrong. */
const STATED = /^(must be a map with a list "pools"|pools\[\d+\](\.|:| ))/;

test('whatever a file holds, it is a list of pools, or the refusal names the place', () => {
  const any = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom<unknown>('10.0.0.1', ['10.0.0.1'], ['10.0.0.0/28', 'x'], null, '', [], {}, true, 1.5),
  );
  const expression = fc.record(
    { key: any, operator: fc.oneof(any, fc.constant('In')), values: any },
    { requiredKeys: [] },
  );
  const selector = fc.oneof(
    any,
    fc.record(
      {
        matchLabels: fc.oneof(any, fc.dictionary(fc.string(), any)),
        matchExpressions: fc.oneof(any, fc.array(expression)),
      },
      { requiredKeys: [] },
    ),
  );
  const some = fc.record(
    { name: any, addresses: any, autoAssign: any, priority: any, namespaces: any, serviceSelector: selector },
    { requiredKeys: [] },
  );
  const plain = { name: 'a', addresses: ['10.0.0.1'] };
  const nearly = fc.record({ serviceSelector: selector, priority: any, namespaces: any }, { requiredKeys: [] });
  const sound = nearly.map((rest) => ({ ...plain, ...rest }));
  const file = fc.oneof(
    any,
    fc.record({ pools: fc.oneof(any, fc.array(fc.oneof(some, any, sound))) }),
    sound.map((pool) => ({ pools: [pool] })),
    nearly.map(({ serviceSelector: _, ...rest }) => ({
      pools: [{ ...plain, ...rest, priority: 1, namespaces: ['a'] }],
    })),
  );
  const seen = { read: 0, refused: 0 };
  fc.assert(
    fc.property(file, (content) => {
      try {
        for (const { serviceSelector } of parsePools(JSON.stringify(content))) serviceSelector?.matches({ a: 'b' });
        seen.read++;
      } catch (error) {
        seen.refused++;
        expect((error as Error).message).toMatch(STATED);
      }
    }),
    { numRuns: 3000 },
  );
  expect(Math.min(seen.read, seen.refused)).toBeGreaterThan(20);
});
