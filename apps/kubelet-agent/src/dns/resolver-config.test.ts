import type { PodSpec } from '@kubets/proto-gen/core/v1';
import { parseResolverConfig, podResolverConfig, type ResolverConfig } from './resolver-config';

const node: ResolverConfig = { servers: ['8.8.8.8'], searches: ['corp.example'], options: ['timeout:1'] };
const cluster = { servers: ['10.96.0.10'], domain: 'cluster.local', node };
const inCluster = {
  servers: ['10.96.0.10'],
  searches: ['shop.svc.cluster.local', 'svc.cluster.local', 'cluster.local', 'corp.example'],
  options: ['ndots:5'],
};
const of = (spec: PodSpec) => podResolverConfig({ metadata: { namespace: 'shop' }, spec }, cluster);

describe('podResolverConfig', () => {
  test.each<[string, PodSpec, ResolverConfig]>([
    ['default policy', {}, inCluster],
    ['ClusterFirst', { dnsPolicy: 'ClusterFirst' }, inCluster],
    ['ClusterFirst on the node’s network', { dnsPolicy: 'ClusterFirst', hostNetwork: true }, node],
    ['ClusterFirstWithHostNet', { dnsPolicy: 'ClusterFirstWithHostNet', hostNetwork: true }, inCluster],
    ['Default', { dnsPolicy: 'Default' }, node],
    [
      'None',
      { dnsPolicy: 'None', dnsConfig: { nameservers: ['1.2.3.4'] } },
      { servers: ['1.2.3.4'], searches: [], options: [] },
    ],
    [
      'dnsConfig adds and replaces',
      {
        dnsConfig: {
          nameservers: ['1.2.3.4', '10.96.0.10'],
          searches: ['a.b', 'cluster.local'],
          options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }],
        },
      },
      { servers: ['10.96.0.10', '1.2.3.4'], searches: [...inCluster.searches, 'a.b'], options: ['ndots:2', 'edns0'] },
    ],
  ])('%s', (_, spec, expected) => {
    expect(of(spec)).toEqual({ config: expected, warnings: [] });
  });

  test('a fourth nameserver is cut and said', () => {
    const { config, warnings } = of({
      dnsPolicy: 'None',
      dnsConfig: { nameservers: ['1.1.1.1', '2.2.2.2', '3.3.3.3', '4.4.4.4'] },
    });
    expect(config.servers).toEqual(['1.1.1.1', '2.2.2.2', '3.3.3.3']);
    expect(warnings).toEqual([
      'Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: 1.1.1.1 2.2.2.2 3.3.3.3',
    ]);
  });

  test.each([
    ['too many', Array.from({ length: 40 }, (_, i) => `d${i}`), 32],
    ['too long', Array.from({ length: 12 }, (_, i) => `${i}${'x'.repeat(198)}`), 10],
  ])('searches: %s', (_, searches, kept) => {
    const { config, warnings } = of({ dnsPolicy: 'None', dnsConfig: { searches } });
    expect(config.searches).toHaveLength(kept);
    expect(warnings[0]).toMatch(/^Search Line limits were exceeded, some search paths have been omitted/);
  });

  test('without cluster DNS the node’s resolver is used and it is said', () => {
    const { config, warnings } = podResolverConfig({ spec: {} }, { ...cluster, servers: [] });
    expect(config).toEqual(node);
    expect(warnings[0]).toMatch(/does not have ClusterDNS IP configured/);
  });
});

test('parseResolverConfig', () => {
  const text =
    '# comment\nnameserver 1.1.1.1\nnameserver  2.2.2.2\ndomain old\nsearch a b.\nsearch c.d. e\noptions ndots:2 edns0\n; end\n';
  expect(parseResolverConfig(text)).toEqual({
    servers: ['1.1.1.1', '2.2.2.2'],
    searches: ['c.d', 'e'],
    options: ['ndots:2', 'edns0'],
  });
});
