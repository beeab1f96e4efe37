import type { DaemonSet, DaemonSetSpec, StatefulSet, StatefulSetSpec } from '@kubets/proto-gen/apps/v1';
import { template } from './objects';

export const statefulSet = (spec: StatefulSetSpec = {}, metadata: StatefulSet['metadata'] = {}): StatefulSet => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { namespace: 'default', name: 'db', uid: 'db-uid', generation: 1, ...metadata },
  spec: {
    replicas: 3,
    serviceName: 'db',
    selector: { matchLabels: { app: 'web' } },
    template: template('db:1'),
    podManagementPolicy: 'OrderedReady',
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable: 1 } },
    revisionHistoryLimit: 10,
    ...spec,
  },
});

export const daemonSet = (spec: DaemonSetSpec = {}): DaemonSet => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { namespace: 'default', name: 'agent', uid: 'agent-uid', generation: 1 },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: template('agent:1'),
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
    revisionHistoryLimit: 10,
    ...spec,
  },
});
