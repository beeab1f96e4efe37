import type { Asked, Case } from '../case';
import { collectionOf, create, get, itemPath, kindOf, type Json } from './kinds';
import { shortOf } from './validation';

const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };
const LONG_AGO = '2020-01-01T00:00:00Z';

/** The row of an object with that status, by itself and in a list. */
const row = (kind: string, given: Json, status?: Json): Case => ({
  topic: 'columns',
  name: `${kind} ${shortOf(given)} ${shortOf(status)}`,
  alone: true,
  before: [
    create(kind, given),
    ...(status
      ? [
          {
            method: 'PATCH',
            path: itemPath(kind, '/status'),
            headers: { 'content-type': 'application/merge-patch+json' },
            body: JSON.stringify({ status }),
          } satisfies Asked,
        ]
      : []),
  ],
  requests: [
    get(kind, '', TABLE),
    { method: 'GET', path: `${collectionOf(kindOf(kind))}?fieldSelector=metadata.name%3D$NAME`, headers: TABLE },
  ],
});
const containerStatus = (state: Json, more: Json = {}) => ({
  name: 'c',
  image: 'i',
  imageID: '',
  ready: false,
  restartCount: 0,
  state,
  ...more,
});
const pod = (status: Json, spec: Json = {}) => row('Pod', { spec: { nodeName: 'n', ...spec } }, status);
const running = (more: Json = {}) => containerStatus({ running: { startedAt: LONG_AGO } }, { ready: true, ...more });
const terminated = (more: Json) => containerStatus({ terminated: { exitCode: 0, finishedAt: LONG_AGO, ...more } });
const INIT = {
  initContainers: [
    { name: 'x', image: 'i' },
    { name: 'y', image: 'i' },
  ],
};
const SIDECAR = { initContainers: [{ name: 'x', image: 'i', restartPolicy: 'Always' }] };
const metric = (type: string, more: Json) => ({ type, ...more });
const TARGET = { type: 'AverageValue', averageValue: '100m' };
const of = (name: string) => ({ apiVersion: 'v1', kind: 'Service', name });
const migrating = (type: string) => ({ type, status: 'True', reason: 'A', message: '', lastTransitionTime: LONG_AGO });

