import { createFakeClock } from '@kubets/component/testing';
import type { Container, Pod, ServiceAccount } from '@kubets/proto-gen/core/v1';
import { createMemoryObjects } from '../auth/testing/memory-objects';
import { createServiceAccountAdmission } from './service-account';
import { attributesOf, mutated } from './testing/attributes';

const account = (name: string, rest: Partial<ServiceAccount> = {}): ServiceAccount => ({
  metadata: { namespace: 'shop', name },
  ...rest,
});
const reader = createMemoryObjects({
  serviceaccounts: [
    account('default'),
    account('quiet', { automountServiceAccountToken: false }),
    account('puller', { imagePullSecrets: [{ name: 'registry' }] }),
  ],
});
const plugin = createServiceAccountAdmission({ catchUp: async () => undefined });
const admit = (spec: Pod['spec'], annotations?: Record<string, string>) =>
  mutated<Pod>(
    plugin,
    attributesOf({
      resource: 'pods',
      reader,
      name: 'p',
      object: {
        metadata: { namespace: 'shop', name: 'p', annotations },
        spec: { containers: [{ name: 'c' }], ...spec },
      } as Pod,
    }),
  );
const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const mountsOf = (containers: Container[] | undefined) =>
  containers?.map(({ volumeMounts }) => volumeMounts?.map((mount) => mount.mountPath));

describe('a pod', () => {
  test('runs as default and gets its token', async () => {
    const { spec } = await admit({ initContainers: [{ name: 'i' }] });
    const name = spec?.volumes?.[0]?.name;
    expect(name).toMatch(/^kube-api-access-[a-z0-9]{5}$/);
    expect(spec).toEqual({
      serviceAccountName: 'default',
      serviceAccount: 'default',
      initContainers: [{ name: 'i', volumeMounts: [{ name, readOnly: true, mountPath: MOUNT_PATH }] }],
      containers: [{ name: 'c', volumeMounts: [{ name, readOnly: true, mountPath: MOUNT_PATH }] }],
      volumes: [
        {
          name,
          projected: {
            defaultMode: 420,
            sources: [
              { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
              { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
              {
                downwardAPI: {
                  items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
                },
              },
            ],
          },
        },
      ],
    });
  });

  test('with the deprecated field runs as what that says', async () =>
    expect((await admit({ serviceAccount: 'puller' })).spec).toMatchObject({ serviceAccountName: 'puller' }));

  test.each<[string, Pod['spec'], boolean]>([
    ['that does not want a token', { automountServiceAccountToken: false }, false],
    ['of an account that does not give one', { serviceAccountName: 'quiet' }, false],
    ['that insists', { serviceAccountName: 'quiet', automountServiceAccountToken: true }, true],
    [
      'that mounts something of its own there',
      { containers: [{ name: 'c', volumeMounts: [{ name: 'own', mountPath: MOUNT_PATH }] }] },
      false,
    ],
  ])('%s', async (_, spec, hasVolume) => expect((await admit(spec)).spec?.volumes !== undefined).toBe(hasVolume));

  test('admitted twice is not given a second volume', async () => {
    const once = await admit({});
    const twice = await admit(structuredClone(once.spec));
    expect(twice.spec).toEqual(once.spec);
  });

  test('whose one container has its own mount gets it for the other', async () => {
    const { spec } = await admit({
      containers: [{ name: 'a', volumeMounts: [{ name: 'own', mountPath: MOUNT_PATH }] }, { name: 'b' }],
    });
    expect(mountsOf(spec?.containers)).toEqual([[MOUNT_PATH], [MOUNT_PATH]]);
    expect(spec?.containers?.[0]?.volumeMounts?.[0]?.name).toBe('own');
  });

  test.each<[Pod['spec'], string]>([
    [{ serviceAccountName: 'puller' }, 'registry'],
    [{ serviceAccountName: 'puller', imagePullSecrets: [{ name: 'own' }] }, 'own'],
  ])('%j pulls with %s', async (spec, secret) =>
    expect((await admit(spec)).spec?.imagePullSecrets).toEqual([{ name: secret }]),
  );

  test('of an account that does not exist is refused', async () => {
    await expect(admit({ serviceAccountName: 'nobody' })).rejects.toMatchObject({
      code: 403,
      message: 'pods "p" is forbidden: error looking up service account shop/nobody: serviceaccount "nobody" not found',
    });
  });

  test.each<[Pod['spec'], string]>([
    [{ serviceAccountName: 'default' }, 'a mirror pod may not reference service accounts'],
    [
      { volumes: [{ name: 'v', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }] },
      'a mirror pod may not use ServiceAccountToken volume projections',
    ],
  ])(
    'that mirrors a static one draws nothing: %j',
    async (spec, message) => await expect(admit(spec, { 'kubernetes.io/config.mirror': 'x' })).rejects.toThrow(message),
  );

  test('that mirrors a static one stays as it is', async () => {
    expect((await admit({}, { 'kubernetes.io/config.mirror': 'x' })).spec).toEqual({ containers: [{ name: 'c' }] });
  });
});

test('a pod that comes right after its namespace waits for the default account', async () => {
  const clock = createFakeClock();
  const empty = createMemoryObjects();
  const patient = createServiceAccountAdmission({ catchUp: async () => undefined, clock });
  const admitted = mutated<Pod>(
    patient,
    attributesOf({ resource: 'pods', reader: empty, object: { spec: { containers: [] } } as Pod }),
  );
  await clock.advance(300);
  empty.set('serviceaccounts', account('default'));
  await clock.advance(200);
  expect((await admitted).spec?.serviceAccountName).toBe('default');
});

test('only new pods are looked at', () => {
  expect(plugin.handles(attributesOf({ resource: 'pods', operation: 'UPDATE' }))).toBe(false);
  expect(plugin.handles(attributesOf({ resource: 'pods', subresource: 'binding' }))).toBe(false);
});
