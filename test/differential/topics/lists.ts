import type { Asked, Case } from '../case';
import { create } from './kinds';

const MAPS = '/api/v1/namespaces/$NS/configmaps';
const SECRETS = '/api/v1/namespaces/$NS/secrets';
const PODS = '/api/v1/namespaces/$NS/pods';
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
const PARTIAL = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
const PROTOBUF = 'application/vnd.kubernetes.protobuf';

const five: Asked[] = ['a', 'b', 'c', 'd', 'e'].map((name, index) =>
  create('ConfigMap', {
    metadata: { name, labels: { name, parity: index % 2 ? 'odd' : 'even', ...(index > 2 && { late: '' }) } },
  }),
);
const pods: Asked[] = [
  create('Pod', { metadata: { name: 'a' } }),
  create('Pod', { metadata: { name: 'b' }, spec: { nodeName: 'n1', hostNetwork: true, restartPolicy: 'Never' } }),
];
const secrets: Asked[] = [
  create('Secret', { metadata: { name: 'a' } }),
  create('Secret', { metadata: { name: 'b' }, type: 'example.com/x' }),
];

const lists = (path: string, before: Asked[], queries: readonly string[], headers?: Record<string, string>): Case => ({
  topic: 'lists',
  name: `${path.split('/').at(-1)} ${headers?.accept ?? ''}`,
  alone: true,
  before,
  requests: queries.map((query) => ({
    method: 'GET',
    path: `${path}${query && `?${query}`}`,
    ...(headers && { headers }),
  })),
});

const encoded = (name: string, selectors: readonly string[]) =>
  selectors.map((selector) => `${name}=${encodeURIComponent(selector)}`);
const LABELS = encoded('labelSelector', [
  'name=a',
  'name==a',
  'name!=a',
  'name in (a,b)',
  'name notin (a,b)',
  'late',
  '!late',
  'late=',
  'parity=odd,name!=b',
  'name in (a',
  'name in ()',
  'a b',
  'name=a b',
  '=',
  'a=b=c',
  'name>1',
  'name<x',
  'name>x',
  '(((',
  ',',
  'x/y/z=a',
  'name in (a,,b)',
  ' name = a ',
  'name  in  (a)',
  'Name=a',
  `a=${'x'.repeat(64)}`,
  '!',
  '!!a',
  'a!b',
  'a=!b',
  'name=a,',
  'in in (in)',
  'notin',
  'name in a',
]);
const FIELDS = encoded('fieldSelector', [
  'metadata.name=a',
  'metadata.name==a',
  'metadata.name!=a',
  'metadata.namespace=$NS',
  'metadata.namespace!=$NS',
  'metadata.name=a,metadata.namespace=x',
  'metadata.name=none',
  'data.a=1',
  'x',
  '=',
  'metadata.name=a\\,b',
  'metadata.name',
  'metadata.uid=x',
  'metadata.name=',
  ' metadata.name=a',
  'metadata.name=a\\',
  'metadata.name in (a)',
  '!metadata.name',
  'metadata.name===a',
]);
const LIMITS = [
  'limit=0',
  'limit=1',
  'limit=2',
  'limit=5',
  'limit=100',
  'limit=-1',
  'limit=abc',
  'limit=',
  'limit=1.5',
  'limit=99999999999999999999',
  'limit=1&limit=3',
  'limit=2&labelSelector=parity%3Deven',
];
const REVISIONS = [
  'resourceVersion=0',
  'resourceVersion=',
  'resourceVersion=abc',
  'resourceVersion=-1',
  'resourceVersion=$RV',
  'resourceVersion=$RV&resourceVersionMatch=Exact',
  'resourceVersion=$RV&resourceVersionMatch=NotOlderThan',
  'resourceVersionMatch=Exact',
  'resourceVersion=0&resourceVersionMatch=Exact',
  'resourceVersion=$RV&resourceVersionMatch=x',
  'resourceVersion=0&resourceVersionMatch=NotOlderThan',
  'resourceVersion=99999999999',
  'resourceVersion=1&resourceVersionMatch=Exact',
  'resourceVersion=$RV&limit=2',
  'resourceVersion=0&limit=2',
  'resourceVersion=0&continue=x',
  'continue=x',
  'continue=',
  'continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ',
  'continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhIn0',
  'continue=eyJ2IjoieCIsInJ2IjoxLCJzdGFydCI6ImEifQ',
  'sendInitialEvents=true',
  'timeoutSeconds=x',
  'timeoutSeconds=1',
  'allowWatchBookmarks=x',
  'watch=x',
  'watch=false',
  'pretty=true',
  'pretty=1',
  'pretty=x',
  'includeObject=None',
  'unknown=x',
  'shardSelector=x',
  'labelSelector=a&labelSelector=b',
];

