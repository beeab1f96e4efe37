import type { KubeObject } from '@kubets/apimachinery';
import type { ResourceDefinition } from '../registry/resource';
import { apiServices } from './apiservices/apiservices';
import { clusterRoles } from './clusterroles/clusterroles';
import { clusterTrustBundles } from './clustertrustbundles/clustertrustbundles';
import { cronJobs } from './cronjobs/cronjobs';
import { deployments } from './deployments/deployments';
import { deviceClasses } from './deviceclasses/deviceclasses';
import { endpointSlices } from './endpointslices/endpointslices';
import { ingressClasses } from './ingressclasses/ingressclasses';
import { jobs } from './jobs/jobs';
import { persistentVolumes } from './persistentvolumes/persistentvolumes';
import { pods } from './pods/pods';
import { podTemplates } from './podtemplates/podtemplates';
import { priorityLevelConfigurations } from './prioritylevelconfigurations/prioritylevelconfigurations';
import { replicaSets } from './replicasets/replicasets';
import { replicationControllers } from './replicationcontrollers/replicationcontrollers';
import { resourceClaims } from './resourceclaims/resourceclaims';
import { roleBindings } from './rolebindings/rolebindings';
import { runtimeClasses } from './runtimeclasses/runtimeclasses';
import { statefulSets } from './statefulsets/statefulsets';
import { storageClasses } from './storageclasses/storageclasses';
import { refusedFields } from './testing/strategy-harness';
import { validatingAdmissionPolicies } from './validatingadmissionpolicies/validatingadmissionpolicies';
import { validatingWebhookConfigurations } from './validatingwebhookconfigurations/validatingwebhookconfigurations';
import { volumeAttachments } from './volumeattachments/volumeattachments';

const labels = { a: 'b/c' };
const metadata = { name: 'n', namespace: 'default', labels };
const clusterScoped = { name: 'n', labels };
const badSelector = { matchExpressions: [{ key: 'a', operator: 'In' }] };

beforeAll(async () => {
  for (const { loadRules } of [validatingAdmissionPolicies, validatingWebhookConfigurations]) await loadRules!();
});

