import type { Pod, Service, ServiceSpec } from '@kubets/proto-gen/core/v1';
import { serviceEnvironment } from './service-environment';

const at = (second: number) => `2026-01-01T00:00:${String(second).padStart(2, '0')}Z`;
const service = (namespace: string, name: string, spec: ServiceSpec, second = 0): Service => ({
  metadata: { namespace, name, creationTimestamp: at(second) },
  spec,
});
const pod = (spec = {}): Pod => ({ metadata: { namespace: 'shop', name: 'p', creationTimestamp: at(10) }, spec });
const kubernetes = service('default', 'kubernetes', {
  clusterIP: '10.96.0.1',
  ports: [{ name: 'https', port: 443, protocol: 'TCP' }],
});
const redis = service('shop', 'redis-primary', { clusterIP: '10.0.0.11', ports: [{ port: 6379 }] });

const apiNames = {
  KUBERNETES_SERVICE_HOST: '10.96.0.1',
  KUBERNETES_SERVICE_PORT: '443',
  KUBERNETES_SERVICE_PORT_HTTPS: '443',
  KUBERNETES_PORT: 'tcp://10.96.0.1:443',
  KUBERNETES_PORT_443_TCP: 'tcp://10.96.0.1:443',
  KUBERNETES_PORT_443_TCP_PROTO: 'tcp',
  KUBERNETES_PORT_443_TCP_PORT: '443',
  KUBERNETES_PORT_443_TCP_ADDR: '10.96.0.1',
};

test('the variables of the documentation', () => {
  expect(Object.fromEntries(serviceEnvironment(pod(), [redis]))).toEqual({
    REDIS_PRIMARY_SERVICE_HOST: '10.0.0.11',
    REDIS_PRIMARY_SERVICE_PORT: '6379',
    REDIS_PRIMARY_PORT: 'tcp://10.0.0.11:6379',
    REDIS_PRIMARY_PORT_6379_TCP: 'tcp://10.0.0.11:6379',
    REDIS_PRIMARY_PORT_6379_TCP_PROTO: 'tcp',
    REDIS_PRIMARY_PORT_6379_TCP_PORT: '6379',
    REDIS_PRIMARY_PORT_6379_TCP_ADDR: '10.0.0.11',
  });
});

test('several ports: the first is the default one', () => {
  const dns = service('shop', 'dns', {
    clusterIP: '10.0.0.10',
    ports: [
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'dns-tcp', port: 53, protocol: 'TCP' },
    ],
  });
  expect(Object.fromEntries(serviceEnvironment(pod(), [dns]))).toMatchObject({
    DNS_SERVICE_PORT: '53',
    DNS_SERVICE_PORT_DNS: '53',
    DNS_SERVICE_PORT_DNS_TCP: '53',
    DNS_PORT: 'udp://10.0.0.10:53',
    DNS_PORT_53_UDP_PROTO: 'udp',
    DNS_PORT_53_TCP: 'tcp://10.0.0.10:53',
  });
});

test('IPv6 addresses stand in brackets before a port', () => {
  const six = service('shop', 'six', { clusterIP: 'fd00::1', ports: [{ port: 80 }] });
  expect(serviceEnvironment(pod(), [six]).get('SIX_PORT')).toBe('tcp://[fd00::1]:80');
});

test.each<[string, Pod, Service[], string[]]>([
  ['the API of namespace default', pod(), [kubernetes], ['KUBERNETES_SERVICE_HOST']],
  [
    'no other Service of another namespace',
    pod(),
    [service('default', 'web', { clusterIP: '10.0.0.1', ports: [{ port: 1 }] })],
    [],
  ],
  ['no headless Service', pod(), [service('shop', 'h', { clusterIP: 'None', ports: [{ port: 1 }] })], []],
  ['no ExternalName', pod(), [service('shop', 'x', { type: 'ExternalName' })], []],
  [
    'none that is younger than the pod',
    pod(),
    [service('shop', 'late', { clusterIP: '10.0.0.1', ports: [{ port: 1 }] }, 11)],
    [],
  ],
  [
    'one of the same second',
    pod(),
    [service('shop', 'now', { clusterIP: '10.0.0.1', ports: [{ port: 1 }] }, 10)],
    ['NOW_SERVICE_HOST'],
  ],
  [
    'enableServiceLinks: false leaves the API',
    pod({ enableServiceLinks: false }),
    [kubernetes, redis],
    ['KUBERNETES_SERVICE_HOST'],
  ],
])('%s', (_, input, services, hosts) => {
  expect([...serviceEnvironment(input, services).keys()].filter((name) => name.endsWith('_SERVICE_HOST'))).toEqual(
    hosts,
  );
});

test('a Service of the own namespace wins over the API of default', () => {
  const own = service('shop', 'kubernetes', { clusterIP: '10.0.0.9', ports: [{ port: 1 }] });
  expect(serviceEnvironment(pod(), [own, kubernetes]).get('KUBERNETES_SERVICE_HOST')).toBe('10.0.0.9');
  expect(Object.fromEntries(serviceEnvironment(pod(), [kubernetes]))).toEqual(apiNames);
});
