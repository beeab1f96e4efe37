import type { Asked, Case } from '../case';
import { create, get, itemPath, type Json } from './kinds';
import { tried, triedDry, type Tried } from './validation';

const SUBJECT = { kind: 'User', user: { name: 'nobody' } };
const RESOURCES = { verbs: ['get'], apiGroups: [''], resources: ['pods'], namespaces: ['none'] };
const PATHS = { verbs: ['get'], nonResourceURLs: ['/none'] };
const rule = (more: Json) => [{ subjects: [SUBJECT], nonResourceRules: [PATHS], ...more }];
const subject = (more: Json) => rule({ subjects: [more] });
const resources = (more: Json) => rule({ resourceRules: [{ ...RESOURCES, ...more }] });
const paths = (more: Json) => rule({ nonResourceRules: [{ ...PATHS, ...more }] });
const SCHEMA: Tried = {
  'metadata.name': ['a.b', 'A', 'exempt', 'catch-all', 'system-nodes'],
  spec: [undefined, {}],
  'spec.matchingPrecedence': [0, 1, -1, 10_000, 10_001, 'x', undefined],
  'spec.priorityLevelConfiguration': [undefined, {}, { name: '' }, { name: 'A_' }, { name: 'exempt' }],
  'spec.distinguisherMethod': [{}, { type: 'ByUser' }, { type: 'ByNamespace' }, { type: 'x' }, null],
  'spec.rules': [
    undefined,
    [],
    [{}],
    rule({ subjects: [] }),
    rule({ nonResourceRules: [] }),
    rule({ resourceRules: [RESOURCES] }),
    subject({}),
    subject({ kind: 'x' }),
    subject({ kind: 'User' }),
    subject({ kind: 'User', user: {} }),
    subject({ kind: 'User', user: { name: '*' } }),
    subject({ kind: 'User', user: { name: 'a' }, group: { name: 'b' } }),
    subject({ kind: 'Group' }),
    subject({ kind: 'Group', group: { name: '' } }),
    subject({ kind: 'Group', group: { name: '*' }, serviceAccount: { name: 'a', namespace: 'b' } }),
    subject({ kind: 'ServiceAccount' }),
    subject({ kind: 'ServiceAccount', serviceAccount: {} }),
    subject({ kind: 'ServiceAccount', serviceAccount: { name: '*', namespace: 'b' } }),
    subject({ kind: 'ServiceAccount', serviceAccount: { name: 'A_', namespace: 'B_' } }),
    subject({ kind: 'ServiceAccount', serviceAccount: { name: 'a', namespace: '*' }, user: { name: 'c' } }),
    resources({ verbs: [] }),
    resources({ verbs: ['x'] }),
    resources({ verbs: ['*'] }),
    resources({ verbs: ['*', 'get'] }),
    resources({ verbs: ['get', 'x', 'y'] }),
    resources({ apiGroups: [] }),
    resources({ apiGroups: ['*', ''] }),
    resources({ resources: [] }),
    resources({ resources: ['*'] }),
    resources({ resources: ['*', 'pods'] }),
    resources({ resources: ['a/*', 'A_'] }),
    resources({ namespaces: [] }),
    resources({ namespaces: undefined }),
    resources({ namespaces: ['*'] }),
    resources({ namespaces: ['*', 'a'] }),
    resources({ namespaces: ['A_', ''] }),
    resources({ namespaces: [], clusterScope: true }),
    paths({ verbs: ['watch', 'x'] }),
    paths({ verbs: ['*', 'x'] }),
    paths({ nonResourceURLs: [] }),
    paths({ nonResourceURLs: ['*', '/'] }),
    paths({ nonResourceURLs: ['', '/', 'a', '/a b', '/a//b', '/a/*', '/*/a', '/a*', '/*'] }),
  ],
  status: [{ conditions: [{ type: 'Dangling', status: 'True' }] }],
};
const limited = (more: Json) => ({ type: 'Limited', limited: { nominalConcurrencyShares: 0, ...more } });
const queued = (queuing: unknown) => limited({ limitResponse: { type: 'Queue', queuing } });
const REJECT = { limitResponse: { type: 'Reject' } };
const LEVEL: Tried = {
  'metadata.name': ['a.b', 'A', 'exempt', 'catch-all', 'workload-high'],
  spec: [
    undefined,
    {},
    { type: 'x' },
    { type: 'Limited' },
    { type: 'Limited', limited: {} },
    { type: 'Exempt' },
    { type: 'Exempt', exempt: {} },
    { type: 'Exempt', limited: limited(REJECT).limited },
    { type: 'Limited', exempt: {}, limited: limited(REJECT).limited },
    limited({}),
    limited({ limitResponse: {} }),
    limited({ limitResponse: { type: 'x' } }),
    limited({ limitResponse: { type: 'Queue' } }),
    limited({ limitResponse: { type: 'Reject', queuing: { queues: 1 } } }),
    queued({}),
    queued({ queues: 0, handSize: 0, queueLengthLimit: 0 }),
    queued({ queues: -1, handSize: -1, queueLengthLimit: -1 }),
    queued({ queues: 1, handSize: 2, queueLengthLimit: 1 }),
    queued({ queues: 10_000_000, handSize: 1, queueLengthLimit: 1 }),
    queued({ queues: 10_000_001, handSize: 1, queueLengthLimit: 1 }),
    queued({ queues: 1_000_000, handSize: 11, queueLengthLimit: 1 }),
    queued({ queues: 64, handSize: 8, queueLengthLimit: 50 }),
    limited({ ...REJECT, nominalConcurrencyShares: -1 }),
    limited({ ...REJECT, nominalConcurrencyShares: null }),
    limited({ ...REJECT, nominalConcurrencyShares: 30 }),
    limited({ ...REJECT, lendablePercent: 0 }),
    limited({ ...REJECT, lendablePercent: 101 }),
    limited({ ...REJECT, lendablePercent: -1 }),
    limited({ ...REJECT, borrowingLimitPercent: 0 }),
    limited({ ...REJECT, borrowingLimitPercent: -1 }),
    limited({ ...REJECT, borrowingLimitPercent: 1000 }),
  ],
  'spec.limited': [undefined, null],
};
const MERGE = { 'content-type': 'application/merge-patch+json' };
const condition = (more: Json = {}) => ({
  type: 'Dangling',
  status: 'False',
  reason: 'Found',
  message: 'm',
  lastTransitionTime: '2026-01-31T09:30:00Z',
  ...more,
});
const merge = (kind: string, body: Json, rest = ''): Asked => ({
  method: 'PATCH',
  path: itemPath(kind, rest),
  headers: MERGE,
  body: JSON.stringify(body),
});
const bootstrapped = (plural: string, name: string, spec: Json): Asked => ({
  method: 'PATCH',
  path: `/apis/flowcontrol.apiserver.k8s.io/v1/${plural}/${name}?dryRun=All`,
  headers: MERGE,
  body: JSON.stringify({ spec }),
});

