import { hashOf, parseRoute, type Route } from './route';

test.each<[string, Route]>([
  ['#/picture', { view: 'picture', scope: '' }],
  ['#/new?ns=a%20b', { view: 'new', scope: 'a b' }],
  ['#/list/core/v1/pods?ns=shop', { view: 'list', group: '', version: 'v1', resource: 'pods', scope: 'shop' }],
  [
    '#/object/apps/v1/deployments/shop/web/events',
    {
      view: 'object',
      group: 'apps',
      version: 'v1',
      resource: 'deployments',
      namespace: 'shop',
      name: 'web',
      tab: 'events',
      scope: '',
    },
  ],
  [
    '#/object/rbac.authorization.k8s.io/v1/clusterroles/-/system%3Anode%2F',
    {
      view: 'object',
      group: 'rbac.authorization.k8s.io',
      version: 'v1',
      resource: 'clusterroles',
      namespace: '',
      name: 'system:node/',
      tab: '',
      scope: '',
    },
  ],
])('%s', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
  expect(parseRoute(hashOf(route))).toEqual(route);
});

test.each(['', '#', '#/', '#/nothing', '#/list/core', '#/object/core/v1/pods/x', '#/%'])('%j is the picture', (hash) =>
  expect(parseRoute(hash).view).toBe('picture'),
);
