import { inDiscoveryOrder } from './group-order';

test('groups come in the order of Kubernetes, unknown ones last', () => {
  const groups = ['example.com', 'coordination.k8s.io', 'rbac.authorization.k8s.io', 'a.example.com', 'apps'];
  expect(inDiscoveryOrder(groups.map((name) => ({ name }))).map(({ name }) => name)).toEqual([
    'apps',
    'rbac.authorization.k8s.io',
    'coordination.k8s.io',
    'example.com',
    'a.example.com',
  ]);
});
