import type { Case } from '../../case';
import { changed, condition } from './changed';

const status = (kind: string, ...all: readonly object[]): Case =>
  changed(
    kind,
    all.map((one) => ({ status: one })),
    {},
    '/status',
  );
const state = (more: object) => ({ name: 'c', image: 'i', imageID: '', ready: true, restartCount: 0, state: more });
/** Of a pod that is made like this, and whose containers end and come back. */
const restarted = (spec: object): Case => {
  const [ended, failed] = [0, 1].map((exitCode) => state({ terminated: { exitCode } }));
  const changes = [ended, state({ running: {} }), failed, state({ waiting: {} }), { ...failed, name: 'd' }].map(
    (one) => ({
      status: {
        containerStatuses: [one],
        initContainerStatuses: [{ ...one, name: 'x' }],
        ephemeralContainerStatuses: [one],
      },
    }),
  );
  return changed('Pod', changes, { spec }, '/status');
};
const RULE = { exitCodes: { operator: 'In', values: [1] } };
const named = (name: string, more: object = {}) => ({ name, image: 'i', ...more });
const device = (name: string, ...resources: object[]) => ({
  containerStatuses: [{ ...state({}), allocatedResourcesStatus: [{ name, resources }] }],
});

export const STATUS_UPDATES: readonly Case[] = [
  status(
    'Pod',
    { phase: 'Running', startTime: '2026-01-31T09:30:00Z', qosClass: 'BestEffort' },
    { qosClass: 'Guaranteed' },
    { conditions: [condition('Ready'), condition('Ready')] },
    { conditions: [{ type: '', status: '' }] },
    { containerStatuses: [state({ running: {} })] },
    { containerStatuses: [state({ running: {}, waiting: {} })] },
    { containerStatuses: [state({ terminated: { exitCode: 0 } })] },
    { containerStatuses: [state({ running: {} })] },
    { containerStatuses: [{ ...state({}), name: 'none' }] },
    { containerStatuses: [{ ...state({}), name: '' }] },
    { containerStatuses: [state({}), state({})] },
    { podIP: '1.2.3.4' },
    { podIPs: [{ ip: '1.2.3.4' }, { ip: '1.2.3.5' }] },
    { podIP: '1.2.3.4', podIPs: [{ ip: '5.6.7.8' }] },
    { hostIP: 'x' },
    { hostIPs: [{ ip: '1.2.3.4' }, { ip: 'fd00::1' }], hostIP: '1.2.3.4' },
    { observedGeneration: -1 },
    { observedGeneration: 1, conditions: [{ type: 'A', status: 'True', observedGeneration: -1 }] },
    { resourceClaimStatuses: [{ name: 'x' }] },
    { resize: 'x' },
    { phase: 5 },
    { conditions: 'x' },
    { unknown: 1 },
  ),
  restarted({ restartPolicy: 'Never', containers: [named('c')], initContainers: [named('x')] }),
  restarted({ restartPolicy: 'OnFailure', containers: [named('c')] }),
  restarted({
    containers: [named('c', { restartPolicy: 'Never' })],
    initContainers: [named('x', { restartPolicy: 'Always' })],
  }),
  ...['Restart', 'RestartAllContainers'].map((action) =>
    restarted({
      restartPolicy: 'Never',
      containers: [named('c', { restartPolicy: 'Never', restartPolicyRules: [{ ...RULE, action }] })],
      initContainers: [named('x')],
    }),
  ),
  status(
    'Pod',
    { containerStatuses: [{ ...state({}), user: { linux: { uid: -1, gid: 2 ** 31, supplementalGroups: [-1] } } }] },
    { containerStatuses: [{ ...state({}), user: { linux: { uid: 2 ** 32 - 1, gid: 0 } } }] },
    device('cpu'),
    device('claim:x'),
    device('example.com/a', { resourceID: 'a', health: 'x' }, { resourceID: 'a', health: 'Healthy', message: '' }),
    { containerStatuses: [], ephemeralContainerStatuses: device('cpu').containerStatuses },
    { ephemeralContainerStatuses: [], extendedResourceClaimStatus: {} },
    {
      extendedResourceClaimStatus: {
        resourceClaimName: 'A',
        requestMappings: [
          { containerName: 'c', resourceName: 'a', requestName: 'A' },
          { containerName: 'none', resourceName: 'a', requestName: 'a' },
          { containerName: 'none', resourceName: 'a', requestName: 'a' },
        ],
      },
    },
  ),
  status(
    'Node',
    { capacity: { cpu: '1', 'a b': '1' } },
    { allocatable: { cpu: '-1' } },
    { phase: 'Running' },
    {
      addresses: [
        { type: 'InternalIP', address: '1.2.3.4' },
        { type: 'InternalIP', address: '1.2.3.4' },
      ],
    },
    { addresses: [{ type: 'Hostname', address: '' }] },
    { conditions: [{ type: '', status: '' }] },
    { conditions: [condition('A'), condition('A')] },
    { daemonEndpoints: { kubeletEndpoint: { Port: 70000 } } },
    { images: [{ names: [], sizeBytes: -1 }] },
    {
      volumesInUse: ['a', 'a'],
      volumesAttached: [
        { name: 'a', devicePath: '' },
        { name: 'a', devicePath: '' },
      ],
    },
    { config: { assigned: {} } },
    { runtimeHandlers: [{ name: '', features: { recursiveReadOnlyMounts: true } }] },
    { declaredFeatures: ['B', 'A'] },
    { nodeInfo: null },
  ),
  status(
    'Namespace',
    { phase: 'x' },
    {
      conditions: [
        { type: 'A', status: 'True' },
        { type: 'A', status: 'True' },
      ],
    },
  ),
  ...['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet'].map((kind) =>
    status(
      kind,
      { replicas: 3, readyReplicas: 2, availableReplicas: 1, updatedReplicas: 1 },
      { replicas: 1, readyReplicas: 2 },
      { readyReplicas: 1, availableReplicas: 2 },
      { observedGeneration: -1 },
      { observedGeneration: 9 },
      { fullyLabeledReplicas: 9 },
      { terminatingReplicas: -1 },
      { collisionCount: -1 },
      { collisionCount: 3 },
      { collisionCount: 2 },
      { conditions: [condition('A'), condition('A')] },
      { conditions: [{}] },
      { unknown: 1 },
    ),
  ),
  status(
    'HorizontalPodAutoscaler',
    { currentReplicas: -1, desiredReplicas: -1 },
    { desiredReplicas: 2, currentReplicas: 1, lastScaleTime: 'x' },
    { currentReplicas: 1, desiredReplicas: 1, conditions: [condition('AbleToScale')] },
    { currentReplicas: 1, desiredReplicas: 1, currentMetrics: [] },
    { currentReplicas: 1, desiredReplicas: 1, currentMetrics: [{ type: 'x' }] },
  ),
  status(
    'APIService',
    { conditions: [condition('Available', 'x')] },
    { conditions: [condition('Available')] },
    { conditions: [{}] },
  ),
  status(
    'VolumeAttachment',
    { attached: true, attachmentMetadata: { a: 'b' } },
    { attached: false, attachError: { message: 'x'.repeat(1025) } },
    { attached: 'x' },
    { detachError: { message: 'm', time: '2026-01-31T09:30:00Z', errorCode: 5 } },
  ),
  status(
    'ServiceCIDR',
    { conditions: [condition('A')] },
    { conditions: [{ type: 'A' }] },
    { conditions: [condition('A'), condition('A')] },
  ),
  status(
    'FlowSchema',
    { conditions: [condition('A')] },
    { conditions: [{}] },
    { conditions: [condition('A'), condition('A')] },
  ),
  status(
    'PriorityLevelConfiguration',
    { conditions: [condition('A')] },
    { conditions: [{}] },
    { conditions: [condition('A'), condition('A')] },
  ),
  status(
    'StorageVersionMigration',
    { conditions: [condition('Running')], resourceVersion: '12' },
    { conditions: [condition('Succeeded'), condition('Failed')] },
    { resourceVersion: '012' },
    { resourceVersion: 12 },
  ),
  status(
    'PodCertificateRequest',
    { conditions: [condition('Issued')] },
    { conditions: [condition('x')] },
    { certificateChain: 'x' },
  ),
  status('CronJob', { active: [{}] }, { lastScheduleTime: 'x' }, { lastSuccessfulTime: '2026-01-31T09:30:00Z' }),
  status(
    'PersistentVolume',
    { phase: 'Released', lastPhaseTransitionTime: '2026-01-31T09:30:00Z' },
    { lastPhaseTransitionTime: 'x' },
    { reason: 5 },
  ),
  status(
    'Ingress',
    { loadBalancer: { ingress: [{}] } },
    { loadBalancer: { ingress: [{ ip: '::1' }, { hostname: 'A_' }] } },
    { loadBalancer: 'x' },
  ),
];
