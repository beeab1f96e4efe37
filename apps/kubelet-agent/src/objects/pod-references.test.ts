import { podReferences } from './pod-references';

test('finds every Secret and ConfigMap a pod names, once', () => {
  const found = podReferences({
    metadata: { namespace: 'shop' },
    spec: {
      imagePullSecrets: [{ name: 'pull' }],
      volumes: [
        { name: 'a', secret: { secretName: 's1' } },
        { name: 'b', configMap: { name: 'c1' } },
        { name: 'c', projected: { sources: [{ secret: { name: 's2' } }, { configMap: { name: 'c2' } }, { serviceAccountToken: { path: 'token' } }] } },
        { name: 'd', emptyDir: {} },
      ],
      initContainers: [{ name: 'i', envFrom: [{ secretRef: { name: 's3' } }, { configMapRef: { name: 'c1' } }] }],
      containers: [{ name: 'm', env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's4', key: 'k' } } }, { name: 'B', valueFrom: { configMapKeyRef: { name: 'c3', key: 'k' } } }] }],
    },
  });
  expect([...found].sort()).toEqual(['configmap/shop/c1', 'configmap/shop/c2', 'configmap/shop/c3', 'secret/shop/pull', 'secret/shop/s1', 'secret/shop/s2', 'secret/shop/s3', 'secret/shop/s4']);
});

test('a pod that names nothing', () => {
  expect(podReferences({ metadata: { namespace: 'x' }, spec: { containers: [{ name: 'a', env: [{ name: 'A', value: '1' }] }] } })).toEqual(new Set());
});