export const LISTS: readonly Case[] = [
  lists(MAPS, five, ['', ...LABELS, ...FIELDS, ...LIMITS, ...REVISIONS]),
  lists(MAPS, five, ['', 'limit=2', 'labelSelector=late'], { accept: 'application/yaml' }),
  lists(MAPS, five, ['', 'limit=2', 'labelSelector=late'], { accept: PROTOBUF }),
  lists(
    MAPS,
    five,
    ['', 'limit=2', 'labelSelector=late', 'includeObject=None', 'includeObject=Object', 'includeObject=x'],
    { accept: TABLE },
  ),
  lists(MAPS, five, ['', 'limit=2', 'labelSelector=late'], { accept: PARTIAL }),
  lists(MAPS, [], ['', 'limit=1'], { accept: TABLE }),
  lists(MAPS, [], ['']),
  lists(
    SECRETS,
    secrets,
    encoded('fieldSelector', ['type=Opaque', 'type!=Opaque', 'type=example.com/x,metadata.name=b', 'data=x']),
  ),
  lists(
    PODS,
    pods,
    encoded('fieldSelector', [
      'spec.nodeName=n1',
      'spec.nodeName=',
      'spec.nodeName!=n1',
      'status.phase=Pending',
      'status.phase!=Pending',
      'spec.restartPolicy=Never',
      'spec.schedulerName=default-scheduler',
      'spec.serviceAccountName=default',
      'spec.hostNetwork=true',
      'status.podIP=',
      'status.podIPs=',
      'status.nominatedNodeName=',
      'spec.x=y',
    ]),
  ),
  lists(PODS, pods, ['', 'limit=1'], { accept: TABLE }),
  {
    topic: 'lists',
    name: 'page by page',
    alone: true,
    before: five,
    requests: [
      { method: 'GET', path: `${MAPS}?limit=2` },
      { method: 'GET', path: `${MAPS}?limit=2&continue=$CONTINUE` },
      { method: 'GET', path: `${MAPS}?limit=2&continue=$CONTINUE` },
    ],
  },
  {
    topic: 'lists',
    name: 'page by page, with a selector and a revision',
    alone: true,
    before: five,
    requests: [
      { method: 'GET', path: `${MAPS}?limit=1&labelSelector=parity%3Deven` },
      { method: 'GET', path: `${MAPS}?limit=1&labelSelector=parity%3Deven&continue=$CONTINUE` },
      { method: 'GET', path: `${MAPS}?limit=1&labelSelector=parity%3Deven&continue=$CONTINUE&resourceVersion=5` },
    ],
  },
  ...[
    '/api/v1/configmaps',
    '/api/v1/pods',
    '/apis/apps/v1/deployments',
    '/api/v1/namespaces',
    '/api/v1/nodes',
    '/api/v1/services',
  ].map((path): Case => ({
    topic: 'lists',
    name: `${path} across namespaces`,
    requests: ['labelSelector=nobody', 'fieldSelector=metadata.name%3Dnobody', 'limit=1&labelSelector=nobody'].map(
      (query) => ({ method: 'GET', path: `${path}?${query}` }),
    ),
  })),
  ...['/api/v1/namespaces/none/configmaps', '/api/v1/namespaces/A_/configmaps'].map((path): Case => ({
    topic: 'lists',
    name: path,
    requests: [{ method: 'GET', path }],
  })),
];
