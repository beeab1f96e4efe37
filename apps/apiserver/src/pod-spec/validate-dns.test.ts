import { atOnce, FieldPath, settleSteps, fieldErrorText } from '@kubets/apimachinery';
import type { PodSpec } from '@kubets/proto-gen/core/v1';
import { validateDnsConfig, validateHostAliases } from './validate-dns';

const path = FieldPath.of('spec');
const starts = (text: string) => expect.stringContaining(text) as unknown as string;
const many = (count: number, of = (index: number) => `a${index}.example`) =>
  Array.from({ length: count }, (_, index) => of(index));

test.each<[string, Partial<PodSpec>, string[]]>([
  ['nothing', {}, []],
  ['a policy that needs no configuration', { dnsPolicy: 'Default' }, []],
  [
    'no policy and no configuration',
    { dnsPolicy: 'None' },
    ['spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
  ],
  [
    'no policy and no server',
    { dnsPolicy: 'None', dnsConfig: { searches: ['a.example'] } },
    ['spec.dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None'],
  ],
  ['no policy but a server', { dnsPolicy: 'None', dnsConfig: { nameservers: ['192.0.2.1', '2001:db8::1'] } }, []],
  [
    'a server by name',
    { dnsConfig: { nameservers: ['dns.example'] } },
    [starts('spec.dnsConfig.nameservers[0]: Invalid value: "dns.example": must be a valid IP address')],
  ],
  [
    'too many servers',
    { dnsConfig: { nameservers: many(4, (index) => `192.0.2.${index}`) } },
    [starts('must not have more than 3 nameservers')],
  ],
  ['as many search paths as may be', { dnsConfig: { searches: many(32) } }, []],
  ['too many search paths', { dnsConfig: { searches: many(33) } }, [starts('must not have more than 32 search paths')]],
  [
    'search paths that are too long together',
    { dnsConfig: { searches: many(10, () => many(25, () => 'abcdefgh').join('.')) } },
    [starts('must not have more than 2048 characters (including spaces) in the search list')],
  ],
  ['the root, and names that end at it', { dnsConfig: { searches: ['.', 'a.example.'] } }, []],
  [
    'what is no name: an underscore may be in one',
    { dnsConfig: { searches: ['a_b', '..'] } },
    [starts('spec.dnsConfig.searches[1]: Invalid value')],
  ],
  [
    'an option without a name',
    { dnsConfig: { options: [{ name: 'ndots', value: '2' }, { value: '2' }] } },
    ['spec.dnsConfig.options[1]: Required value: must not be empty'],
  ],
  [
    'aliases of hosts',
    {
      hostAliases: [
        { ip: '192.0.2.1', hostnames: ['a', 'a.example'] },
        { ip: 'x', hostnames: ['A'] },
      ],
    },
    [
      starts('spec.hostAliases[1].ip: Invalid value: "x": must be a valid IP address'),
      starts('spec.hostAliases[1].hostnames[0]: Invalid value: "A"'),
    ],
  ],
])('%s', (_, spec, expected) => {
  const errors = [
    ...atOnce(settleSteps(validateDnsConfig(spec as PodSpec, path.child('dnsConfig')))),
    ...atOnce(validateHostAliases(spec as PodSpec, path.child('hostAliases'))),
  ];
  expect(errors.map(fieldErrorText)).toEqual(expected);
});
