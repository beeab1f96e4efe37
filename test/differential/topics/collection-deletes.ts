import type { Asked, Case } from '../case';
import { create } from './kinds';
import { shortOf } from './validation';

const MAPS = '/api/v1/namespaces/$NS/configmaps';
const PODS = '/api/v1/namespaces/$NS/pods';
const OPTIONS = { kind: 'DeleteOptions', apiVersion: 'v1' };
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const PARTIAL = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const maps: Asked[] = ['a', 'b', 'c'].map((name) =>
  create('ConfigMap', {
    metadata: { name, labels: { name }, ...(name === 'c' && { finalizers: ['example.com/keep'] }) },
  }),
);
const pods: Asked[] = [
  create('Pod', { metadata: { name: 'a' } }),
  create('Pod', { metadata: { name: 'b' }, spec: { nodeName: 'n', terminationGracePeriodSeconds: 7 } }),
];

const all = (path: string, before: Asked[], query: string, more: Partial<Asked> = {}): Case => ({
  topic: 'collection deletes',
  name: `${path.split('/').at(-1)}${query} ${shortOf(more.body)} ${shortOf(more.headers)}`,
  alone: true,
  before,
  requests: [
    { method: 'DELETE', path: `${path}${query}`, ...more },
    { method: 'GET', path },
  ],
});

export const COLLECTION_DELETES: readonly Case[] = [
  ...[
    '?gracePeriodSeconds=0',
    '?gracePeriodSeconds=3',
    '?gracePeriodSeconds=x',
    '?propagationPolicy=Foreground',
    '?propagationPolicy=x',
    '?orphanDependents=true',
    '?dryRun=x',
    '?dryRun=All&labelSelector=name%3Da',
    '?fieldSelector=metadata.name%21%3Da',
    '?fieldSelector=status.phase%3DPending',
    '?resourceVersion=x',
    '?limit=1&labelSelector=name%3Db',
    '?limit=x',
    '?sendInitialEvents=true',
    '?watch=true',
    '?pretty=true',
    '?unknown=1',
    '?ignoreStoreReadErrorWithClusterBreakingPotential=true',
  ].flatMap((query) => [all(MAPS, maps, query), all(PODS, pods, query)]),
  ...[
    OPTIONS,
    { ...OPTIONS, gracePeriodSeconds: 0 },
    { ...OPTIONS, gracePeriodSeconds: -5 },
    { ...OPTIONS, dryRun: ['All'] },
    { ...OPTIONS, dryRun: ['x'] },
    { ...OPTIONS, propagationPolicy: 'Orphan' },
    { ...OPTIONS, propagationPolicy: 'x' },
    { ...OPTIONS, preconditions: { uid: 'x' } },
    { ...OPTIONS, preconditions: { resourceVersion: '1' } },
    { ...OPTIONS, unknown: 1 },
    { kind: 'Pod', apiVersion: 'v1' },
    {},
  ].flatMap((body) => [all(MAPS, maps, '', { body }), all(PODS, pods, '', { body })]),
  ...[TABLE, PARTIAL, PROTOBUF, 'application/yaml', 'text/plain'].map((accept) =>
    all(MAPS, maps, '', { headers: { accept } }),
  ),
  all(MAPS, [], ''),
  all(MAPS, [], '', { headers: { accept: TABLE } }),
  ...[
    '/api/v1/namespaces/none/configmaps',
    '/api/v1/configmaps',
    '/api/v1/pods?labelSelector=none',
    '/apis/apps/v1/deployments',
  ].map((path): Case => ({
    topic: 'collection deletes',
    name: path,
    requests: [{ method: 'DELETE', path }],
  })),
];
