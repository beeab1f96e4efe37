import { referenceKeys } from './reference-keys';

test('the Secrets and ConfigMaps a pod names, each once, and nothing else', () => {
  const keys = referenceKeys({
    metadata: { namespace: 'shop' },
    spec: {
      serviceAccountName: 'robot',
      imagePullSecrets: [{ name: 'pull' }],
      volumes: [
        { name: 'a', configMap: { name: 'c' } },
        { name: 'b', persistentVolumeClaim: { claimName: 'p' } },
      ],
      containers: [{ name: 'm', envFrom: [{ secretRef: { name: 'pull' } }] }],
    },
  });
  expect([...keys].sort()).toEqual(['configmap/shop/c', 'secret/shop/pull']);
});