/** Kubernetes' order: what its code finds, metadata first, and then what its types declare. */
test.each<[string, ResourceDefinition<any>, object, string[]]>([
  [
    'a StorageClass',
    storageClasses,
    { metadata: clusterScoped, reclaimPolicy: 'Recycle' },
    ['metadata.labels', 'reclaimPolicy', 'provisioner'],
  ],
  [
    'an IngressClass',
    ingressClasses,
    { metadata: clusterScoped, spec: { controller: 'a.b/c', parameters: { scope: 'x' } } },
    ['metadata.labels', 'spec.parameters.scope', 'spec.parameters.kind', 'spec.parameters.name'],
  ],
  [
    'a ClusterRole',
    clusterRoles,
    { metadata: clusterScoped, rules: [{}, { verbs: ['get'] }], aggregationRule: {} },
    [
      'metadata.labels',
      ...[0, 1].flatMap((index) => [`rules[${index}].apiGroups`, `rules[${index}].resources`]),
      'aggregationRule.clusterRoleSelectors',
      'rules[0].verbs',
    ],
  ],
  [
    'a RoleBinding',
    roleBindings,
    { metadata, roleRef: { kind: 'Role' }, subjects: [{ kind: 'x' }, { kind: 'y' }] },
    ['metadata.labels', 'subjects[0].kind', 'subjects[1].kind', 'subjects[0].name', 'subjects[1].name', 'roleRef.name'],
  ],
  [
    'a RuntimeClass',
    runtimeClasses,
    { metadata: clusterScoped, scheduling: { nodeSelector: labels } },
    ['metadata.labels', 'scheduling.nodeSelector', 'handler'],
  ],
  [
    'a PersistentVolume',
    persistentVolumes,
    { metadata: clusterScoped, spec: { nfs: { path: '/' }, nodeAffinity: {}, storageClassName: '_' } },
    [
      'metadata.labels',
      'spec.accessModes',
      'spec.capacity',
      'spec.capacity',
      'spec.nodeAffinity.required',
      'spec.nfs.server',
      'spec.storageClassName',
    ],
  ],
  [
    'a VolumeAttachment',
    volumeAttachments,
    { metadata: clusterScoped, spec: { nodeName: '_', source: { inlineVolumeSpec: { nfs: { path: '/' } } } } },
    [
      'metadata.labels',
      'spec.source.inlineVolumeSpec.csi',
      'spec.source.inlineVolumeSpec.accessModes',
      'spec.source.inlineVolumeSpec.nfs.server',
      'spec.nodeName',
      'spec.attacher',
    ],
  ],
  [
    'an attachment of two volumes',
    volumeAttachments,
    {
      metadata: clusterScoped,
      spec: { attacher: 'a', nodeName: 'n', source: { persistentVolumeName: 'a', inlineVolumeSpec: { nfs: {} } } },
    },
    ['metadata.labels', 'spec.source'],
  ],
  [
    'a ResourceClaim',
    resourceClaims,
    {
      metadata,
      spec: { devices: { requests: [{ name: 'r', firstAvailable: [{ name: 's' }] }, { name: '' }] } },
    },
    [
      'metadata.labels',
      'spec.devices.requests[1].name',
      'spec.devices.requests[1]',
      'spec.devices.requests[0].firstAvailable[0].deviceClassName',
    ],
  ],
  [
    'an EndpointSlice',
    endpointSlices,
    { metadata, endpoints: [{ hostname: '_' }], ports: [{ name: 'a' }, { name: 'a' }] },
    ['metadata.labels', 'ports[1].name', 'endpoints[0].hostname', 'addressType', 'endpoints[0].addresses'],
  ],
  [
    'a webhook',
    validatingWebhookConfigurations,
    {
      metadata: clusterScoped,
      webhooks: [
        { name: 'a.b.c', sideEffects: 'None', admissionReviewVersions: ['v1'], timeoutSeconds: 31, matchPolicy: 'x' },
      ],
    },
    ['metadata.labels', 'webhooks[0].matchPolicy', 'webhooks[0].timeoutSeconds', 'webhooks[0].clientConfig'],
  ],
  [
    'a policy of admission',
    validatingAdmissionPolicies,
    { metadata: clusterScoped, spec: { failurePolicy: 'x', auditAnnotations: [{ key: 'k', valueExpression: "'v'" }] } },
    ['metadata.labels', 'spec.failurePolicy', 'spec.matchConstraints'],
  ],
  [
    'a priority level without a response, of another type',
    priorityLevelConfigurations,
    { metadata: clusterScoped, spec: { type: 'x', exempt: {}, limited: { limitResponse: { type: 'Queue' } } } },
    ['metadata.labels', 'spec.type', 'spec.exempt', 'spec.limited', 'spec.limited.limitResponse.queuing'],
  ],
  [
    'an APIService of another name',
    apiServices,
    { metadata: clusterScoped, spec: { group: 'a.b', version: 'v1', groupPriorityMinimum: 1, versionPriority: 1 } },
    ['metadata.name', 'metadata.labels'],
  ],
  [
    'a bundle of another name',
    clusterTrustBundles,
    { metadata: clusterScoped, spec: { signerName: 'a.b/c', trustBundle: 'x' } },
    ['metadata.name', 'metadata.labels', 'spec.trustBundle'],
  ],
  [
    'a DeviceClass of a wrong name',
    deviceClasses,
    { metadata: { name: 'A', generateName: 'B', labels } },
    ['metadata.labels', 'metadata.name'],
  ],
  [
    'a CronJob',
    cronJobs,
    {
      metadata,
      spec: { startingDeadlineSeconds: -1, jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never' } } } } },
    },
    [
      'metadata.labels',
      'spec.startingDeadlineSeconds',
      'spec.jobTemplate.spec.template.spec.containers',
      'spec.schedule',
    ],
  ],
  [
    'a Job',
    jobs,
    {
      metadata,
      spec: {
        ttlSecondsAfterFinished: -1,
        maxFailedIndexes: 1,
        template: { spec: { containers: [{ name: 'a', image: 'a' }] } },
      },
    },
    [
      'metadata.labels',
      'spec.ttlSecondsAfterFinished',
      'spec.backoffLimitPerIndex',
      'spec.maxFailedIndexes',
      'spec.template.spec.restartPolicy',
    ],
  ],
  [
    'a Job, of whose pods more is wrong',
    jobs,
    { metadata, spec: { template: { spec: { priorityClassName: 'A', containers: [{ name: 'a' }] } } } },
    [
      'metadata.labels',
      'spec.template.spec.containers[0].image',
      'spec.template.spec.priorityClassName',
      'spec.template.spec.restartPolicy',
    ],
  ],
  [
    'a Job whose selector is none, of which nothing follows',
    jobs,
    {
      metadata: { name: 'n', namespace: 'default', uid: 'u' },
      spec: {
        selector: { matchLabels: labels },
        template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] } },
      },
    },
    ['spec.selector.matchLabels'],
  ],
  [
    'a ReplicationController',
    replicationControllers,
    { metadata, spec: { replicas: -1, minReadySeconds: -1, selector: { a: 'b' }, template: {} } },
    [
      'metadata.labels',
      'spec.template.metadata.labels',
      'spec.template.spec.containers',
      'spec.replicas',
      'spec.minReadySeconds',
    ],
  ],
  [
    'a template of pods',
    podTemplates,
    {
      metadata,
      template: {
        spec: { initContainers: [{ name: '_' }, { name: '_' }], containers: [{}], resourceClaims: [{ name: 'a' }] },
      },
    },
    [
      'metadata.labels',
      'template.spec.resourceClaims[0]',
      'template.spec.containers[0].name',
      'template.spec.containers[0].image',
      'template.spec.initContainers[0].name',
      'template.spec.initContainers[0].image',
      'template.spec.initContainers[1].name',
      'template.spec.initContainers[1].image',
      'template.spec.initContainers[1].name',
    ],
  ],
  [
    'a pod of another system',
    pods,
    {
      metadata,
      spec: {
        os: { name: 'windows' },
        hostUsers: true,
        activeDeadlineSeconds: 0,
        priorityClassName: '_',
        containers: [{ name: 'a', image: 'a' }],
        ephemeralContainers: [{ name: 'b', image: 'b' }],
      },
    },
    [
      'metadata.labels',
      'spec.activeDeadlineSeconds',
      'spec.priorityClassName',
      'spec.hostUsers',
      'spec.ephemeralContainers',
    ],
  ],
  [
    'containers that are added to look into a pod',
    podTemplates,
    {
      metadata: { name: 'n', namespace: 'default' },
      template: {
        spec: {
          containers: [{ name: 'a', image: 'a' }],
          ephemeralContainers: [
            { name: '_', imagePullPolicy: 'x', restartPolicy: 'Always', startupProbe: { timeoutSeconds: -1 } },
          ],
        },
      },
    },
    [
      ...['name', 'image', 'imagePullPolicy', 'restartPolicy', 'startupProbe'].map(
        (field) => `template.spec.ephemeralContainers[0].${field}`,
      ),
      'template.spec.ephemeralContainers',
    ],
  ],
  ...[deployments, replicaSets, statefulSets].map((kind): [string, ResourceDefinition<any>, object, string[]] => [
    `${kind.kind}: of the template nothing is said where the selector is none`,
    kind,
    { metadata, spec: { selector: badSelector, template: {} } },
    ['metadata.labels', 'spec.selector.matchExpressions[0].values', 'spec.selector'],
  ]),
  [
    'a StatefulSet',
    statefulSets,
    { metadata, spec: { replicas: -1, serviceName: '_', selector: {}, volumeClaimTemplates: [{}], template: {} } },
    [
      'metadata.labels',
      'spec.volumeClaimTemplates[0].spec.accessModes',
      'spec.volumeClaimTemplates[0].spec.resources[storage]',
      'spec.replicas',
      'spec.serviceName',
      'spec.selector',
      'spec.template.spec.volumes[0].persistentVolumeClaim.claimName',
      'spec.template.spec.volumes[0].name',
      'spec.template.spec.containers',
    ],
  ],
])('%s is refused in order', (_, kind, object, fields) =>
  expect(refusedFields(kind, object as KubeObject)).toEqual(fields),
);
