import type { Asked, Case } from '../case';
import { create, itemPath } from './kinds';

const MAPS = '/api/v1/namespaces/$NS/configmaps';
const TEMPLATES = '/api/v1/namespaces/$NS/podtemplates';
const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const PARTIAL = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';

const two: Asked[] = ['a', 'b'].map((name) => create('ConfigMap', { metadata: { name, labels: { name } } }));
/** What happens after the revision that the watch begins at: that of the first object. */
const changes: Asked[] = [
  create('ConfigMap', { metadata: { name: 'c', labels: { name: 'c' } } }),
  {
    method: 'PATCH',
    path: `${MAPS}/c`,
    headers: { 'content-type': 'application/merge-patch+json' },
    body: '{"metadata":{"labels":{"name":"d"}}}',
  },
  {
    method: 'PATCH',
    path: `${MAPS}/a`,
    headers: { 'content-type': 'application/merge-patch+json' },
    body: '{"metadata":{"labels":{"name":"c"}}}',
  },
  { method: 'DELETE', path: `${MAPS}/b` },
];

const watch = (query: string, headers?: Record<string, string>): Asked => ({
  method: 'GET',
  path: `${MAPS}?watch=true&timeoutSeconds=1${query && `&${query}`}`,
  ...(headers && { headers }),
});
const initial = (query: string, headers?: Record<string, string>): Case => ({
  topic: 'watches',
  name: `from now: ${query} ${headers?.accept ?? ''}`,
  alone: true,
  before: two,
  requests: [watch(query, headers)],
});
const since = (query: string, headers?: Record<string, string>): Case => ({
  topic: 'watches',
  name: `since: ${query} ${headers?.accept ?? ''}`,
  alone: true,
  before: [...two, { method: 'GET', path: MAPS }, ...changes],
  requests: [watch(`resourceVersion=$LIST&${query}`, headers)],
});

export const WATCHES: readonly Case[] = [
  ...[
    '',
    'resourceVersion=0',
    'labelSelector=name%3Da',
    'fieldSelector=metadata.name%3Da',
    'allowWatchBookmarks=true',
    'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true',
    'sendInitialEvents=true&resourceVersionMatch=NotOlderThan',
    'sendInitialEvents=true',
    'sendInitialEvents=false&resourceVersionMatch=NotOlderThan',
    'resourceVersionMatch=NotOlderThan',
    'resourceVersionMatch=Exact&sendInitialEvents=true',
    'resourceVersion=abc',
    'resourceVersion=-1',
    'resourceVersion=99999999999',
    'limit=1',
    'continue=x',
    'labelSelector=%28',
    'fieldSelector=x',
    'fieldSelector=a%3Db',
    'pretty=true',
    'timeoutSeconds=x',
    'watch=x',
  ].map((query) => initial(query)),
  ...[
    TABLE,
    PARTIAL,
    PROTOBUF,
    `${PROTOBUF};stream=watch`,
    'application/json;stream=watch',
    'application/yaml',
    'application/yaml;stream=watch',
    'text/plain',
    'application/cbor',
    'application/cbor-seq',
    `${PROTOBUF},application/json`,
    `${PROTOBUF};as=PartialObjectMetadata;v=v1;g=meta.k8s.io`,
    '*/*',
  ].map((accept) => initial('', { accept })),
  initial('sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true', { accept: TABLE }),
  initial('sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true', { accept: PARTIAL }),
  initial('sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true', { accept: PROTOBUF }),
  initial('includeObject=None', { accept: TABLE }),
  initial('', { 'accept-encoding': 'gzip' }),
  ...[
    '',
    'labelSelector=name%3Dc',
    'labelSelector=name%3Db',
    'fieldSelector=metadata.name%3Dc',
    'fieldSelector=metadata.name%3Db',
    'labelSelector=name%21%3Dc',
  ].flatMap((query) => [since(query), since(query, { accept: TABLE }), since(query, { accept: PROTOBUF })]),
  ...[
    '/api/v1/watch/namespaces/$NS/configmaps?timeoutSeconds=1',
    '/api/v1/watch/namespaces/$NS/configmaps/a?timeoutSeconds=1',
    '/api/v1/namespaces/$NS/configmaps/a?watch=true&timeoutSeconds=1',
    '/api/v1/watch/configmaps?timeoutSeconds=1&labelSelector=nobody',
    '/api/v1/watch/namespaces/$NS/configmaps/none?timeoutSeconds=1',
    '/api/v1/watch/x?timeoutSeconds=1',
    '/api/v1/watch/namespaces/$NS?timeoutSeconds=1',
  ].map((path): Case => ({
    topic: 'watches',
    name: path,
    alone: true,
    before: two,
    requests: [{ method: 'GET', path }],
  })),
  {
    topic: 'watches',
    name: 'from the beginning',
    alone: true,
    before: [create('PodTemplate')],
    requests: [{ method: 'GET', path: `${TEMPLATES}?watch=true&timeoutSeconds=1&resourceVersion=1` }],
  },
  {
    topic: 'watches',
    name: 'of a review',
    requests: [{ method: 'GET', path: '/apis/authentication.k8s.io/v1/tokenreviews?watch=true&timeoutSeconds=1' }],
  },
  {
    topic: 'watches',
    name: 'by POST',
    requests: [
      { ...create('ConfigMap'), path: `${MAPS}?watch=true&timeoutSeconds=1` },
      { method: 'DELETE', path: itemPath('ConfigMap', '?watch=true') },
    ],
  },
];
