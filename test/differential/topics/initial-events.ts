import { collectionOf, create, kindOf } from './kinds';
import type { Asked, Case } from '../case';

const STREAM = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan';
const ACCEPTS = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
];
const two = (kind: string): Asked[] => ['a', 'b'].map((name) => create(kind, { metadata: { name, labels: { name } } }));

const streamed = (kind: string, query: string, accept = ACCEPTS[0]!): Case => ({
  topic: 'watches: initial events',
  name: `${kind}: ${query} ${accept}`,
  alone: true,
  before: [...two(kind), { method: 'GET', path: collectionOf(kindOf(kind)) }],
  requests: [
    {
      method: 'GET',
      path: `${collectionOf(kindOf(kind))}?watch=true&timeoutSeconds=1&${query}`,
      headers: { accept },
    },
  ],
});

export const INITIAL_EVENTS: readonly Case[] = [
  ...ACCEPTS.flatMap((accept) => [
    streamed('Secret', `${STREAM}&allowWatchBookmarks=true&labelSelector=name%3Da`, accept),
    streamed('Secret', `${STREAM}&allowWatchBookmarks=true&labelSelector=name%3Dnone`, accept),
    streamed('Secret', `${STREAM}&allowWatchBookmarks=true&resourceVersion=$LIST`, accept),
  ]),
  ...[
    `${STREAM}&resourceVersion=0`,
    `${STREAM}&resourceVersion=0&allowWatchBookmarks=true`,
    `${STREAM}&resourceVersion=`,
    `${STREAM}&resourceVersion=x`,
    `${STREAM}&resourceVersion=-1`,
    `${STREAM}&resourceVersion=99999999999`,
    `${STREAM}&limit=1`,
    `${STREAM}&continue=x`,
    `${STREAM}&fieldSelector=metadata.name%3Da`,
    `${STREAM}&fieldSelector=metadata.name%3Da&allowWatchBookmarks=true`,
    `${STREAM}&fieldSelector=type%3Dx&allowWatchBookmarks=true`,
    'sendInitialEvents=true&resourceVersionMatch=Exact&resourceVersion=1',
    'sendInitialEvents=true&resourceVersionMatch=x',
    'sendInitialEvents=true&resourceVersionMatch=',
    'sendInitialEvents=x&resourceVersionMatch=NotOlderThan',
    'sendInitialEvents=false&resourceVersionMatch=NotOlderThan&resourceVersion=0',
    'sendInitialEvents=false&resourceVersionMatch=NotOlderThan&resourceVersion=$LIST',
    'sendInitialEvents=false&resourceVersion=0',
    'sendInitialEvents=false',
    'resourceVersionMatch=NotOlderThan&resourceVersion=$LIST',
    'resourceVersionMatch=Exact&resourceVersion=$LIST',
  ].map((query) => streamed('Secret', query)),
  ...['Pod', 'Deployment', 'Role', 'Lease', 'ServiceAccount', 'EndpointSlice'].map((kind) =>
    streamed(kind, `${STREAM}&allowWatchBookmarks=true&fieldSelector=metadata.name%3Da`),
  ),
  {
    topic: 'watches: initial events',
    name: 'of what is not watched',
    requests: [
      `/api/v1/namespaces/$NS/secrets?${STREAM}`,
      `/api/v1/namespaces/$NS/secrets/a?watch=true&timeoutSeconds=1&${STREAM}`,
      `/api/v1/watch/namespaces/$NS/secrets?timeoutSeconds=1&${STREAM}&allowWatchBookmarks=true&labelSelector=none`,
    ].map((path) => ({ method: 'GET', path })),
  },
];
