import { storedResources } from '@kubets/proto-gen/catalogue';
import { RESOURCE_KINDS } from './resource-kinds';

test('every stored resource is followed once, but events', () => {
  const stored = Object.values(storedResources).map(({ plural }) => plural);
  expect(RESOURCE_KINDS.map(({ plural }) => plural).sort()).toEqual(
    stored.filter((plural) => plural !== 'events').sort(),
  );
  expect(RESOURCE_KINDS).toContainEqual({
    plural: 'deployments',
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    namespaced: true,
  });
  expect(RESOURCE_KINDS).toContainEqual({
    plural: 'clusterroles',
    kind: 'ClusterRole',
    apiVersion: 'rbac.authorization.k8s.io/v1',
    namespaced: false,
  });
});
