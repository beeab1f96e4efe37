import type { Case } from '../../case';
import { changed, condition, CONTAINERS, SELECTOR, template } from './changed';

export const WORKLOAD_UPDATES: readonly Case[] = [
  changed('StatefulSet', [
    SELECTOR,
    { spec: { serviceName: 'x' } },
    { spec: { podManagementPolicy: 'Parallel' } },
    {
      spec: {
        volumeClaimTemplates: [
          {
            metadata: { name: 'v' },
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        ],
      },
    },
    { spec: { replicas: 3, minReadySeconds: 2, revisionHistoryLimit: 1 } },
    { spec: { ordinals: { start: 2 } } },
    { spec: { updateStrategy: { type: 'OnDelete', rollingUpdate: null } } },
    { spec: { persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete' } } },
    template(CONTAINERS),
    template({}, { labels: { app: 'x' } }),
    { spec: { replicas: -1 } },
  ]),
  changed(
    'StatefulSet',
    [
      { status: { replicas: -1, readyReplicas: 3 } },
      { status: { replicas: 2, readyReplicas: 3 } },
      { status: { replicas: 3, readyReplicas: 3, currentRevision: 'x', conditions: [condition('A')] } },
    ],
    {},
    '/status',
  ),
  changed('DaemonSet', [
    SELECTOR,
    template(CONTAINERS),
    template({}, { labels: { app: 'x' } }),
    { spec: { templateGeneration: 1 } },
    { spec: { updateStrategy: { type: 'OnDelete', rollingUpdate: null } } },
    { spec: { minReadySeconds: -1 } },
  ]),
  changed(
    'DaemonSet',
    [
      { status: { desiredNumberScheduled: -1, numberReady: -1, numberUnavailable: -1 } },
      { status: { desiredNumberScheduled: 3, numberReady: 3, numberMisscheduled: 1, observedGeneration: 1 } },
      { status: { conditions: [condition('A', 'x')] } },
    ],
    {},
    '/status',
  ),
  changed('Deployment', [
    SELECTOR,
    template(CONTAINERS),
    { spec: { strategy: { type: 'Recreate' } } },
    { spec: { strategy: { type: 'Recreate', rollingUpdate: null } } },
    { spec: { replicas: null } },
  ]),
  changed('ReplicaSet', [SELECTOR, template(CONTAINERS), { spec: { replicas: 2 } }]),
  changed('ReplicationController', [
    { spec: { selector: { b: 'c' } } },
    template(CONTAINERS),
    { spec: { selector: null } },
  ]),
  changed('ControllerRevision', [
    { data: { a: 2 } },
    { revision: 9 },
    { revision: -1 },
    { metadata: { labels: { a: 'b' } } },
  ]),
];
