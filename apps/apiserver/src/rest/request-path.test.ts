import { parseRequestPath } from './request-path';
import { parseRequestTarget } from './request-target';

const parse = (method: string, url: string) => {
  const { path = '', query } = parseRequestTarget(url);
  return parseRequestPath(method, path, new URLSearchParams(query));
};

describe('resource requests', () => {
  test.each([
    [
      'GET',
      '/api/v1/pods',
      { verb: 'list', group: '', version: 'v1', namespace: '', resource: 'pods', name: '', subresource: '' },
    ],
    ['GET', '/api/v1/namespaces', { verb: 'list', resource: 'namespaces', namespace: '', name: '' }],
    ['GET', '/api/v1/namespaces/', { verb: 'list', resource: 'namespaces', namespace: '', name: '' }],
    [
      'GET',
      '/api/v1/namespaces/default',
      { verb: 'get', resource: 'namespaces', namespace: 'default', name: 'default' },
    ],
    [
      'PUT',
      '/api/v1/namespaces/default/finalize',
      { verb: 'update', resource: 'namespaces', namespace: 'default', name: 'default', subresource: 'finalize' },
    ],
    ['GET', '/api/v1/namespaces/default/status', { resource: 'namespaces', name: 'default', subresource: 'status' }],
    ['GET', '/api/v1/namespaces/default/pods', { verb: 'list', resource: 'pods', namespace: 'default', name: '' }],
    ['POST', '/api/v1/namespaces/default/pods', { verb: 'create', resource: 'pods' }],
    ['DELETE', '/api/v1/namespaces/default/pods', { verb: 'deletecollection', resource: 'pods' }],
    ['DELETE', '/api/v1/namespaces/default/pods/p', { verb: 'delete', name: 'p' }],
    [
      'PATCH',
      '/apis/apps/v1/namespaces/n/deployments/d/scale',
      {
        verb: 'patch',
        group: 'apps',
        version: 'v1',
        namespace: 'n',
        resource: 'deployments',
        name: 'd',
        subresource: 'scale',
      },
    ],
    [
      'GET',
      '/apis/rbac.authorization.k8s.io/v1/clusterroles/system:node',
      { group: 'rbac.authorization.k8s.io', resource: 'clusterroles', name: 'system:node' },
    ],
    ['GET', '/api/v1/pods?watch=true', { verb: 'watch' }],
    ['GET', '/api/v1/pods?watch=1', { verb: 'watch' }],
    ['GET', '/api/v1/pods?watch', { verb: 'watch' }],
    ['GET', '/api/v1/pods?watch=false', { verb: 'list' }],
    ['GET', '/api/v1/watch/pods', { verb: 'watch', resource: 'pods', namespace: '', name: '', isWatchPath: true }],
    [
      'GET',
      '/api/v1/watch/namespaces/n',
      { verb: 'watch', resource: 'namespaces', name: 'n', isBelowNamespace: false },
    ],
    [
      'GET',
      '/apis/apps/v1/watch/namespaces/n/deployments/d?watch=false',
      { verb: 'watch', group: 'apps', resource: 'deployments', namespace: 'n', name: 'd', isBelowNamespace: true },
    ],
    // Who may watch one object only has to name it in the path.
    ['GET', '/api/v1/watch/pods?fieldSelector=metadata.name%3Dx', { verb: 'watch', name: '', fieldSelector: [{}] }],
    ['DELETE', '/api/v1/watch/namespaces/n/pods', { verb: 'watch', resource: 'pods' }],
    ['constructor', '/api/v1/namespaces/n/pods/p', { verb: '', name: 'p' }],
    ['GET', '/api/v1/watch', { verb: 'list', resource: 'watch', isWatchPath: false }],
    ['GET', '/api/v1/namespaces/n/secrets?fieldSelector=metadata.name%3Dx', { verb: 'list', name: 'x' }],
    ['GET', '/api/v1/namespaces/n/secrets?fieldSelector=metadata.name!%3Dx', { verb: 'list', name: '' }],
    ['GET', '/api/v1/namespaces/n/secrets?fieldSelector=metadata.name%3Dx%5C%2Cy', { verb: 'list', name: 'x,y' }],
    ['GET', '/api/v1/namespaces/n/secrets?fieldSelector=type%3Dx%5C%2Cmetadata.name%3Dy', { verb: 'list', name: '' }],
    ['DELETE', '/api/v1/namespaces/n/secrets?fieldSelector=metadata.name%3Dx', { verb: 'deletecollection', name: '' }],
    // Authorized in namespace n, so it must not reach the namespaces that are not in it.
    [
      'DELETE',
      '/api/v1/namespaces/n/namespaces/other',
      { resource: 'namespaces', name: 'other', namespace: 'n', isBelowNamespace: true },
    ],
    ['GET', '/api/v1/namespaces/n', { resource: 'namespaces', isBelowNamespace: false }],
    [
      'GET',
      '/api/v1/nodes/n1/proxy/stats/summary',
      { resource: 'nodes', name: 'n1', subresource: 'proxy', rest: '/stats/summary' },
    ],
    ['GET', '/api/v1/nodes/n1/proxy/logs/', { subresource: 'proxy', rest: '/logs/' }],
    [
      'GET',
      '/api/v1/namespaces/n/services/https:web:443/proxy',
      { name: 'https:web:443', subresource: 'proxy', rest: '' },
    ],
    // Decoded once, as a whole.
    ['GET', '/api/v1/namespaces/n/pods/a%2Fb', { name: 'a', subresource: 'b' }],
    ['GET', '/api/v1/namespaces/n/pods/a%252Fb', { name: 'a%2Fb', subresource: '' }],
    ['GET', '/%61pi/v1/namespaces/n/%70ods/%E4%BD%A0', { resource: 'pods', name: '你' }],
    [
      'GET',
      '/api/v1/namespaces/n/pods/p/proxy/%E4%BD%A0/%252F//x/',
      { subresource: 'proxy', rest: '/\xe4\xbd\xa0/%2F//x/' },
    ],
    ['OPTIONS', '/api/v1/pods', { verb: '' }],
  ])('%s %s', (method, url, expected) => {
    expect(parse(method, url)).toMatchObject({ isResourceRequest: true, ...expected });
  });
});

describe('other requests', () => {
  test.each([
    '/',
    '/api',
    '/api/v1',
    '/apis',
    '/apis/apps',
    '/apis/apps/v1',
    '/healthz',
    '/livez/ping',
    '/openapi/v3/apis/apps/v1',
    '/apiserver',
  ])('%s', (path) => {
    expect(parse('GET', path)).toMatchObject({ isResourceRequest: false, verb: 'get', path });
  });
});
