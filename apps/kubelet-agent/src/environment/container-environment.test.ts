import type { Container, EnvVar, Pod } from '@kubets/proto-gen/core/v1';
import { containerEnvironment, type EnvironmentSources } from './container-environment';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const pod: Pod = {
  metadata: { name: 'web-0', namespace: 'shop', uid: 'u-1', labels: { app: 'web' }, annotations: { note: 'x "y"' } },
  spec: {
    nodeName: 'node-1',
    serviceAccountName: 'default',
    containers: [{ name: 'other', resources: { limits: { cpu: '1500m' } } }],
  },
};
const sources: EnvironmentSources = {
  podIps: ['10.244.1.5'],
  hostIps: ['10.201.0.11'],
  services: new Map([['WEB_SERVICE_HOST', '10.96.0.5']]),
  configMap: (name) => (name === 'settings' ? { data: { level: 'debug', mode: 'fast' } } : undefined),
  secret: (name) => (name === 'login' ? { data: { user: base64('ann'), password: base64('s3cret') } } : undefined),
  nodeAllocatable: { cpu: '2', memory: '4Gi' },
  files: new Map([
    ['v/env', { path: '/volumes/v/env', text: "A='made'\nB=''\n" }],
    ['v/broken', { path: '/volumes/v/broken', text: 'A=made' }],
    ['v/unread', { path: '/volumes/v/unread' }],
  ]),
};
const inFile = (path: string, key: string, more: object = {}): Container => ({
  env: [{ name: 'X', valueFrom: { fileKeyRef: { volumeName: 'v', path, key, ...more } } }],
});
const of = (container: Container) =>
  Object.fromEntries(containerEnvironment(pod, { name: 'c', ...container }, sources));

describe('values', () => {
  test.each<[string, EnvVar, string]>([
    ['literal', { value: 'plain' }, 'plain'],
    ['refers to a Service', { value: 'http://$(WEB_SERVICE_HOST)/' }, 'http://10.96.0.5/'],
    ['metadata.name', { valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }, 'web-0'],
    ["metadata.labels['app']", { valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } }, 'web'],
    ['status.podIP', { valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }, '10.244.1.5'],
    ['status.hostIP', { valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } }, '10.201.0.11'],
    ['configMapKeyRef', { valueFrom: { configMapKeyRef: { name: 'settings', key: 'level' } } }, 'debug'],
    ['fileKeyRef', inFile('env', 'A').env![0]!, 'made'],
    ['secretKeyRef', { valueFrom: { secretKeyRef: { name: 'login', key: 'user' } } }, 'ann'],
    [
      'limits.cpu of another container, rounded up',
      { valueFrom: { resourceFieldRef: { containerName: 'other', resource: 'limits.cpu' } } },
      '2',
    ],
    [
      'limits.cpu in thousandths',
      { valueFrom: { resourceFieldRef: { containerName: 'other', resource: 'limits.cpu', divisor: '1m' } } },
      '1500',
    ],
    [
      'limits.memory of a container without: the node’s',
      { valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Gi' } } },
      '4',
    ],
    [
      'requests.memory of a container without',
      { valueFrom: { resourceFieldRef: { resource: 'requests.memory' } } },
      '0',
    ],
  ])('%s', (_, variable, expected) => {
    expect(of({ env: [{ name: 'X', ...variable }] })['X']).toBe(expected);
  });
});

test('own variables win over envFrom, and both over Services', () => {
  const result = of({
    envFrom: [{ configMapRef: { name: 'settings' } }, { prefix: 'DB_', secretRef: { name: 'login' } }],
    env: [
      { name: 'mode', value: 'slow' },
      { name: 'WEB_SERVICE_HOST', value: 'me' },
      { name: 'BOTH', value: '$(mode) $(DB_user) $(LATER)' },
      { name: 'LATER', value: '1' },
    ],
  });
  expect(result).toEqual({
    level: 'debug',
    mode: 'slow',
    DB_user: 'ann',
    DB_password: 's3cret',
    WEB_SERVICE_HOST: 'me',
    BOTH: 'slow ann $(LATER)',
    LATER: '1',
  });
});

test('what is optional and missing is left out', () => {
  const result = of({
    envFrom: [{ configMapRef: { name: 'none', optional: true } }],
    env: [
      { name: 'A', valueFrom: { configMapKeyRef: { name: 'none', key: 'k', optional: true } } },
      { name: 'B', valueFrom: { secretKeyRef: { name: 'login', key: 'none', optional: true } } },
      ...inFile('env', 'none', { optional: true }).env!,
    ],
  });
  expect(result).toEqual({ WEB_SERVICE_HOST: '10.96.0.5' });
});

test.each<[string, Container, string]>([
  [
    'no ConfigMap',
    { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'none', key: 'k' } } }] },
    'configmap "none" not found',
  ],
  [
    'no key in a ConfigMap',
    { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'k' } } }] },
    "couldn't find key k in ConfigMap shop/settings",
  ],
  ['no Secret', { envFrom: [{ secretRef: { name: 'none' } }] }, 'secret "none" not found'],
  [
    'no key in a Secret',
    { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'login', key: 'k' } } }] },
    "couldn't find key k in Secret shop/login",
  ],
  ['no key in a file', inFile('env', 'C'), 'environment variable key "C" not found in file "/volumes/v/env"'],
  ['no value in a file', inFile('env', 'B'), 'environment variable key "B" not found in file "/volumes/v/env"'],
  ['a file that is none of variables', inFile('broken', 'A', { optional: true }), "couldn't parse env file"],
  ['a file that cannot be read', inFile('unread', 'A', { optional: true }), "couldn't parse env file"],
  ['no volume', inFile('', 'A', { volumeName: 'w' }), 'cannot find the volume "w" referenced by FileKeyRef'],
  [
    'no such field',
    { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.hostname' } } }] },
    'unsupported fieldPath: spec.hostname',
  ],
])('%s', (_, container, message) => {
  expect(() => of(container)).toThrow(message);
});
