import type { Service, ServiceSpec } from '@kubets/proto-gen/core/v1';
import { created, updated } from '../testing/strategy-harness';
import { services } from './services';

const service = (spec: ServiceSpec): Service => ({
  metadata: { name: 'web', namespace: 'default', resourceVersion: '1' },
  spec: { type: 'LoadBalancer', ports: [{ port: 80 }], ...spec },
});
const IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

// As kube-apiserver 1.37.2 answers, but for the capital of its spec.LoadBalancerSourceRanges.
test.each<[ServiceSpec, string]>([
  [{ externalIPs: ['010.0.0.1'] }, 'spec.externalIPs[0]: Invalid value: "010.0.0.1": must not have leading 0s'],
  [{ externalIPs: ['0x7f.1'] }, `spec.externalIPs[0]: Invalid value: "0x7f.1": ${IP}`],
  [{ externalIPs: ['127.1'] }, `spec.externalIPs[0]: Invalid value: "127.1": ${IP}`],
  [{ externalIPs: ['0.0.0.0'] }, 'spec.externalIPs[0]: Invalid value: "0.0.0.0": may not be unspecified (0.0.0.0)'],
  [
    { externalIPs: ['1.2.3.4', '::ffff:1.2.3.4'] },
    'spec.externalIPs[1]: Invalid value: "::ffff:1.2.3.4": must not be an IPv4-mapped IPv6 address',
  ],
  [
    { clusterIP: '::ffff:10.96.0.5' },
    'spec.clusterIPs[0]: Invalid value: "::ffff:10.96.0.5": must not be an IPv4-mapped IPv6 address',
  ],
  [
    { loadBalancerSourceRanges: [' 10.0.0.1/8'] },
    'spec.LoadBalancerSourceRanges[0]: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length',
  ],
  [
    { loadBalancerSourceRanges: ['10.0.0.0/08'] },
    'spec.LoadBalancerSourceRanges[0]: Invalid value: "10.0.0.0/08": must not have leading 0s in IP or prefix length',
  ],
  [
    { loadBalancerSourceRanges: ['::ffff:1.2.3.0/120'] },
    'spec.LoadBalancerSourceRanges[0]: Invalid value: "::ffff:1.2.3.0/120": must not have an IPv4-mapped IPv6 address',
  ],
])('%j is refused in a new Service', (spec, error) => {
  expect(created(services, service(spec)).errors).toEqual([error]);
});

// All that is wrong with ranges is told in their order, whatever it is.
test('of several source ranges', () => {
  const wrong = ['x', '10.0.0.1/8', '010.0.0.0/8'];
  const causes = ['must be a valid CIDR value', 'must not have bits set beyond', 'must not have leading 0s'];
  const { errors } = created(services, service({ loadBalancerSourceRanges: wrong }));
  expect(errors).toEqual(
    causes.map(
      (text, index) => expect.stringContaining(`[${index}]: Invalid value: "${wrong[index]}": ${text}`) as unknown,
    ),
  );
  const annotated = service({});
  annotated.metadata!.annotations = { 'service.beta.kubernetes.io/load-balancer-source-ranges': wrong.join(',') };
  expect(created(services, annotated).errors).toEqual(causes.map((text) => expect.stringContaining(text) as unknown));
});

// A range is no address, and the other way round: there is nothing to be read in two ways.
test.each(['1.2.3.4/24', '1.2.3.0/24'])('%s is no address', (text) =>
  expect(created(services, service({ externalIPs: [text] })).errors).toEqual([
    `spec.externalIPs[0]: Invalid value: "${text}": ${IP}`,
  ]),
);

test.each<ServiceSpec>([
  { clusterIP: 'None', type: 'ClusterIP' },
  { externalIPs: ['1.2.3.4', '2001:DB8::1'] },
  { loadBalancerSourceRanges: ['10.0.0.0/8', ' 2001:db8::/32 ', '0.0.0.0/0'] },
])('%j is accepted', (spec) => expect(created(services, service(spec)).errors).toEqual([]));

test('what is stored may stay, and nothing like it may come', () => {
  const { object: old } = created(services, service({ loadBalancerSourceRanges: ['10.0.0.1/8'] }));
  expect(updated(services, old, ({ metadata }) => (metadata!.labels = { a: 'b' })).errors).toEqual([]);
  const moved = updated(services, old, ({ spec }) => (spec!.loadBalancerSourceRanges = ['10.0.0.0/8', '10.0.0.1/8']));
  expect(moved.errors).toEqual([]);
  const more = updated(services, old, ({ spec }) => spec!.loadBalancerSourceRanges!.push('10.0.0.2/8'));
  expect(more.errors).toEqual([
    'spec.LoadBalancerSourceRanges[1]: Invalid value: "10.0.0.2/8": must not have bits set beyond the prefix length',
  ]);
});

test.each<[ServiceSpec, string[]]>([
  [{ loadBalancerIP: '1.2.3.4' }, []],
  [{ loadBalancerIP: 'x' }, []],
  [
    { loadBalancerIP: '::ffff:1.2.3.4' },
    ['spec.loadBalancerIP: non-standard IP address "::ffff:1.2.3.4" is invalid: use "1.2.3.4"'],
  ],
  [
    { loadBalancerIP: '2001:DB8::1' },
    ['spec.loadBalancerIP: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")'],
  ],
  [
    { loadBalancerIP: '001.2.3.4' },
    ['spec.loadBalancerIP: non-standard IP address "001.2.3.4" is invalid: use "1.2.3.4"'],
  ],
  [
    { externalIPs: ['2001:DB8::1'] },
    [
      'spec.externalIPs[0]: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")',
      'spec.externalIPs is deprecated and may no longer be implemented in some clusters',
    ],
  ],
  [
    {
      type: 'ClusterIP',
      clusterIP: 'None',
      loadBalancerIP: '1.2.3.4',
      externalIPs: ['1.2.3.4'],
      sessionAffinity: 'None',
    },
    ['spec.loadBalancerIP is ignored for headless services', 'spec.externalIPs is ignored for headless services'],
  ],
  [
    { type: 'ClusterIP', clusterIP: 'None', sessionAffinity: 'ClientIP' },
    ['spec.SessionAffinity is ignored for headless services'],
  ],
  [
    { loadBalancerSourceRanges: ['2001:DB8::/32'] },
    [
      'spec.loadBalancerSourceRanges[0]: IPv6 CIDR value "2001:DB8::/32" should be in RFC 5952 canonical format ("2001:db8::/32")',
    ],
  ],
])('of %j is warned', (spec, warnings) => {
  expect([...services.warnings!(service(spec), undefined)]).toEqual(warnings);
});
