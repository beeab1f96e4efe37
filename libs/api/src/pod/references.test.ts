import type { Pod } from '@kubets/proto-gen/core/v1';
import { podReferences } from './references';

const spec: Pod['spec'] = {
  serviceAccountName: 'robot',
  imagePullSecrets: [{ name: 'pull' }],
  volumes: [
    { name: 'a', secret: { secretName: 's1' } },
    { name: 'b', configMap: { name: 'c1' } },
    {
      name: 'c',
      projected: {
        sources: [
          { secret: { name: 's2' } },
          { configMap: { name: 'c2' } },
          { serviceAccountToken: { path: 'token' } },
        ],
      },
    },
    { name: 'd', emptyDir: {} },
    { name: 'e', csi: { driver: 'd', nodePublishSecretRef: { name: 's5' } } },
    { name: 'f', persistentVolumeClaim: { claimName: 'p1' } },
    { name: 'g', ephemeral: {} },
    { name: 'h', azureFile: { secretName: 's6', shareName: 'x' } },
    { name: 'i', iscsi: { secretRef: { name: 's7' } } },
  ],
  initContainers: [{ name: 'i', envFrom: [{ secretRef: { name: 's3' } }, { configMapRef: { name: 'c1' } }] }],
  containers: [
    {
      name: 'm',
      env: [
        { name: 'A', valueFrom: { secretKeyRef: { name: 's4', key: 'k' } } },
        { name: 'B', valueFrom: { configMapKeyRef: { name: 'c3', key: 'k' } } },
      ],
    },
  ],
  ephemeralContainers: [{ name: 'debug', envFrom: [{ secretRef: { name: 's8' } }] }],
};

test.each([
  ['secrets', ['pull', 's1', 's2', 's3', 's4', 's5', 's6', 's7', 's8']],
  ['configmaps', ['c1', 'c2', 'c3']],
  ['serviceaccounts', ['robot']],
  ['persistentvolumeclaims', ['p-g', 'p1']],
])('%s', (resource, names) => {
  const found = podReferences({ metadata: { name: 'p' }, spec }).filter((reference) => reference.resource === resource);
  expect([...new Set(found.map(({ name }) => name))].sort()).toEqual(names);
});

test('a pod that names nothing', () => {
  expect(podReferences({ spec: { containers: [{ name: 'a', env: [{ name: 'A', value: '1' }] }] } })).toEqual([]);
});
