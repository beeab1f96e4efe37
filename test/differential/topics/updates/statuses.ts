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
