import { AUTHORITY, NODE_REQUEST, STUB_REQUEST } from '../../../apps/apiserver/src/resources/testdata/certificates';
import type { Draw } from './draw';
import type { ServedKind } from './served-kinds';
import { apiVersionOf } from './served-kinds';

/** No node has this label: generated pods are never run. */
const NOWHERE = { 'kubets-fuzz': 'nowhere' };

const container = { name: 'c', image: 'fuzz.invalid/none:1' };
const podSpec = { nodeSelector: NOWHERE, containers: [container] };
const labels = { app: 'fuzz' };
const template = { metadata: { labels }, spec: podSpec };
const workload = { replicas: 1, selector: { matchLabels: labels }, template };
/** Generated policies are for no pod. */
const NOBODY = { matchLabels: NOWHERE };
const subject = { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'kubets-fuzz-nobody' };
const roleRef = (kind: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name: 'kubets-fuzz-none' });
const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }];
const FUZZ_GROUP = 'fuzz.invalid';

/** Meant for nothing that is there. */
const webhook = {
  name: 'fuzz.kubets.test',
  clientConfig: { url: 'https://fuzz.invalid/' },
  rules: [{ operations: ['CREATE'], apiGroups: ['fuzz.invalid'], apiVersions: ['v1'], resources: ['none'] }],
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
  failurePolicy: 'Ignore',
};
const resourceAttributes = { namespace: 'default', verb: 'get', resource: 'pods' };