export const COLUMNS: readonly Case[] = [
  row('StorageVersionMigration', {}),
  row(
    'StorageVersionMigration',
    { spec: { resource: { resource: 'pods' } } },
    { conditions: [migrating('Running'), migrating('Failed'), migrating('X')] },
  ),
  pod({ phase: 'Running', containerStatuses: [running()] }),
  pod({ phase: 'Running', containerStatuses: [running({ restartCount: 3 })] }),
  pod({
    phase: 'Running',
    containerStatuses: [running({ restartCount: 3, lastState: { terminated: { exitCode: 1, finishedAt: LONG_AGO } } })],
  }),
  pod({ phase: 'Running', reason: 'Evicted', containerStatuses: [running()] }),
  pod({ phase: 'Failed', reason: 'Evicted', message: 'm' }),
  pod({ phase: 'Pending', containerStatuses: [containerStatus({ waiting: { reason: 'ContainerCreating' } })] }),
  pod({ phase: 'Pending', containerStatuses: [containerStatus({ waiting: {} })] }),
  pod({ phase: 'Succeeded', containerStatuses: [terminated({ reason: 'Completed' })] }),
  pod({ phase: 'Failed', containerStatuses: [terminated({ exitCode: 3 })] }),
  pod({ phase: 'Failed', containerStatuses: [terminated({ exitCode: 137, signal: 9 })] }),
  pod({
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [terminated({ reason: 'Completed' }), running({ name: 'd' })],
  }),
  pod({
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'False' }],
    containerStatuses: [terminated({ reason: 'Completed' }), running({ name: 'd' })],
  }),
  pod({ phase: 'Pending', initContainerStatuses: [containerStatus({ running: {} }, { name: 'x' })] }, INIT),
  pod({ phase: 'Pending', initContainerStatuses: [{ ...terminated({}), name: 'x', ready: true }] }, INIT),
  pod({ phase: 'Pending', initContainerStatuses: [{ ...terminated({ exitCode: 2 }), name: 'x' }] }, INIT),
  pod(
    { phase: 'Pending', initContainerStatuses: [{ ...terminated({ exitCode: 2, reason: 'Error' }), name: 'x' }] },
    INIT,
  ),
  pod(
    {
      phase: 'Pending',
      initContainerStatuses: [{ ...terminated({ exitCode: 2, signal: 6 }), name: 'x', restartCount: 2 }],
    },
    INIT,
  ),
  pod(
    {
      phase: 'Pending',
      initContainerStatuses: [containerStatus({ waiting: { reason: 'ImagePullBackOff' } }, { name: 'x' })],
    },
    INIT,
  ),
  pod(
    {
      phase: 'Pending',
      initContainerStatuses: [containerStatus({ waiting: { reason: 'PodInitializing' } }, { name: 'x' })],
    },
    INIT,
  ),
  pod(
    {
      phase: 'Running',
      initContainerStatuses: [running({ name: 'x', started: true, restartCount: 4 })],
      containerStatuses: [running()],
    },
    SIDECAR,
  ),
  pod({ phase: 'Pending', initContainerStatuses: [running({ name: 'x', started: false })] }, SIDECAR),
  pod({ phase: 'Running', podIP: '10.1.1.1', podIPs: [{ ip: '10.1.1.1' }, { ip: 'fd00::1' }] }),
  pod({ conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] }),
  pod({ conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }] }),
  pod(
    { conditions: [{ type: 'a/b', status: 'True' }] },
    { readinessGates: [{ conditionType: 'a/b' }, { conditionType: 'c' }] },
  ),
  row(
    'Node',
    {},
    {
      conditions: [{ type: 'Ready', status: 'True' }],
      nodeInfo: { kubeletVersion: 'v1', osImage: 'o', kernelVersion: 'k', containerRuntimeVersion: 'c' },
    },
  ),
  row(
    'Node',
    {},
    {
      conditions: [
        { type: 'Ready', status: 'Unknown' },
        { type: 'MemoryPressure', status: 'True' },
      ],
    },
  ),
  row('Node', { spec: { unschedulable: undefined } }, { conditions: [{ type: 'Ready', status: 'False' }] }),
  row('Node', {
    metadata: {
      labels: { 'node-role.kubernetes.io/b': 'x', 'node-role.kubernetes.io/a': '' },
    },
  }),
  row(
    'Deployment',
    { spec: { replicas: 3 } },
    { replicas: 3, readyReplicas: 2, updatedReplicas: 1, availableReplicas: 2, observedGeneration: 1 },
  ),
  row('Deployment', { spec: { replicas: 0 } }),
  row('ReplicaSet', { spec: { replicas: 3 } }, { replicas: 3, readyReplicas: 2 }),
  row('ReplicationController', { spec: { replicas: 3 } }, { replicas: 3, readyReplicas: 2 }),
  row('StatefulSet', { spec: { replicas: 3 } }, { replicas: 3, readyReplicas: 2, currentRevision: 'x' }),
  row(
    'DaemonSet',
    { spec: { template: { spec: { nodeSelector: { b: 'c', a: 'b' } } } } },
    {
      desiredNumberScheduled: 3,
      currentNumberScheduled: 3,
      numberMisscheduled: 1,
      numberReady: 2,
      updatedNumberScheduled: 2,
      numberAvailable: 1,
    },
  ),
  row('Job', { spec: { completions: 3, parallelism: 2 } }, { active: 1, startTime: LONG_AGO }),
  row('Job', { spec: { completions: undefined, parallelism: 1 } }),
  row('Job', { spec: { completions: undefined, parallelism: 3 } }),
  row('Job', { spec: { parallelism: 0 } }),
  row('Job', { spec: { suspend: true } }, { conditions: [{ type: 'Suspended', status: 'True' }] }),
  row('Job', {}, { startTime: LONG_AGO, conditions: [{ type: 'FailureTarget', status: 'True' }] }),
  row(
    'Job',
    {},
    {
      startTime: LONG_AGO,
      conditions: [
        { type: 'FailureTarget', status: 'True' },
        { type: 'Failed', status: 'True' },
      ],
    },
  ),
  row(
    'Job',
    {},
    {
      startTime: LONG_AGO,
      succeeded: 1,
      completionTime: '2020-01-01T01:02:03Z',
      conditions: [
        { type: 'SuccessCriteriaMet', status: 'True' },
        { type: 'Complete', status: 'True' },
      ],
    },
  ),
  row(
    'CronJob',
    { spec: { schedule: '@daily', timeZone: 'UTC', suspend: true } },
    { active: [of('a'), of('b')], lastScheduleTime: LONG_AGO },
  ),
  row(
    'PersistentVolume',
    {
      spec: {
        accessModes: ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany'],
        claimRef: { namespace: 'a', name: 'b' },
        storageClassName: 's',
        volumeAttributesClassName: undefined,
      },
    },
    { phase: 'Bound', reason: 'R' },
  ),
  row('PersistentVolume', {
    metadata: { annotations: { 'volume.beta.kubernetes.io/storage-class': 'b' } },
    spec: { volumeMode: 'Block' },
  }),
  row(
    'PersistentVolumeClaim',
    { spec: { volumeName: 'v' } },
    { phase: 'Bound', capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce', 'ReadWriteMany'] },
  ),
  row('PersistentVolumeClaim', { spec: { storageClassName: undefined, volumeMode: 'Block' } }, { phase: 'Lost' }),
  row('StorageClass', {
    metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'false' } },
    reclaimPolicy: 'Retain',
    volumeBindingMode: 'WaitForFirstConsumer',
    allowVolumeExpansion: true,
  }),
  row('HorizontalPodAutoscaler', { spec: { minReplicas: 2 } }, { currentReplicas: 3, desiredReplicas: 4 }),
  row(
    'HorizontalPodAutoscaler',
    {
      spec: {
        metrics: [
          metric('Resource', { resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }),
          metric('Resource', { resource: { name: 'memory', target: TARGET } }),
          metric('Pods', { pods: { metric: { name: 'p' }, target: TARGET } }),
          metric('Object', {
            object: { metric: { name: 'o' }, describedObject: of('s'), target: { type: 'Value', value: '2k' } },
          }),
          metric('External', { external: { metric: { name: 'e' }, target: TARGET } }),
          metric('ContainerResource', {
            containerResource: { name: 'cpu', container: 'c', target: { type: 'Utilization', averageUtilization: 10 } },
          }),
        ],
      },
    },
    {
      currentReplicas: 1,
      desiredReplicas: 1,
      currentMetrics: [
        metric('Resource', { resource: { name: 'cpu', current: { averageUtilization: 12, averageValue: '1m' } } }),
      ],
    },
  ),
  row(
    'PodDisruptionBudget',
    { spec: { maxUnavailable: '30%' } },
    { disruptionsAllowed: 2, currentHealthy: 3, desiredHealthy: 1, expectedPods: 3 },
  ),
  row('PodDisruptionBudget', { spec: { maxUnavailable: undefined, minAvailable: 2 } }),
  row(
    'Ingress',
    {
      spec: {
        ingressClassName: 'x',
        rules: [{ host: 'a.b' }, { host: 'c.d' }, { host: 'e.f' }, { host: 'g.h' }],
        tls: [{ hosts: ['a.b'] }],
      },
    },
    { loadBalancer: { ingress: [{ ip: '1.2.3.4' }, { hostname: 'x.y' }] } },
  ),
  row('Ingress', {
    spec: {
      rules: [
        {
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 's', port: { number: 1 } } } }],
          },
        },
      ],
    },
  }),
  row('IngressClass', {
    metadata: { annotations: { 'ingressclass.kubernetes.io/is-default-class': 'false' } },
    spec: { parameters: { apiGroup: 'a.b', kind: 'K', name: 'n' } },
  }),
  row('NetworkPolicy', {
    spec: {
      podSelector: {
        matchExpressions: [
          { key: 'a', operator: 'NotIn', values: ['c', 'b'] },
          { key: 'd', operator: 'DoesNotExist' },
        ],
      },
    },
  }),
  row('NetworkPolicy', { spec: { podSelector: { matchLabels: undefined } } }),
  row(
    'Service',
    { spec: { type: 'LoadBalancer', externalIPs: ['198.51.100.3'] } },
    { loadBalancer: { ingress: [{ ip: '198.51.100.1' }, { hostname: 'a.b' }] } },
  ),
  row('ServiceAccount', { secrets: [{ name: 'a' }, { name: 'b' }] }),
  row(
    'ResourceQuota',
    { spec: { hard: { pods: '5', 'requests.cpu': '2', 'limits.memory': '1Gi' } } },
    {
      hard: { pods: '5', 'requests.cpu': '2', 'limits.memory': '1Gi' },
      used: { pods: '1', 'requests.cpu': '500m', 'limits.memory': '0' },
    },
  ),
  row(
    'CertificateSigningRequest',
    { spec: { expirationSeconds: 86400 } },
    { certificate: undefined, conditions: [{ type: 'Failed', status: 'True' }] },
  ),
  row('ControllerRevision', {
    metadata: {
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 's', uid: 'u', controller: true }],
    },
    revision: 7,
  }),
  row('PriorityClass', { globalDefault: false, value: -5, preemptionPolicy: 'Never' }),
  row('RuntimeClass', { handler: 'h' }),
  row('Lease', { spec: { holderIdentity: 'h' } }),
  row('CSIDriver', {
    spec: {
      tokenRequests: [{ audience: 'a' }, { audience: 'b' }],
      volumeLifecycleModes: ['Persistent', 'Ephemeral'],
      requiresRepublish: true,
    },
  }),
  row('CSINode', {
    spec: {
      drivers: [
        { name: 'a.b', nodeID: 'x' },
        { name: 'c.d', nodeID: 'y' },
      ],
    },
  }),
  row('VolumeAttachment', {}, { attached: true }),
  row('ValidatingWebhookConfiguration', { webhooks: [] }),
  row('ValidatingAdmissionPolicy', { spec: { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } } }),
  row('ValidatingAdmissionPolicyBinding', {
    spec: { paramRef: { name: 'a', namespace: 'b', parameterNotFoundAction: 'Deny' } },
  }),
  row('MutatingAdmissionPolicyBinding', { spec: { paramRef: { selector: {}, parameterNotFoundAction: 'Deny' } } }),
  row('FlowSchema', { spec: { matchingPrecedence: 5, distinguisherMethod: { type: 'ByUser' } } }),
  row('PriorityLevelConfiguration', {
    spec: { limited: { limitResponse: { type: 'Queue', queuing: { queues: 3, handSize: 2, queueLengthLimit: 9 } } } },
  }),
  row('Namespace', { metadata: { finalizers: ['a.b/c'] } }, { conditions: [{ type: 'A', status: 'True' }] }),
  row('Event', {
    series: { count: 5, lastObservedTime: '2020-01-01T00:00:00.000000Z' },
    count: undefined,
    firstTimestamp: LONG_AGO,
    message: 'a\nb ',
  }),
  row('Event', {
    source: { component: 'k', host: 'h' },
    involvedObject: { kind: 'Node', fieldPath: 'spec.x', namespace: '$NS' },
  }),
  row('RoleBinding', { roleRef: { kind: 'ClusterRole', name: 'c' }, subjects: undefined }),
  row('PodTemplate', {
    template: {
      spec: {
        containers: [
          { name: 'a', image: 'i' },
          { name: 'b', image: 'j' },
        ],
      },
    },
  }),
];
