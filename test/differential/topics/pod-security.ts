import type { Asked, Case } from '../case';
import { create, dry, type Json } from './kinds';

const namespaceLabels = (labels: Json): Asked => ({
  method: 'PATCH',
  path: '/api/v1/namespaces/$NS',
  headers: { 'content-type': 'application/merge-patch+json' },
  body: JSON.stringify({
    metadata: {
      labels: Object.fromEntries(
        Object.entries(labels).map(([name, value]) => [`pod-security.kubernetes.io/${name}`, value]),
      ),
    },
  }),
});
const GOOD = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};
const C = { name: 'c', image: 'i' };
const secured = (securityContext: Json, spec: Json = {}) => ({ containers: [{ ...C, securityContext }], ...spec });
const PODS: readonly Json[] = [
  secured({}),
  secured(GOOD),
  secured({ privileged: true }),
  secured({ ...GOOD, runAsNonRoot: undefined }),
  secured({ ...GOOD, runAsNonRoot: false }),
  secured({ ...GOOD, runAsUser: 0 }),
  secured({ ...GOOD, capabilities: undefined }),
  secured({ ...GOOD, capabilities: { add: ['NET_ADMIN', 'CHOWN'], drop: ['ALL'] } }),
  secured({ ...GOOD, capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] } }),
  secured({ ...GOOD, seccompProfile: { type: 'Unconfined' } }),
  secured({ ...GOOD, seccompProfile: undefined }),
  secured({ ...GOOD, procMount: 'Unmasked' }, { hostUsers: false }),
  secured({ ...GOOD, seLinuxOptions: { type: 'x', user: 'y' } }),
  secured({ ...GOOD, windowsOptions: { hostProcess: true } }),
  secured({ ...GOOD, appArmorProfile: { type: 'Unconfined' } }),
  secured(GOOD, { hostNetwork: true, hostPID: true, hostIPC: true }),
  secured(GOOD, {
    volumes: [
      { name: 'v', hostPath: { path: '/a' } },
      { name: 'w', nfs: { server: 'a', path: '/b' } },
    ],
  }),
  secured(GOOD, {
    securityContext: {
      sysctls: [
        { name: 'kernel.x', value: '1' },
        { name: 'net.ipv4.tcp_syncookies', value: '1' },
      ],
    },
  }),
  secured(GOOD, { securityContext: { runAsUser: 0, seccompProfile: { type: 'Unconfined' } } }),
  {
    containers: [
      {
        ...C,
        ports: [
          { containerPort: 80, hostPort: 80 },
          { containerPort: 81, hostPort: 81 },
        ],
      },
      { name: 'd', image: 'i', securityContext: { privileged: true } },
    ],
  },
  { containers: [{ ...C, securityContext: GOOD, livenessProbe: { httpGet: { port: 80, host: '1.2.3.4' } } }] },
  {
    containers: [C],
    initContainers: [
      { name: 'x', image: 'i', securityContext: GOOD },
      { name: 'y', image: 'i' },
    ],
  },
  {
    containers: [{ ...C, securityContext: { ...GOOD, runAsNonRoot: undefined } }],
    securityContext: { runAsNonRoot: true },
    os: { name: 'windows' },
  },
];
const guarded = (name: string, labels: Json, before: readonly Asked[], requests: readonly Asked[]): Case => ({
  topic: 'pod security',
  name,
  alone: true,
  before: [namespaceLabels(labels), ...before],
  requests,
});
const refused: Asked = {
  ...dry(create('Pod', { metadata: { name: 'probe' }, spec: { hostNetwork: true } })),
  until: 403,
};
const workload = (kind: string, spec: Json) => dry(create(kind, { spec: { template: { spec } } }));

export const POD_SECURITY: readonly Case[] = [
  guarded(
    'privileged is refused',
    { enforce: 'baseline', 'enforce-version': 'v1.37' },
    [refused],
    PODS.map((spec) => dry(create('Pod', { spec }))),
  ),
  guarded(
    'restricted',
    { enforce: 'restricted' },
    [refused],
    [
      ...PODS.map((spec) => dry(create('Pod', { spec }))),
      ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job'].map((kind) =>
        workload(kind, { containers: [C] }),
      ),
    ],
  ),
  guarded(
    'warned of',
    { enforce: 'baseline', warn: 'restricted', 'warn-version': 'latest' },
    [refused],
    [
      ...PODS.map((spec) => dry(create('Pod', { spec }))),
      ...[
        'Deployment',
        'StatefulSet',
        'DaemonSet',
        'ReplicaSet',
        'ReplicationController',
        'Job',
        'CronJob',
        'PodTemplate',
      ].map((kind) => dry(create(kind))),
      ...[
        { enforce: 'x' },
        { 'enforce-version': 'x' },
        { warn: '', 'warn-version': 'v1.0' },
        { audit: 'Restricted' },
        { 'audit-version': 'v1.99' },
      ].map(namespaceLabels),
    ],
  ),
  guarded(
    'pods that are there',
    { enforce: 'privileged' },
    [create('Pod', { metadata: { name: 'p' }, spec: { hostNetwork: true } })],
    [
      { ...namespaceLabels({ enforce: 'restricted' }), path: '/api/v1/namespaces/$NS?dryRun=All' },
      { ...namespaceLabels({ enforce: 'baseline' }), path: '/api/v1/namespaces/$NS?dryRun=All' },
    ],
  ),
];