/** The least of each kind that is valid, beside apiVersion, kind and metadata. */
const LEAST: Record<string, (draw: Draw, namespace: string, name: string) => object> = {
  ConfigMap: () => ({ data: { a: '1' } }),
  Endpoints: () => ({ subsets: [{ addresses: [{ ip: '198.51.100.7' }], ports: [{ port: 80 }] }] }),
  Event: (draw, namespace) => ({
    involvedObject: { kind: 'Pod', namespace, name: 'a' },
    reason: 'Fuzzed',
    message: 'm',
    type: 'Normal',
    count: draw.int(5),
  }),
  Namespace: () => ({}),
  Node: () => ({ spec: { unschedulable: true, taints: [{ key: 'fuzz', effect: 'NoExecute' }] } }),
  Pod: () => ({ spec: podSpec }),
  PodTemplate: () => ({ template }),
  ReplicationController: () => ({ spec: { replicas: 1, selector: labels, template } }),
  Secret: () => ({ data: { a: 'MQ==' } }),
  ServiceAccount: () => ({}),
  Service: (draw) => ({ spec: { selector: labels, ports: [{ name: 'p', port: 1 + draw.int(60000) }] } }),
  Deployment: () => ({ spec: workload }),
  ReplicaSet: () => ({ spec: workload }),
  PriorityClass: (draw) => ({ value: draw.int(1000) }),
  StatefulSet: () => ({ spec: workload }),
  DaemonSet: () => ({ spec: { selector: { matchLabels: labels }, template } }),
  ControllerRevision: (draw) => ({ data: { a: 1 }, revision: draw.int(5) }),
  LimitRange: () => ({ spec: { limits: [{ type: 'Container', max: { 'ephemeral-storage': '1Ti' } }] } }),
  ResourceQuota: () => ({ spec: { hard: { 'count/none.fuzz.invalid': '1' } } }),
  RuntimeClass: () => ({ handler: 'fuzz' }),
  Ingress: () => ({ spec: { defaultBackend: { service: { name: 'fuzz', port: { number: 80 } } } } }),
  IngressClass: () => ({ spec: { controller: 'fuzz.invalid/none' } }),
  CertificateSigningRequest: () => ({
    spec: { request: NODE_REQUEST, signerName: 'fuzz.invalid/none', usages: ['client auth'] },
  }),
  MutatingWebhookConfiguration: () => ({ webhooks: [webhook] }),
  ValidatingWebhookConfiguration: () => ({ webhooks: [webhook] }),
  MutatingAdmissionPolicy: () => ({
    spec: {
      failurePolicy: 'Ignore',
      reinvocationPolicy: 'Never',
      matchConstraints: { resourceRules: webhook.rules },
      mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: 'Object{}' } }],
    },
  }),
  MutatingAdmissionPolicyBinding: () => ({ spec: { policyName: 'none' } }),
  FlowSchema: () => ({
    spec: {
      priorityLevelConfiguration: { name: 'none' },
      rules: [
        {
          subjects: [{ kind: 'User', user: { name: 'nobody' } }],
          nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/none'] }],
        },
      ],
    },
  }),
  PriorityLevelConfiguration: () => ({
    spec: { type: 'Limited', limited: { nominalConcurrencyShares: 0, limitResponse: { type: 'Reject' } } },
  }),
  ValidatingAdmissionPolicy: () => ({
    spec: {
      matchConstraints: {
        resourceRules: [
          { apiGroups: ['none.fuzz.invalid'], apiVersions: ['v1'], resources: ['nothing'], operations: ['CREATE'] },
        ],
      },
      variables: [{ name: 'labels', expression: 'object.metadata.labels' }],
      validations: [{ expression: "'a' in variables.labels", message: 'fuzz' }],
    },
  }),
  ValidatingAdmissionPolicyBinding: () => ({ spec: { policyName: 'none', validationActions: ['Deny'] } }),
  CustomResourceDefinition: (_draw, _namespace, plural) => ({
    spec: {
      group: FUZZ_GROUP,
      names: { plural, kind: 'Fuzz' },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  }),
  Job: () => ({ spec: { template: { spec: { ...podSpec, restartPolicy: 'Never' } } } }),
  CronJob: () => ({
    spec: {
      schedule: '0 0 31 12 *',
      jobTemplate: { spec: { template: { spec: { ...podSpec, restartPolicy: 'Never' } } } },
    },
  }),
  HorizontalPodAutoscaler: () => ({
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' }, maxReplicas: 3 },
  }),
  APIService: (_draw, _namespace, name) => ({
    spec: { group: name.slice(3), version: 'v1', groupPriorityMinimum: 1, versionPriority: 1 },
  }),
  PodDisruptionBudget: () => ({ spec: { maxUnavailable: 1, selector: { matchLabels: labels } } }),
  PersistentVolume: () => ({
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/tmp/fuzz' } },
  }),
  PersistentVolumeClaim: () => ({
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'none' },
  }),
  StorageClass: () => ({ provisioner: 'fuzz.invalid/none' }),
  CSIDriver: () => ({ spec: { attachRequired: false } }),
  CSINode: () => ({ spec: { drivers: [{ name: 'fuzz.invalid', nodeID: 'none' }] } }),
  CSIStorageCapacity: () => ({ storageClassName: 'none', capacity: '1Gi' }),
  VolumeAttachment: () => ({
    spec: { attacher: 'fuzz.invalid', nodeName: 'none', source: { persistentVolumeName: 'none' } },
  }),
  DeviceClass: () => ({ spec: { selectors: [{ cel: { expression: 'device.driver == "fuzz.invalid"' } }] } }),
  DeviceTaintRule: () => ({
    spec: { deviceSelector: { driver: 'fuzz.invalid' }, taint: { key: 'k', effect: 'NoSchedule' } },
  }),
  ResourceClaim: () => ({ spec: { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'c' } }] } } }),
  ResourceClaimTemplate: () => ({
    spec: { spec: { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'c' } }] } } },
  }),
  ResourceSlice: () => ({
    spec: {
      driver: 'fuzz.invalid',
      nodeName: 'n',
      pool: { name: 'p', resourceSliceCount: 1 },
      devices: [{ name: 'd', attributes: { model: { string: 'x' } }, capacity: { memory: { value: '1Gi' } } }],
    },
  }),
  VolumeAttributesClass: () => ({ driverName: 'fuzz.invalid', parameters: { a: '1' } }),
  StorageVersionMigration: () => ({ spec: { resource: { group: 'fuzz.invalid', resource: 'nones' } } }),
  ClusterTrustBundle: () => ({ spec: { trustBundle: AUTHORITY } }),
  PodCertificateRequest: () => ({
    spec: {
      signerName: 'fuzz.invalid/none',
      podName: 'none',
      podUID: '1',
      serviceAccountName: 'none',
      serviceAccountUID: '2',
      nodeName: 'none',
      nodeUID: '3',
      stubPKCS10Request: STUB_REQUEST,
    },
  }),
  Lease: () => ({ spec: { holderIdentity: 'fuzz', leaseDurationSeconds: 10 } }),
  EndpointSlice: () => ({ addressType: 'IPv4', endpoints: [{ addresses: ['198.51.100.8'] }], ports: [{ port: 80 }] }),
  IPAddress: () => ({ spec: { parentRef: { resource: 'services', namespace: 'default', name: 'fuzz' } } }),
  NetworkPolicy: () => ({ spec: { podSelector: NOBODY, policyTypes: ['Ingress'] } }),
  ServiceCIDR: (draw) => ({ spec: { cidrs: [`198.51.100.${draw.int(16) * 16}/28`] } }),
  ClusterRole: () => ({ rules }),
  Role: () => ({ rules }),
  ClusterRoleBinding: () => ({ subjects: [subject], roleRef: roleRef('ClusterRole') }),
  RoleBinding: () => ({ subjects: [subject], roleRef: roleRef('Role') }),
  Gauge: (draw) => ({ spec: { size: 1 + draw.int(6), code: 'fuzz' } }),
  Plate: (draw) => ({ a: draw.int(5), b: ['x'] }),
  TokenReview: (draw) => ({ spec: { token: draw.text() } }),
  SelfSubjectReview: () => ({}),
  SubjectAccessReview: () => ({ spec: { user: 'kubets-fuzz-nobody', resourceAttributes } }),
  SelfSubjectAccessReview: () => ({ spec: { resourceAttributes } }),
  SelfSubjectRulesReview: (_draw, namespace) => ({ spec: { namespace } }),
  LocalSubjectAccessReview: (_draw, namespace) => ({
    spec: { user: 'kubets-fuzz-nobody', resourceAttributes: { ...resourceAttributes, namespace } },
  }),
};

/** A valid object of the kind with that name, and nothing that it could do without. */
export function baseObject(
  draw: Draw,
  kind: ServedKind,
  { name, namespace }: { name: string; namespace: string },
): Record<string, unknown> {
  const least = LEAST[kind.kind];
  if (!least) throw new Error(`test/fuzz does not know the least of a ${kind.kind}`);
  const objectName = nameOf(kind, name, draw);
  // What is asked about access has no name.
  const isNameless = kind.kind.endsWith('AccessReview');
  return structuredClone({
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: { ...(!isNameless && { name: objectName }), ...(kind.namespaced && { namespace }) },
    ...least(draw, namespace, name),
  });
}

function nameOf({ kind }: ServedKind, name: string, draw: Draw): string {
  if (kind === 'APIService') return `v1.${name}.${FUZZ_GROUP}`;
  if (kind === 'IPAddress') return `198.51.100.${draw.int(256)}`;
  return kind === 'CustomResourceDefinition' ? `${name}.${FUZZ_GROUP}` : name;
}
