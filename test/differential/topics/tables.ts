import { SERVED_KINDS, apiVersionOf } from '../../fuzz/generate/served-kinds';
import type { Case } from '../case';
import { collectionOf, create, leastOf, type Json } from './kinds';

const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };

const table = (kind: string, name: string, changes: Json): Case => ({
  topic: 'tables',
  name: `${kind}: ${name}`,
  requests: [create(kind, changes, { headers: TABLE })],
});
const ports = (...all: Json[]) => ({ spec: { ports: all } });

export const TABLES: readonly Case[] = [
  ...SERVED_KINDS.filter(({ virtual }) => !virtual).map((kind): Case => ({
    topic: 'tables',
    name: `${apiVersionOf(kind)} ${kind.kind}`,
    requests: [
      { method: 'GET', path: `${collectionOf(kind)}?labelSelector=nobody`, headers: TABLE },
      { method: 'POST', path: `${collectionOf(kind)}?dryRun=All`, headers: TABLE, body: leastOf(kind) },
    ],
  })),
  table('Service', 'several ports', ports({ name: 'a', port: 80 }, { name: 'b', port: 81, protocol: 'UDP' })),
  table('Service', 'headless', { spec: { clusterIP: 'None' } }),
  table('Service', 'external name', { spec: { type: 'ExternalName', externalName: 'a.b', ports: undefined } }),
  table('Service', 'load balancer', { spec: { type: 'LoadBalancer' } }),
  table('Service', 'external addresses', { spec: { externalIPs: ['198.51.100.1', '198.51.100.2'] } }),
  table('Service', 'node port', { spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 31999 }] } }),
  table('Service', 'without a selector', { spec: { selector: undefined } }),
  table('Pod', 'several containers', {
    spec: {
      containers: [
        { name: 'a', image: 'i' },
        { name: 'b', image: 'j' },
      ],
      initContainers: [
        { name: 'z', image: 'z' },
        { name: 'y', image: 'y', restartPolicy: 'Always' },
      ],
    },
  }),
  table('Pod', 'on a node', { spec: { nodeName: 'n' } }),
  table('Pod', 'gated', { spec: { schedulingGates: [{ name: 'a' }], readinessGates: [{ conditionType: 'a' }] } }),
  table('Deployment', 'several containers', {
    spec: {
      replicas: 3,
      template: {
        spec: {
          containers: [
            { name: 'a', image: 'i' },
            { name: 'b', image: 'j' },
          ],
        },
      },
      selector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['fuzz', 'x'] }] },
    },
  }),
  table('Secret', 'keys', { data: { a: '', b: '' } }),
  table('ConfigMap', 'keys', { data: { x: '', y: '' }, binaryData: { z: '' } }),
  table('ConfigMap', 'none', { data: undefined }),
  table('Namespace', 'labels', { metadata: { labels: { a: 'b' } } }),
  table('EndpointSlice', 'many', {
    endpoints: [
      { addresses: ['198.51.100.1', '198.51.100.2'] },
      { addresses: ['198.51.100.3'] },
      { addresses: ['198.51.100.4'] },
    ],
    ports: [
      { name: 'a', port: 1 },
      { name: 'b', port: 2 },
      { name: 'c', port: 3 },
      { name: 'd', port: 4 },
    ],
  }),
  table('EndpointSlice', 'none', { endpoints: [], ports: [] }),
  table('Endpoints', 'many', {
    subsets: [{ addresses: [1, 2, 3, 4].map((last) => ({ ip: `198.51.100.${last}` })), ports: [{ port: 80 }] }],
  }),
  table('Endpoints', 'none', { subsets: undefined }),
  table('Event', 'of a pod', {
    firstTimestamp: '2020-01-01T00:00:00Z',
    lastTimestamp: '2020-01-01T00:00:00Z',
    source: { component: 'x', host: 'y' },
  }),
  table('Node', 'roles', {
    metadata: { labels: { 'node-role.kubernetes.io/control-plane': '', 'kubernetes.io/role': 'x' } },
    status: {
      conditions: [{ type: 'Ready', status: 'True' }],
      addresses: [
        { type: 'InternalIP', address: '1.2.3.4' },
        { type: 'ExternalIP', address: '5.6.7.8' },
      ],
    },
  }),
  table('RoleBinding', 'subjects', {
    subjects: [
      { kind: 'User', name: 'a', apiGroup: 'rbac.authorization.k8s.io' },
      { kind: 'Group', name: 'b', apiGroup: 'rbac.authorization.k8s.io' },
      { kind: 'ServiceAccount', name: 'c', namespace: 'd' },
    ],
  }),
  table('Lease', 'nobody', { spec: undefined }),
];
