import type { Asked, Case } from '../case';
import { create, get, itemPath, kindOf, leastOf, type Json } from './kinds';

const MERGE = { 'content-type': 'application/merge-patch+json' };
const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
const merge = (kind: string, rest: string, body: unknown): Asked => ({
  method: 'PATCH',
  path: itemPath(kind, rest),
  headers: MERGE,
  body: JSON.stringify(body),
});
const put = (kind: string, rest: string, body: unknown): Asked => ({ method: 'PUT', path: itemPath(kind, rest), body });
const post = (kind: string, rest: string, body: unknown): Asked => ({
  method: 'POST',
  path: itemPath(kind, rest),
  body,
});
const of = (kind: string, name: string, ...requests: Asked[]): Case => ({
  topic: 'subresources',
  name: `${kind}: ${name}`,
  before: [create(kind)],
  requests,
});

const scale = (spec: Json, more: Json = {}) => ({
  kind: 'Scale',
  apiVersion: 'autoscaling/v1',
  metadata: { name: '$NAME', namespace: '$NS' },
  spec,
  ...more,
});
const SCALED = ['Deployment', 'ReplicaSet', 'ReplicationController'];
const WITH_STATUS = [
  'Pod',
  'Service',
  'Deployment',
  'ReplicaSet',
  'ReplicationController',
  'Namespace',
  'Node',
  'ServiceCIDR',
];
const eviction = (more: Json = {}) => ({
  apiVersion: 'policy/v1',
  kind: 'Eviction',
  metadata: { name: '$NAME', namespace: '$NS' },
  ...more,
});
const binding = (target: unknown) => ({
  apiVersion: 'v1',
  kind: 'Binding',
  metadata: { name: '$NAME', namespace: '$NS' },
  target,
});
/** As it was asked for before there were subresources. */
const bindings = (body: unknown, query = '') => ({
  method: 'POST',
  path: `/api/v1/namespaces/$NS/bindings${query}`,
  body,
});
const OWN = { name: '$NAME', namespace: '$NS' };
const token = (spec: Json) => ({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec });

