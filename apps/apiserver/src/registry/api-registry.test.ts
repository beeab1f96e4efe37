import { apiResources } from '../discovery/api-resources';
import { createDiscovery } from '../discovery/discovery';
import { createSubresourceRegistry } from '../pipeline/subresource';
import { things } from '../testing/things';
import { createApiRegistry } from './api-registry';
import type { ResourceDefinition, VirtualResourceDefinition } from './resource';

const deployments: ResourceDefinition = {
  ...things,
  group: 'apps',
  plural: 'deployments',
  singular: 'deployment',
  kind: 'Deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  status: {},
  versions: [
    { version: 'v1', message: 'kubets.apps.v1.Deployment' },
    { version: 'v1beta1', message: 'kubets.apps.v1beta1.Deployment' },
  ],
};
const reviews: VirtualResourceDefinition = {
  group: 'authentication.k8s.io',
  plural: 'tokenreviews',
  singular: 'tokenreview',
  kind: 'TokenReview',
  namespaced: false,
  version: 'v1',
  message: 'kubets.authentication.v1.TokenReview',
  create: async (review) => review,
};
const registry = createApiRegistry([things, deployments], [reviews]);
const scale = {
  description: {
    name: 'scale',
    kind: 'Scale',
    group: 'autoscaling',
    version: 'v1',
    verbs: ['get'],
    message: 'kubets.autoscaling.v1.Scale',
  },
};
const resources = apiResources(
  registry,
  createSubresourceRegistry([{ group: 'apps', plural: 'deployments', subresource: scale }]),
);

describe('registry', () => {
  test('finds resources by every version', () => {
    expect(registry.find('apps', 'v1beta1', 'deployments')).toMatchObject({
      kind: 'stored',
      definition: deployments,
      version: { version: 'v1beta1' },
    });
    expect(registry.find('authentication.k8s.io', 'v1', 'tokenreviews')).toMatchObject({ kind: 'virtual' });
    expect(registry.find('apps', 'v2', 'deployments')).toBeUndefined();
    expect(registry.definitionOf('apps', 'deployments')).toBe(deployments);
  });

  test('finds a resource in each of its groups', () => {
    const elsewhere: ResourceDefinition = {
      ...things,
      versions: [...things.versions, { version: 'v1', group: 'things.io', message: 'kubets.core.v1.ConfigMap' }],
    };
    const both = createApiRegistry([elsewhere], []);
    expect(both.groups.map(({ name }) => name)).toEqual(['', 'things.io']);
    expect(both.find('things.io', 'v1', 'configmaps')).toMatchObject({ definition: elsewhere });
    const described = apiResources(both, createSubresourceRegistry([]));
    expect(described.map(({ group, storageVersionHash }) => [group, storageVersionHash])).toEqual([
      ['', described[0]!.storageVersionHash],
      ['things.io', described[0]!.storageVersionHash],
    ]);
  });

  test('orders versions by stability', () => {
    const versioned = {
      ...things,
      group: 'x',
      versions: ['v1beta1', 'v1alpha1', 'v2', 'v1', 'v1beta2'].map((version) => ({
        version,
        message: 'kubets.core.v1.ConfigMap',
      })) as unknown as ResourceDefinition['versions'],
    };
    expect(createApiRegistry([versioned], []).groups[1]!.versions).toEqual([
      'v2',
      'v1',
      'v1beta2',
      'v1beta1',
      'v1alpha1',
    ]);
  });

  test('refuses a kind that nobody says anything of', () => {
    expect(() => createApiRegistry([{ ...things, versions: [{ version: 'v1', message: 'm' }] }], [])).toThrow(
      'there is no message m',
    );
  });

  test('refuses two of a name', () => {
    expect(() => createApiRegistry([things, things], [])).toThrow('resource /v1/configmaps is registered twice');
  });
});

describe('discovery', () => {
  const discovery = createDiscovery(registry, resources, '192.0.2.1:6443');
  const get = (path: string, accept?: string) => {
    const answer = discovery(path, accept);
    return answer && JSON.parse(answer.body.toString());
  };
  const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

  test('answers in the old form', () => {
    expect(get('/api')).toEqual({
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '192.0.2.1:6443' }],
    });
    expect(get('/apis').groups.map(({ name }: { name: string }) => name)).toEqual(['apps', 'authentication.k8s.io']);
    expect(get('/apis/apps/')).toMatchObject({
      kind: 'APIGroup',
      name: 'apps',
      preferredVersion: { groupVersion: 'apps/v1', version: 'v1' },
    });
    expect(get('/apis/apps/v1').resources).toEqual([
      expect.objectContaining({
        name: 'deployments',
        singularName: 'deployment',
        namespaced: true,
        kind: 'Deployment',
        shortNames: ['deploy'],
        categories: ['all'],
      }),
      {
        name: 'deployments/scale',
        singularName: '',
        namespaced: true,
        group: 'autoscaling',
        version: 'v1',
        kind: 'Scale',
        verbs: ['get'],
      },
      {
        name: 'deployments/status',
        singularName: '',
        namespaced: true,
        kind: 'Deployment',
        verbs: ['get', 'patch', 'update'],
      },
    ]);
    expect(get('/apis/authentication.k8s.io/v1').resources).toEqual([
      expect.objectContaining({ name: 'tokenreviews', verbs: ['create'] }),
    ]);
  });

  test('answers all at once', () => {
    const answer = discovery('/apis', AGGREGATED)!;
    expect(answer.contentType).toBe('application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList');
    expect(answer.etag).toMatch(/^"[0-9A-F]{128}"$/);
    const [apps] = get('/apis', AGGREGATED).items;
    expect(apps).toMatchObject({
      metadata: { name: 'apps' },
      versions: [{ version: 'v1', freshness: 'Current' }, { version: 'v1beta1' }],
    });
    expect(apps.versions[0].resources[0]).toMatchObject({
      resource: 'deployments',
      responseKind: { group: '', version: '', kind: 'Deployment' },
      scope: 'Namespaced',
      subresources: [{ subresource: 'scale', responseKind: { group: 'autoscaling' } }, { subresource: 'status' }],
    });
  });

  test.each(['/apis/nothing', '/apis/apps/v9', '/api/v2', '/apis/apps/v1/more', '/other'])(
    'knows nothing of %s',
    (path) => {
      expect(discovery(path, undefined)).toBeUndefined();
    },
  );
});