/** What priority and fairness is told. */
export const FLOW_FIELDS: readonly Case[] = [
  ...tried('FlowSchema', { spec: { matchingPrecedence: 9_000 } }, SCHEMA, '?dryRun=All'),
  ...triedDry('PriorityLevelConfiguration', {}, LEVEL),
  ...['FlowSchema', 'PriorityLevelConfiguration'].map((kind): Case => ({
    topic: 'flow control',
    name: `${kind}: status`,
    before: [create(kind)],
    requests: [
      ...[[condition()], [condition(), condition()], [condition({ type: '' })], [condition({ status: 'x' })], []].map(
        (conditions) => merge(kind, { status: { conditions }, spec: { matchingPrecedence: 5 } }, '/status'),
      ),
      merge(kind, { status: { conditions: [condition()] } }),
      get(kind),
      get(kind, '/status'),
    ],
  })),
  {
    topic: 'flow control',
    name: 'what is there from the beginning',
    requests: [
      ...['exempt', 'catch-all', 'probes', 'system-nodes', 'service-accounts', 'global-default'].map((name): Asked => ({
        method: 'GET',
        path: `/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/${name}`,
      })),
      ...['exempt', 'catch-all', 'leader-election', 'node-high', 'system', 'workload-low'].map((name): Asked => ({
        method: 'GET',
        path: `/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations/${name}`,
      })),
      bootstrapped('flowschemas', 'exempt', { matchingPrecedence: 2 }),
      bootstrapped('flowschemas', 'catch-all', { distinguisherMethod: null }),
      bootstrapped('flowschemas', 'service-accounts', { matchingPrecedence: 9_001 }),
      bootstrapped('prioritylevelconfigurations', 'catch-all', { limited: { nominalConcurrencyShares: 6 } }),
      bootstrapped('prioritylevelconfigurations', 'exempt', { exempt: { nominalConcurrencyShares: 6 } }),
      bootstrapped('prioritylevelconfigurations', 'exempt', { exempt: { lendablePercent: 101 } }),
      bootstrapped('prioritylevelconfigurations', 'system', { type: 'Exempt' }),
      bootstrapped('prioritylevelconfigurations', 'workload-low', { limited: { lendablePercent: 50 } }),
    ],
  },
];