export const SUBRESOURCES: readonly Case[] = [
  ...SCALED.flatMap((kind) => [
    of(
      kind,
      'scale',
      get(kind, '/scale'),
      put(kind, '/scale', scale({ replicas: 3 })),
      merge(kind, '/scale', { spec: { replicas: 4 } }),
      get(kind),
    ),
    of(
      kind,
      'scale in words',
      get(kind, '/scale', TABLE),
      get(kind, '/scale', { accept: 'application/yaml' }),
      get(kind, '/scale', { accept: 'application/vnd.kubernetes.protobuf' }),
    ),
    of(
      kind,
      'scale, wrongly',
      put(kind, '/scale', scale({ replicas: -1 })),
      put(kind, '/scale', scale({})),
      put(kind, '/scale', {}),
      put(kind, '/scale', scale({ replicas: 1 }, { metadata: { name: 'x' } })),
      put(
        kind,
        '/scale',
        scale({ replicas: 1 }, { metadata: { name: '$NAME', namespace: '$NS', resourceVersion: '1' } }),
      ),
      merge(kind, '/scale', { spec: { replicas: 'x' } }),
      post(kind, '/scale', scale({ replicas: 1 })),
      { method: 'DELETE', path: itemPath(kind, '/scale') },
    ),
  ]),
  ...WITH_STATUS.flatMap((kind) => [
    of(
      kind,
      'status',
      get(kind, '/status'),
      merge(kind, '/status', { status: {} }),
      merge(kind, '/status', { metadata: { labels: { a: 'b' }, annotations: { c: 'd' } } }),
      merge(kind, '/status', { spec: { replicas: 9, unschedulable: false, type: 'NodePort' } }),
      get(kind),
    ),
    of(
      kind,
      'status by PUT',
      put(kind, '/status', leastOf(kindOf(kind), { status: {} })),
      put(kind, '/status', {}),
      { method: 'DELETE', path: itemPath(kind, '/status') },
      post(kind, '/status', leastOf(kindOf(kind))),
    ),
    of(
      kind,
      'status by the main resource',
      merge(kind, '', { status: { phase: 'Failed', replicas: 3, loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } } }),
    ),
  ]),
  of(
    'Deployment',
    'status values',
    merge('Deployment', '/status', { status: { replicas: 3, readyReplicas: 4, observedGeneration: 1 } }),
    merge('Deployment', '/status', { status: { replicas: -1, availableReplicas: -1 } }),
    merge('Deployment', '/status', { status: { conditions: [{ type: 'A', status: 'x' }] } }),
  ),
  of(
    'Service',
    'status values',
    merge('Service', '/status', { status: { loadBalancer: { ingress: [{ ip: '198.51.100.1' }] } } }),
    merge('Service', '/status', { status: { loadBalancer: { ingress: [{ ip: 'x', hostname: 'A_' }] } } }),
    merge('Service', '/status', {
      status: {
        conditions: [
          { type: 'A', status: 'True', reason: 'R', message: '', lastTransitionTime: '2026-01-31T09:30:00Z' },
        ],
      },
    }),
    merge('Service', '/status', { status: { conditions: [{ type: 'A' }] } }),
  ),
  {
    topic: 'subresources',
    name: 'Service: status of a load balancer',
    before: [create('Service', { spec: { type: 'LoadBalancer' } })],
    requests: [
      { ip: '198.51.100.1' },
      { ip: '198.51.100.1', ipMode: 'Proxy' },
      { ip: '198.51.100.1', ipMode: 'x' },
      { hostname: 'a.example.com', ipMode: 'VIP' },
      { hostname: '198.51.100.1' },
      { ip: '001.2.3.4' },
      { ip: '198.51.100.1', ports: [{ port: 0, protocol: 'x', error: 'a b' }] },
    ].map((ingress) => merge('Service', '/status', { status: { loadBalancer: { ingress: [ingress] } } })),
  },
  of(
    'Pod',
    'status values',
    merge('Pod', '/status', {
      status: {
        phase: 'Running',
        podIP: '10.1.2.3',
        podIPs: [{ ip: '10.1.2.3' }],
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    }),
    merge('Pod', '/status', { status: { podIPs: [{ ip: 'x' }] } }),
    merge('Pod', '/status', { status: { phase: 'x' } }),
    merge('Pod', '/status', {
      status: {
        containerStatuses: [
          { name: 'c', image: 'i', imageID: '', ready: true, restartCount: 0, state: { running: {} } },
        ],
      },
    }),
    merge('Pod', '/status', { status: { conditions: [{ type: 'a b', status: 'True' }] } }),
    merge('Pod', '/status', { status: { nominatedNodeName: 'n' } }),
    get('Pod', '', TABLE),
  ),
  of(
    'Node',
    'status values',
    merge('Node', '/status', {
      status: {
        capacity: { cpu: '4', memory: '8Gi', pods: '110' },
        conditions: [{ type: 'Ready', status: 'True' }],
        addresses: [{ type: 'InternalIP', address: '1.2.3.4' }],
        nodeInfo: { kubeletVersion: 'v1.37.2' },
      },
    }),
    merge('Node', '/status', { status: { capacity: { cpu: '-1' } } }),
    get('Node', '', TABLE),
  ),
  of(
    'Namespace',
    'finalize',
    put('Namespace', '/finalize', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: '$NAME' },
      spec: { finalizers: ['kubernetes', 'example.com/a'] },
    }),
    put('Namespace', '/finalize', { metadata: { name: '$NAME' }, spec: { finalizers: ['x'] } }),
    get('Namespace', '/finalize'),
    merge('Namespace', '/finalize', {}),
  ),
  of(
    'Pod',
    'binding',
    post('Pod', '/binding', binding({ kind: 'Node', name: 'n' })),
    get('Pod'),
    post('Pod', '/binding', binding({ kind: 'Node', name: 'n' })),
  ),
  of(
    'Pod',
    'binding, wrongly',
    post('Pod', '/binding', binding({})),
    post('Pod', '/binding', binding({ name: '' })),
    post('Pod', '/binding', binding({ kind: 'Pod', name: 'n' })),
    post('Pod', '/binding', binding({ kind: 'Node', name: 'N_' })),
    post('Pod', '/binding', {}),
    post('Pod', '/binding', { ...binding({ name: 'n' }), metadata: { name: 'x' } }),
    post('Pod', '/binding', { ...binding({ name: 'n' }), metadata: { name: '$NAME', uid: 'x' } }),
    post('Pod', '/binding?dryRun=All', binding({ name: 'n' })),
    get('Pod', '/binding'),
  ),
  of(
    'Pod',
    'binding of its namespace',
    bindings(binding({ kind: 'Node', name: 'n' }), '?dryRun=All'),
    bindings({
      ...binding({ name: 'n' }),
      metadata: { ...OWN, labels: { a: 'b' }, annotations: { c: 'd' }, uid: 'x' },
    }),
    get('Pod'),
    bindings(binding({ name: 'n' })),
  ),
  of(
    'Pod',
    'binding of its namespace, in protobuf',
    { ...bindings(binding({ name: 'n' })), headers: { accept: 'application/vnd.kubernetes.protobuf' } },
    bindings(binding({ name: 'n' }), '?fieldManager=f&pretty=true'),
  ),
  of(
    'Pod',
    'binding of its namespace, wrongly',
    bindings(binding({})),
    bindings(binding({ kind: 'Pod', name: 'n' })),
    bindings(binding({ kind: 'Node', name: 'N_' })),
    bindings({}),
    bindings({ kind: 'Binding', apiVersion: 'v1', target: { name: 'n' } }),
    bindings({ ...binding({ name: 'n' }), metadata: { name: 'none' } }),
    bindings({ ...binding({ name: 'n' }), metadata: { name: 'a/b' } }),
    bindings({ ...binding({ name: 'n' }), metadata: { name: '..' } }),
    bindings({ ...binding({ name: 'n' }), metadata: { name: 'a%b' } }),
    bindings({ ...binding({ name: 'n' }), metadata: { generateName: 'a' } }),
    bindings({ ...binding({ name: 'n' }), metadata: { name: '$NAME', namespace: 'other' } }),
    bindings({ ...binding({ name: 'n' }), metadata: { ...OWN, resourceVersion: '1' } }),
    bindings({ ...binding({ name: 'n' }), metadata: { ...OWN, resourceVersion: 'x' } }),
    bindings({ ...binding({ name: 'n' }), kind: 'Pod' }),
    bindings({ ...binding({ name: 'n' }), apiVersion: 'v2' }),
    bindings({ ...binding({ name: 'n' }), what: 1 }, '?fieldValidation=Strict'),
    bindings({ ...binding({ name: 'n' }), target: 'n' }),
    {
      method: 'POST',
      path: '/api/v1/namespaces/none/bindings',
      body: { ...binding({ name: 'n' }), metadata: { name: 'a' } },
    },
    { method: 'POST', path: '/api/v1/bindings', body: binding({ name: 'n' }) },
    ...['GET', 'DELETE'].map((method) => ({ method, path: '/api/v1/namespaces/$NS/bindings' })),
    { method: 'GET', path: '/api/v1/bindings' },
    { method: 'GET', path: '/api/v1/namespaces/$NS/bindings/$NAME' },
    { method: 'GET', path: '/api/v1/watch/namespaces/$NS/bindings' },
    { method: 'PUT', path: '/api/v1/namespaces/$NS/bindings/$NAME', body: binding({ name: 'n' }) },
  ),
  of(
    'Pod',
    'eviction',
    post('Pod', '/eviction?dryRun=All', eviction()),
    post('Pod', '/eviction', eviction({ deleteOptions: { preconditions: { uid: 'x' } } })),
    post('Pod', '/eviction', eviction({ metadata: { name: 'x' } })),
    post('Pod', '/eviction', {}),
    post('Pod', '/eviction', eviction({ apiVersion: 'policy/v1beta1' })),
    post('Pod', '/eviction', eviction()),
    get('Pod', '/eviction'),
    get('Pod'),
  ),
  of(
    'Pod',
    'ephemeralcontainers',
    merge('Pod', '/ephemeralcontainers', { spec: { ephemeralContainers: [{ name: 'e', image: 'i' }] } }),
    get('Pod', '/ephemeralcontainers'),
    merge('Pod', '/ephemeralcontainers', { spec: { ephemeralContainers: [] } }),
    merge('Pod', '/ephemeralcontainers', { spec: { ephemeralContainers: [{ name: 'e', image: 'j' }] } }),
    merge('Pod', '/ephemeralcontainers', {
      spec: {
        ephemeralContainers: [
          { name: 'e', image: 'i', terminationMessagePolicy: 'File' },
          { name: 'c' },
          { name: 'f', image: 'i', ports: [{ containerPort: 1 }], targetContainerName: 'x' },
        ],
      },
    }),
  ),
  of(
    'Pod',
    'resize',
    merge('Pod', '/resize', {
      spec: { containers: [{ name: 'c', image: 'fuzz.invalid/none:1', resources: { requests: { cpu: '1' } } }] },
    }),
    get('Pod', '/resize'),
    merge('Pod', '/resize', { spec: { containers: [{ name: 'x' }] } }),
    merge('Pod', '/resize', { metadata: { labels: { a: 'b' } } }),
  ),
  of(
    'Pod',
    'log',
    get('Pod', '/log'),
    get('Pod', '/log?container=x'),
    get('Pod', '/log?tailLines=-1'),
    get('Pod', '/log?tailLines=x'),
    get('Pod', '/log?sinceSeconds=0'),
    get('Pod', '/log?limitBytes=0'),
    get('Pod', '/log?sinceSeconds=1&sinceTime=2020-01-01T00:00:00Z'),
    get('Pod', '/log?sinceTime=x'),
    get('Pod', '/log?follow=x'),
    get('Pod', '/log?stream=Stdout'),
    get('Pod', '/log?stream=x'),
    get('Pod', '/log', { accept: 'text/plain' }),
    get('Pod', '/log', { accept: 'application/json' }),
    post('Pod', '/log', {}),
  ),
  of(
    'Pod',
    'streams',
    get('Pod', '/exec'),
    post('Pod', '/exec?command=a', {}),
    get('Pod', '/attach'),
    get('Pod', '/portforward'),
    get('Pod', '/proxy'),
    get('Pod', '/proxy/a'),
    get('Pod', '/x'),
    get('Pod', '/status/x'),
    { method: 'DELETE', path: itemPath('Pod', '/exec') },
  ),
  of(
    'ServiceAccount',
    'token',
    post('ServiceAccount', '/token', token({})),
    post('ServiceAccount', '/token', token({ audiences: ['a'], expirationSeconds: 3600 })),
    post('ServiceAccount', '/token', token({ expirationSeconds: 1 })),
    post('ServiceAccount', '/token', token({ expirationSeconds: 4294967297 })),
    post('ServiceAccount', '/token', token({ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'none' } })),
    post('ServiceAccount', '/token', token({ boundObjectRef: { kind: 'x', apiVersion: 'v1', name: 'none' } })),
    post(
      'ServiceAccount',
      '/token',
      token({ boundObjectRef: { kind: 'Secret', apiVersion: 'v1', name: 'none', uid: 'u' } }),
    ),
    post('ServiceAccount', '/token', {}),
    get('ServiceAccount', '/token'),
    post('ServiceAccount', '/token', { kind: 'TokenRequest', apiVersion: 'v1' }),
  ),
  of('Service', 'proxy', get('Service', '/proxy'), get('Service', '/proxy/'), get('Service', '/x')),
  of('Node', 'proxy', get('Node', '/proxy/'), get('Node', '/x')),
  of('ConfigMap', 'none', get('ConfigMap', '/status'), merge('ConfigMap', '/scale', {}), get('ConfigMap', '/')),
  of('Deployment', 'rollback', post('Deployment', '/rollback', {})),
  {
    topic: 'subresources',
    name: 'of nothing',
    requests: [
      get('Deployment', '/scale'),
      get('Pod', '/status'),
      get('Pod', '/log'),
      post('Pod', '/binding', binding({ name: 'n' })),
      post('Pod', '/eviction', eviction()),
      post('ServiceAccount', '/token', token({})),
      merge('Service', '/status', {}),
      get('Pod', '/exec'),
      put('Deployment', '/scale', scale({ replicas: 1 })),
      put('Deployment', '/status', leastOf(kindOf('Deployment'))),
    ],
  },
];
