import type { PodSpec } from '@kubets/proto-gen/core/v1';
import { hostsFile, podHostname, sandboxHostname } from './hosts-file';

const pod = (spec: PodSpec, name = 'web-0') => ({ metadata: { name, namespace: 'shop' }, spec });

test.each<[string, PodSpec, string, string | undefined, string]>([
  ['web-0', {}, 'web-0', undefined, 'web-0'],
  ['web-0', { hostname: 'db' }, 'db', undefined, 'db'],
  ['web-0', { hostname: 'db', subdomain: 'pg' }, 'db', 'db.pg.shop.svc.cluster.local', 'db'],
  [
    'web-0',
    { subdomain: 'pg', setHostnameAsFQDN: true },
    'web-0',
    'web-0.pg.shop.svc.cluster.local',
    'web-0.pg.shop.svc.cluster.local',
  ],
  [`${'a'.repeat(62)}-b`, {}, 'a'.repeat(62), undefined, 'a'.repeat(62)],
  [
    'web-0',
    { hostname: 'db', subdomain: 'pg', hostnameOverride: 'db.example.com' },
    'db.example.com',
    undefined,
    'db.example.com',
  ],
  ['web-0', { hostnameOverride: `${'a'.repeat(62)}.b` }, 'a'.repeat(62), undefined, 'a'.repeat(62)],
])('host name of %s with %j', (name, spec, hostname, fqdn, inside) => {
  expect(podHostname(pod(spec, name), 'cluster.local')).toEqual({ hostname, fqdn });
  expect(sandboxHostname(pod(spec, name), 'cluster.local')).toBe(inside);
});

const o = { podIps: ['10.244.1.5'], clusterDomain: 'cluster.local', nodeHosts: '127.0.0.1 localhost\n10.0.0.1 node\n' };

test('names the pod and its aliases', () => {
  const text = hostsFile(pod({ subdomain: 'pg', hostAliases: [{ ip: '1.2.3.4', hostnames: ['foo', 'bar'] }] }), o);
  expect(text).toMatch(/^# Kubernetes-managed hosts file\.\n127\.0\.0\.1\tlocalhost\n/);
  expect(text).toContain('\n10.244.1.5\tweb-0.pg.shop.svc.cluster.local\tweb-0\n');
  expect(text).toMatch(/\n\n# Entries added by HostAliases\.\n1\.2\.3\.4\tfoo\tbar\n$/);
});

test('is the node’s own on the node’s network', () => {
  expect(hostsFile(pod({ hostNetwork: true }), o)).toBe(
    '# Kubernetes-managed hosts file (host network).\n127.0.0.1 localhost\n10.0.0.1 node\n',
  );
});
