import type { Asked, Case } from '../case';
import { create, get, itemPath, type Json } from './kinds';
import { shortOf } from './validation';

const MERGE = { 'content-type': 'application/merge-patch+json' };
const patch = (kind: string, body: Json, rest = ''): Asked => ({
  method: 'PATCH',
  path: itemPath(kind, rest),
  headers: MERGE,
  body: JSON.stringify(body),
});
/** Changes to an object, each laid over what the ones before have left. */
const changed = (kind: string, changes: readonly Json[], given: Json = {}, rest = ''): Case => ({
  topic: 'updates',
  alone: true,
  name: `${kind}${rest} ${shortOf(given)}`,
  before: [create(kind, given)],
  requests: [...changes.map((body) => patch(kind, body, rest)), get(kind)],
});
const template = (spec: Json, metadata: Json = {}) => ({ spec: { template: { metadata, spec } } });
const CONTAINERS = { containers: [{ name: 'c', image: 'other' }] };
const SELECTOR = { spec: { selector: { matchLabels: { b: 'c' } } } };
const condition = (type: string, status = 'True') => ({
  type,
  status,
  reason: 'R',
  message: 'm',
  lastTransitionTime: '2026-01-31T09:30:00Z',
});

export const UPDATES: readonly Case[] = [
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
  changed('Job', [
    { spec: { completions: 5 } },
    { spec: { parallelism: 3, activeDeadlineSeconds: 9, ttlSecondsAfterFinished: 5 } },
    { spec: { completionMode: 'Indexed' } },
    { spec: { selector: { matchLabels: { a: 'b' } } } },
    { spec: { manualSelector: true } },
    { spec: { podFailurePolicy: { rules: [] } } },
    { spec: { backoffLimit: 2 } },
    { spec: { backoffLimitPerIndex: 2 } },
    { spec: { managedBy: 'example.com/a' } },
    { spec: { podReplacementPolicy: 'Failed' } },
    { spec: { suspend: true } },
    template(CONTAINERS),
    template({ nodeSelector: { x: 'y' } }),
    template({}, { labels: { c: 'd' } }),
    { spec: { ttlSecondsAfterFinished: -1 } },
  ]),
  changed(
    'Job',
    [
      { spec: { completions: 6, parallelism: 6 } },
      { spec: { completions: 4 } },
      { spec: { parallelism: 7, completions: 7 } },
      { spec: { completions: null } },
    ],
    { spec: { completions: 5, parallelism: 5, completionMode: 'Indexed' } },
  ),
  changed(
    'Job',
    [
      template({ nodeSelector: { x: 'y' } }),
      template({ tolerations: [{ operator: 'Exists' }] }),
      template({ schedulingGates: [{ name: 'a' }] }),
      { spec: { suspend: false } },
      template({ nodeSelector: { x: 'z' } }),
    ],
    { spec: { suspend: true } },
  ),
  changed(
    'Job',
    [
      { status: { active: -1, succeeded: -1, failed: -1 } },
      { status: { active: 1, ready: 2 } },
      {
        status: {
          active: 2,
          ready: 1,
          startTime: '2026-01-31T09:30:00Z',
          uncountedTerminatedPods: { succeeded: ['a'] },
        },
      },
      { status: { uncountedTerminatedPods: { succeeded: ['a', 'a'], failed: ['a', ''] } } },
      { status: { completedIndexes: '1-' } },
      { status: { conditions: [condition('Complete')] } },
      { status: { conditions: [condition('SuccessCriteriaMet')], uncountedTerminatedPods: {} } },
      {
        status: {
          active: 0,
          ready: 0,
          uncountedTerminatedPods: null,
          completionTime: '2026-01-31T09:31:00Z',
          conditions: [condition('SuccessCriteriaMet'), condition('Complete')],
        },
      },
      { status: { conditions: [condition('SuccessCriteriaMet'), condition('Complete'), condition('Failed')] } },
      { status: { conditions: [] } },
      { status: { startTime: null } },
    ],
    {},
    '/status',
  ),
  changed('CronJob', [
    { spec: { schedule: 'x' } },
    { spec: { schedule: '@daily' } },
    { spec: { timeZone: 'UTC' } },
    { spec: { suspend: true } },
    { spec: { jobTemplate: { spec: { template: { spec: CONTAINERS } } } } },
  ]),
  changed(
    'CronJob',
    [{ status: { lastScheduleTime: '2026-01-31T09:30:00Z', active: [{ kind: 'Job', name: 'a' }] } }],
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
  changed('PersistentVolumeClaim', [
    { spec: { resources: { requests: { storage: '2Gi' } } } },
    { spec: { volumeName: 'a' } },
    { spec: { volumeName: 'b' } },
    { spec: { storageClassName: 'x' } },
    { spec: { accessModes: ['ReadWriteMany'] } },
    { spec: { selector: {} } },
    { spec: { volumeMode: 'Block' } },
    { spec: { volumeAttributesClassName: 'x' } },
    { metadata: { labels: { a: 'b' } } },
  ]),
  changed('PersistentVolumeClaim', [{ spec: { storageClassName: 'x' } }, { spec: { storageClassName: 'y' } }], {
    spec: { storageClassName: undefined },
  }),
  changed(
    'PersistentVolumeClaim',
    [
      { status: { phase: 'Bound', capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'] } },
      { status: { phase: 'x' } },
      { status: { capacity: { storage: '-1' } } },
      { status: { accessModes: ['x'] } },
      {
        status: {
          conditions: [{ type: 'A', status: 'True' }],
          allocatedResources: { storage: '2Gi' },
          allocatedResourceStatuses: { storage: 'x', 'a b': 'ControllerResizeInProgress' },
        },
      },
    ],
    {},
    '/status',
  ),
  {
    topic: 'updates',
    name: 'a bound claim',
    before: [
      create('PersistentVolumeClaim', { spec: { volumeName: 'v' } }),
      patch('PersistentVolumeClaim', { status: { phase: 'Bound', capacity: { storage: '1Gi' } } }, '/status'),
    ],
    requests: [
      patch('PersistentVolumeClaim', { spec: { resources: { requests: { storage: '5Gi' } } } }),
      patch('PersistentVolumeClaim', { spec: { resources: { requests: { storage: '500Mi' } } } }),
      patch('PersistentVolumeClaim', { spec: { volumeName: null } }),
      { method: 'DELETE', path: itemPath('PersistentVolumeClaim') },
      get('PersistentVolumeClaim'),
    ],
  },
  changed('PersistentVolume', [
    { spec: { capacity: { storage: '2Gi' } } },
    { spec: { hostPath: { path: '/other' } } },
    { spec: { hostPath: null, nfs: { server: 'a', path: '/b' } } },
    { spec: { accessModes: ['ReadWriteMany'] } },
    { spec: { persistentVolumeReclaimPolicy: 'Delete' } },
    { spec: { volumeMode: 'Block' } },
    {
      spec: {
        nodeAffinity: {
          required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] }] },
        },
      },
    },
    {
      spec: {
        nodeAffinity: {
          required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['c'] }] }] },
        },
      },
    },
    { spec: { claimRef: { name: 'a', namespace: 'b' } } },
    { spec: { storageClassName: 'x' } },
  ]),
  changed(
    'PersistentVolume',
    [{ status: { phase: 'Available' } }, { status: { phase: 'x', message: 'm' } }],
    {},
    '/status',
  ),
  changed('StorageClass', [
    { provisioner: 'x/y' },
    { parameters: { a: 'b' } },
    { reclaimPolicy: 'Retain' },
    { volumeBindingMode: 'WaitForFirstConsumer' },
    { allowVolumeExpansion: true },
    { mountOptions: ['ro'] },
  ]),
  changed('PriorityClass', [{ value: 7777 }, { preemptionPolicy: 'Never' }, { description: 'd' }]),
  changed('RuntimeClass', [
    { handler: 'other' },
    { overhead: { podFixed: { cpu: '1' } } },
    { scheduling: { nodeSelector: { a: 'b' } } },
  ]),
  changed('PodDisruptionBudget', [
    { spec: { maxUnavailable: 2 } },
    { spec: { minAvailable: 1 } },
    { spec: { maxUnavailable: null, minAvailable: 1 } },
    { spec: { selector: { matchLabels: { a: 'b' } } } },
  ]),
  changed(
    'PodDisruptionBudget',
    [
      { status: { disruptionsAllowed: -1, currentHealthy: -1, desiredHealthy: -1, expectedPods: -1 } },
      {
        status: { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1, expectedPods: 2, observedGeneration: 1 },
      },
      { status: { conditions: [condition('A')] } },
      { status: { conditions: [{ type: '', status: 'x' }] } },
    ],
    {},
    '/status',
  ),
  changed('LimitRange', [{ spec: { limits: [{ type: 'x' }] } }, { spec: { limits: [] } }]),
  changed('ResourceQuota', [
    { spec: { hard: { pods: '1' } } },
    { spec: { hard: { pods: '-1' } } },
    { spec: { scopes: ['BestEffort'] } },
  ]),
  changed(
    'ResourceQuota',
    [{ status: { hard: { pods: '1' }, used: { pods: '0' } } }, { status: { used: { pods: '-1', 'a b': '1' } } }],
    {},
    '/status',
  ),
  changed('Ingress', [
    { spec: { defaultBackend: null } },
    { spec: { rules: [{ host: 'a.b' }] } },
    { spec: { ingressClassName: 'x' } },
    { metadata: { annotations: { 'kubernetes.io/ingress.class': 'y' } } },
  ]),
  changed(
    'Ingress',
    [
      { status: { loadBalancer: { ingress: [{ ip: 'x' }] } } },
      {
        status: {
          loadBalancer: {
            ingress: [{ ip: '1.2.3.4', ports: [{ port: 80, protocol: 'TCP' }] }, { hostname: '1.2.3.4' }],
          },
        },
      },
      {
        status: {
          loadBalancer: { ingress: [{ hostname: 'a.b', ports: [{ port: 80, protocol: 'TCP', error: 'a b' }] }] },
        },
      },
    ],
    {},
    '/status',
  ),
  changed('IngressClass', [{ spec: { controller: 'a.b/c' } }, { spec: { parameters: { kind: 'a', name: 'b' } } }]),
  changed('NetworkPolicy', [
    { spec: { podSelector: {} } },
    { spec: { policyTypes: ['x'] } },
    { spec: { egress: [{}] } },
  ]),
  changed('CertificateSigningRequest', [
    { spec: { signerName: 'a.b/c' } },
    { spec: { usages: ['server auth'], expirationSeconds: 700 } },
    { spec: { username: 'x' } },
    { status: { certificate: 'eA==' } },
    { metadata: { labels: { a: 'b' } } },
  ]),
  changed(
    'CertificateSigningRequest',
    [
      { status: { conditions: [{ type: 'Approved', status: 'True' }] } },
      { status: { conditions: [{ type: 'Approved', status: 'False' }] } },
      { status: { conditions: [] } },
      { status: { certificate: 'eA==' } },
    ],
    {},
    '/approval',
  ),
  changed(
    'CertificateSigningRequest',
    [
      { status: { certificate: 'eA==' } },
      { status: { conditions: [{ type: 'Failed', status: 'True', reason: 'R' }] } },
      { status: { conditions: [{ type: 'Approved', status: 'True' }] } },
      { status: { conditions: [{ type: 'A b', status: 'x' }] } },
    ],
    {},
    '/status',
  ),
  changed(
    'CertificateSigningRequest',
    [
      { status: { conditions: [{ type: 'Denied', status: 'True' }] } },
      {
        status: {
          conditions: [
            { type: 'Denied', status: 'True' },
            { type: 'Approved', status: 'True' },
          ],
        },
      },
      {
        status: {
          conditions: [
            { type: 'Denied', status: 'True' },
            { type: 'Denied', status: 'True' },
          ],
        },
      },
    ],
    {},
    '/approval',
  ),
  ...['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'].map((kind) =>
    changed(kind, [
      { webhooks: [] },
      { webhooks: [{ name: 'a' }] },
      { metadata: { labels: { a: 'b' } } },
      { metadata: { generation: 5 } },
    ]),
  ),
  changed('ValidatingAdmissionPolicy', [
    { spec: { validations: [] } },
    { spec: { validations: [{ expression: 'x' }] } },
    { spec: { failurePolicy: 'Ignore' } },
    { spec: { variables: [] } },
  ]),
  changed(
    'ValidatingAdmissionPolicy',
    [
      { status: { observedGeneration: 1, conditions: [condition('A')] } },
      { status: { typeChecking: { expressionWarnings: [{ fieldRef: '', warning: '' }] } } },
      { status: { conditions: [{ type: 'A' }] } },
    ],
    {},
    '/status',
  ),
  changed('ValidatingAdmissionPolicyBinding', [
    { spec: { policyName: 'other' } },
    { spec: { validationActions: ['Warn'] } },
    { spec: { paramRef: { name: 'a' } } },
  ]),
  changed('Pod', [
    { spec: { containers: [{ name: 'c', image: 'other' }] } },
    { spec: { containers: [{ name: 'c', image: '' }] } },
    { spec: { containers: [{ name: 'd', image: 'i' }] } },
    { spec: { activeDeadlineSeconds: 50 } },
    { spec: { activeDeadlineSeconds: 60 } },
    { spec: { activeDeadlineSeconds: 5 } },
    { spec: { tolerations: [{ key: 'a', operator: 'Exists' }] } },
    { spec: { terminationGracePeriodSeconds: 1 } },
    { spec: { nodeName: 'n' } },
    { spec: { hostNetwork: true } },
    { spec: { restartPolicy: 'Never' } },
    { spec: { schedulingGates: [{ name: 'a' }] } },
    { spec: { nodeSelector: { a: 'b' } } },
  ]),
  changed(
    'Pod',
    [
      { spec: { nodeSelector: { none: '', 'kubets-fuzz': 'nowhere', a: 'b' } } },
      { spec: { nodeSelector: { 'kubets-fuzz': 'else' } } },
      { spec: { schedulingGates: [{ name: 'a' }, { name: 'b' }] } },
      { spec: { schedulingGates: [] } },
      { spec: { nodeSelector: { x: 'y' } } },
    ],
    { spec: { schedulingGates: [{ name: 'a' }] } },
  ),
  changed('Namespace', [
    { spec: { finalizers: [] } },
    { metadata: { labels: { 'kubernetes.io/metadata.name': 'x' } } },
    { status: { phase: 'Terminating' } },
  ]),
  changed('Event', [{ message: 'x' }, { involvedObject: { name: 'b' } }, { count: 9 }, { reason: null }]),
  changed('Lease', [
    { spec: { leaseTransitions: 5 } },
    { spec: { leaseDurationSeconds: 0 } },
    { spec: { holderIdentity: null } },
  ]),
  changed('EndpointSlice', [{ endpoints: [] }, { ports: [] }, { addressType: 'FQDN' }]),
  changed('Secret', [{ data: { b: 'eA==' } }, { immutable: false }, { stringData: { c: 'd' } }, { type: 'x' }], {
    immutable: true,
  }),
  changed(
    'ConfigMap',
    [{ data: { b: 'x' } }, { immutable: null }, { binaryData: { z: 'eA==' } }, { metadata: { labels: { a: 'b' } } }],
    { immutable: true },
  ),
  changed('ServiceAccount', [
    { secrets: [{ name: 'a' }] },
    { imagePullSecrets: [{ name: 'b' }] },
    { automountServiceAccountToken: false },
  ]),
];
