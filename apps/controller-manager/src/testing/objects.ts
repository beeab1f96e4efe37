import type { Deployment, ReplicaSet } from '@kubets/proto-gen/apps/v1';
import type { Node, Pod, PodTemplateSpec, Service } from '@kubets/proto-gen/core/v1';

export const EPOCH = '2026-01-01T00:00:00Z';

export const template = (image = 'nginx:1', labels: Record<string, string> = { app: 'web' }): PodTemplateSpec => ({
  metadata: { labels },
  spec: { containers: [{ name: 'web', image, ports: [{ name: 'http', containerPort: 80, protocol: 'TCP' }] }] },
});

export const deployment = (spec: Partial<NonNullable<Deployment['spec']>> = {}): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { namespace: 'default', name: 'web', uid: 'deployment-uid', generation: 1 },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: template(),
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    ...spec,
  },
});

export const replicaSet = (
  name: string,
  o: {
    spec?: ReplicaSet['spec'];
    status?: ReplicaSet['status'];
    annotations?: Record<string, string>;
    created?: string;
  } = {},
): ReplicaSet => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {
    namespace: 'default',
    name,
    uid: `${name}-uid`,
    generation: 1,
    creationTimestamp: o.created ?? EPOCH,
    annotations: o.annotations,
  },
  spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template: template(), ...o.spec },
  status: o.status,
});

/** A ready pod with an address, unless told otherwise. */
export const pod = (
  name: string,
  o: {
    ready?: boolean;
    ip?: string;
    node?: string;
    phase?: string;
    labels?: Record<string, string>;
    meta?: Pod['metadata'];
    spec?: Pod['spec'];
    since?: string;
  } = {},
): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    namespace: 'default',
    name,
    uid: `${name}-uid`,
    labels: o.labels ?? { app: 'web' },
    creationTimestamp: EPOCH,
    ...o.meta,
  },
  spec: { ...template().spec, ...(o.node ? { nodeName: o.node } : {}), ...o.spec },
  status: {
    phase: o.phase ?? 'Running',
    ...(o.ip ? { podIP: o.ip, podIPs: [{ ip: o.ip }] } : {}),
    conditions: [{ type: 'Ready', status: o.ready === false ? 'False' : 'True', lastTransitionTime: o.since ?? EPOCH }],
  },
});

export const node = (
  name: string,
  o: { ready?: string; labels?: Record<string, string>; spec?: Node['spec']; cpu?: string; heartbeat?: string } = {},
): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, uid: `${name}-uid`, labels: o.labels, creationTimestamp: EPOCH },
  spec: o.spec,
  status: {
    allocatable: { cpu: o.cpu ?? '2' },
    conditions: [
      { type: 'Ready', status: o.ready ?? 'True', lastHeartbeatTime: o.heartbeat ?? EPOCH, lastTransitionTime: EPOCH },
    ],
  },
});

export const service = (name: string, spec: Service['spec'] = {}, metadata: Service['metadata'] = {}): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace: 'default', name, uid: `${name}-uid`, creationTimestamp: EPOCH, ...metadata },
  spec: {
    type: 'ClusterIP',
    clusterIP: '10.96.0.20',
    ipFamilies: ['IPv4'],
    selector: { app: 'web' },
    ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
    ...spec,
  },
});
