import { SERVED_KINDS, apiVersionOf } from '../../fuzz/generate/served-kinds';
import type { Asked, Case } from '../case';

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
const read = (path: string, headers?: Record<string, string>): Asked => ({
  method: 'GET',
  path,
  ...(headers && { headers }),
});
const reads = (topic: string, paths: readonly string[], headers?: Record<string, string>): Case[] =>
  paths.map((path) => ({
    topic,
    name: `${path} ${headers?.accept ?? headers?.['accept-encoding'] ?? ''}`,
    requests: [read(path, headers)],
  }));

const VERSIONS = [...new Set(SERVED_KINDS.map(apiVersionOf))].map((version) =>
  version.includes('/') ? `/apis/${version}` : `/api/${version}`,
);
const GROUPS = [
  ...new Set(VERSIONS.filter((path) => path.startsWith('/apis/')).map((path) => path.slice(0, path.lastIndexOf('/')))),
];

export const DISCOVERY: readonly Case[] = [
  ...reads('discovery', [
    '/',
    '/api',
    '/apis',
    '/api/',
    '/apis/',
    '/version',
    '/version/',
    ...VERSIONS,
    ...GROUPS,
    '/api/v2',
    '/apis/x',
    '/apis/apps/v9',
    '/apis/x/v1',
    '/apis/apps/v1/x',
    '/x',
    '/api/v1/x',
    '/api/v1/namespaces/$NS/x',
    '/healthz',
    '/livez',
    '/readyz',
    '/livez?verbose',
    '/readyz?verbose',
    '/healthz?verbose',
    '/readyz?exclude=etcd',
    '/readyz?exclude=none',
    '/livez/ping',
    '/readyz/none',
    '/healthz/etcd',
    '/.well-known/openid-configuration',
    '/openid/v1/jwks',
    '/logs',
    '/metrics/x',
    '/debug/pprof/x',
    '/statusz/x',
    '/robots.txt',
  ]),
  ...reads('discovery', ['/api', '/apis', '/api/v1', '/apis/apps/v1', '/apis/apps', '/version'], {
    accept: 'application/yaml',
  }),
  ...reads('discovery', ['/api', '/apis', '/api/v1', '/apis/apps/v1', '/apis/apps'], {
    accept: 'application/vnd.kubernetes.protobuf',
  }),
  ...reads('discovery', ['/api', '/apis', '/api/v1', '/apis/apps', '/version', '/healthz'], { accept: 'text/plain' }),
  ...reads('discovery', ['/api', '/apis', '/api/v1', '/apis/apps'], { accept: 'application/cbor' }),
  ...reads('discovery: aggregated', ['/api', '/apis', '/api/v1'], { accept: AGGREGATED }),
  ...reads('discovery: aggregated', ['/api', '/apis'], {
    accept: 'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  }),
  ...reads('discovery: aggregated', ['/api', '/apis'], {
    accept: 'application/json;g=apidiscovery.k8s.io;v=v9;as=APIGroupDiscoveryList',
  }),
  ...reads('discovery: aggregated', ['/api'], {
    accept: 'application/vnd.kubernetes.protobuf;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  }),
  ...reads('discovery: aggregated', ['/api'], {
    accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList;profile=nopeer',
  }),
  ...['POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'].flatMap((method) =>
    ['/api', '/apis', '/api/v1', '/version', '/healthz', '/x', '/apis/apps', '/openapi/v2', '/openapi/v3'].map(
      (path): Case => ({ topic: 'discovery: methods', name: `${method} ${path}`, requests: [{ method, path }] }),
    ),
  ),
];

const OPENAPI = [
  '/openapi/v3',
  ...VERSIONS.map((path) => `/openapi/v3${path}`),
  '/openapi/v3/api',
  '/openapi/v3/apis',
  '/openapi/v3/apis/apps',
  '/openapi/v3/version',
  '/openapi/v3/x',
  '/openapi/v3/apis/x/v1',
  '/openapi',
  '/openapi/v1',
  '/openapi/v2/x',
];

export const OPEN_API: readonly Case[] = [
  ...reads('openapi', OPENAPI),
  ...reads('openapi', ['/openapi/v2', '/openapi/v3', '/openapi/v3/apis/apps/v1'], { accept: 'text/plain' }),
  ...reads('openapi', ['/openapi/v2', '/openapi/v3/apis/apps/v1'], { accept: '*/*' }),
  ...reads('openapi', ['/openapi/v3'], { 'accept-encoding': 'gzip' }),
  ...reads('openapi: v2', ['/openapi/v2']),
];
