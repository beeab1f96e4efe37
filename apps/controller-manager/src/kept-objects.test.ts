import type { Pod } from '@kubets/proto-gen/core/v1';
import { keptOfConfigMap, keptOfPod } from './kept-objects';

test('of a pod stays what controllers read, and what a status update writes back', () => {
  const metadata = {
    namespace: 'default',
    name: 'web',
    labels: { app: 'web' },
    annotations: { note: 'x' },
    finalizers: ['example.com/hold'],
  };
  const status = { phase: 'Running', containerStatuses: [{ name: 'web', restartCount: 2 }] };
  const tolerations = [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists' }];
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, managedFields: [{ manager: 'kubectl' }] },
    spec: {
      nodeName: 'node-1',
      hostname: 'web',
      subdomain: 'peers',
      tolerations,
      serviceAccountName: 'default',
      volumes: [{ name: 'v' }],
      containers: [
        { name: 'web', image: 'nginx', ports: [{ name: 'http', containerPort: 80 }], env: [{ name: 'A', value: 'b' }] },
      ],
      initContainers: [{ name: 'proxy', image: 'envoy', restartPolicy: 'Always' }],
    },
    status,
  };
  expect(keptOfPod(pod)).toEqual({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: {
      nodeName: 'node-1',
      hostname: 'web',
      subdomain: 'peers',
      tolerations,
      containers: [{ name: 'web', ports: [{ name: 'http', containerPort: 80 }] }],
      initContainers: [{ name: 'proxy', restartPolicy: 'Always' }],
    },
    status,
  });
});

test('of a pod that is nearly nothing stays that', () => {
  expect(keptOfPod({})).toEqual({ metadata: {}, spec: {} });
});

test.each([
  { name: 'kube-root-ca.crt', expected: { 'ca.crt': 'pem' } },
  { name: 'settings', expected: undefined },
])('of ConfigMap $name the content that stays is $expected', ({ name, expected }) => {
  const kept = keptOfConfigMap({
    metadata: { namespace: 'default', name, uid: 'u', finalizers: ['x'] },
    data: { 'ca.crt': 'pem' },
  });
  expect(kept.data).toEqual(expected);
  expect(kept.metadata).toMatchObject({ namespace: 'default', name, uid: 'u', finalizers: ['x'] });
});
