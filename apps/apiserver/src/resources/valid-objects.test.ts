import { atOnce, fieldErrorText, validateBySchema, type KubeObject } from '@kubets/apimachinery';
import { schema } from '@kubets/proto-gen/schema';
import { defaultObject } from '../pipeline/default-object';
import { resources } from './registry';
import { AUTHORITY, NODE_REQUEST, STUB_REQUEST } from './testdata/certificates';
import { created, readerOf, strategyContext, updated } from './testing/strategy-harness';

const containers = [
  { name: 'c', image: 'nginx', ports: [{ name: 'http', containerPort: 80 }], livenessProbe: { httpGet: { port: 80 } } },
];
const template = { metadata: { labels: { a: 'b' } }, spec: { containers } };
const selector = { matchLabels: { a: 'b' } };
const webhooks = [
  { name: 'a.b.c', clientConfig: { url: 'https://a' }, sideEffects: 'None', admissionReviewVersions: ['v1'] },
];
const anyPod = { operations: ['*'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] };
const roleRef = { kind: 'ClusterRole', name: 'r' };

/** An object of each kind with which nothing is wrong. */
const VALID: Record<string, object> = {
  configmaps: { data: { 'a.b': 'c' }, binaryData: { d: 'AA==' } },
  endpoints: { subsets: [{ addresses: [{ ip: '10.244.0.5', nodeName: 'n' }], ports: [{ port: 80 }] }] },
  events: { involvedObject: { namespace: 'default' } },
  namespaces: {},
  nodes: { spec: { podCIDR: '10.244.0.0/24', taints: [{ key: 'a.b/c', value: 'v', effect: 'NoSchedule' }] } },
  podtemplates: { template },
  pods: {
    spec: {
      containers,
      serviceAccountName: 'default',
      volumes: [{ name: 'v', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }, { name: 'w' }],
      securityContext: { fsGroup: 1 },
    },
  },
  replicationcontrollers: { spec: { template } },
  secrets: { data: { a: 'AA==' } },
  serviceaccounts: {},
  services: {
    spec: {
      ports: [
        { name: 'a', port: 80 },
        { name: 'b', port: 81, appProtocol: 'example.com/x' },
      ],
    },
  },
  priorityclasses: { value: 7 },
  deployments: { spec: { selector, template } },
  replicasets: { spec: { selector, template } },
  statefulsets: { spec: { selector, template, serviceName: 's' } },
  daemonsets: { spec: { selector, template } },
  jobs: { spec: { template: { spec: { containers, restartPolicy: 'Never' } } } },
  cronjobs: {
    spec: { schedule: '@daily', jobTemplate: { spec: { template: { spec: { containers, restartPolicy: 'Never' } } } } },
  },
  horizontalpodautoscalers: {
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' }, maxReplicas: 3 },
  },
  apiservices: {
    metadata: { name: 'v1.a.example.com' },
    spec: { group: 'a.example.com', version: 'v1', groupPriorityMinimum: 1, versionPriority: 1 },
  },
  poddisruptionbudgets: { spec: { minAvailable: 1, selector } },
  clustertrustbundles: { spec: { trustBundle: AUTHORITY } },
  podcertificaterequests: {
    spec: {
      signerName: 'a.b/c',
      podName: 'p',
      podUID: '1',
      serviceAccountName: 'default',
      serviceAccountUID: '2',
      nodeName: 'n',
      nodeUID: '3',
      stubPKCS10Request: STUB_REQUEST,
    },
  },
  storageversionmigrations: { spec: { resource: { group: 'apps', resource: 'deployments' } } },
  csidrivers: { spec: { tokenRequests: [{ audience: 'a', expirationSeconds: 600 }] } },
  csinodes: {
    spec: { drivers: [{ name: 'a.b', nodeID: 'n', topologyKeys: ['a.b/zone'], allocatable: { count: 3 } }] },
  },
  csistoragecapacities: { storageClassName: 'fast', nodeTopology: selector, capacity: '1Gi' },
  volumeattachments: { spec: { attacher: 'a.b', nodeName: 'n', source: { persistentVolumeName: 'v' } } },
  volumeattributesclasses: { driverName: 'a.b', parameters: { iops: '7' } },
  persistentvolumes: {
    spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/v' } },
  },
  persistentvolumeclaims: {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  },
  storageclasses: { provisioner: 'example.com/x' },
  controllerrevisions: { data: { spec: {} }, revision: 1 },
  mutatingwebhookconfigurations: { webhooks },
  validatingwebhookconfigurations: { webhooks },
  flowschemas: {
    spec: {
      priorityLevelConfiguration: { name: 'a' },
      distinguisherMethod: { type: 'ByUser' },
      rules: [
        {
          subjects: [{ kind: 'User', user: { name: '*' } }],
          resourceRules: [{ verbs: ['get'], apiGroups: ['*'], resources: ['pods'], namespaces: ['a'] }],
          nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['/a/*'] }],
        },
      ],
    },
  },
  prioritylevelconfigurations: {
    spec: { type: 'Limited', limited: { limitResponse: { type: 'Queue', queuing: {} } } },
  },
  mutatingadmissionpolicies: {
    spec: {
      matchConstraints: { resourceRules: [anyPod] },
      reinvocationPolicy: 'Never',
      mutations: [
        {
          patchType: 'ApplyConfiguration',
          applyConfiguration: { expression: "Object{spec: Object.spec{nodeName: 'a'}}" },
        },
        { patchType: 'JSONPatch', jsonPatch: { expression: "[JSONPatch{op: 'remove', path: '/spec/nodeName'}]" } },
      ],
    },
  },
  mutatingadmissionpolicybindings: { spec: { policyName: 'a', matchResources: { resourceRules: [anyPod] } } },
  validatingadmissionpolicies: {
    spec: {
      matchConstraints: { resourceRules: [{ ...anyPod, resourceNames: ['a'] }] },
      variables: [{ name: 'n', expression: 'object.spec.replicas' }],
      validations: [{ expression: 'variables.n > 1', messageExpression: "'n is ' + string(variables.n)" }],
    },
  },
  validatingadmissionpolicybindings: {
    spec: { policyName: 'a', matchResources: { resourceRules: [anyPod] }, validationActions: ['Deny', 'Audit'] },
  },
  limitranges: { spec: { limits: [{ type: 'Container', max: { cpu: '1' }, default: { memory: '1Gi' } }] } },
  resourcequotas: { spec: { hard: { cpu: '1', 'count/deployments.apps': '3' }, scopes: ['NotTerminating'] } },
  runtimeclasses: { handler: 'runc', overhead: { podFixed: { cpu: '10m' } } },
  ingressclasses: { spec: { controller: 'a.b/c', parameters: { kind: 'K', name: 'n' } } },
  ingresses: { spec: { defaultBackend: { service: { name: 's', port: { number: 80 } } } } },
  certificatesigningrequests: { spec: { request: NODE_REQUEST, signerName: 'a.b/c', usages: ['client auth'] } },
  customresourcedefinitions: {
    metadata: { name: 'widgets.example.com', resourceVersion: '1' },
    spec: {
      group: 'example.com',
      names: { plural: 'widgets', kind: 'Widget' },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  },
  leases: { spec: { leaseDurationSeconds: 15, leaseTransitions: 0 } },
  endpointslices: {
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.244.0.5'], hints: { forZones: [{ name: 'z' }] } }],
    ports: [{ port: 80 }],
  },
  deviceclasses: { spec: { selectors: [{ cel: { expression: 'device.driver == "a.b"' } }] } },
  devicetaintrules: { spec: { deviceSelector: { driver: 'a.b' }, taint: { key: 'k', effect: 'NoSchedule' } } },
  resourceclaims: { spec: { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'c' } }] } } },
  resourceclaimtemplates: {
    spec: { spec: { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'c' } }] } } },
  },
  resourceslices: {
    spec: {
      driver: 'a.b',
      nodeName: 'n',
      pool: { name: 'p', resourceSliceCount: 1 },
      devices: [{ name: 'd', attributes: { model: { string: 'x' } }, capacity: { memory: { value: '1Gi' } } }],
    },
  },
  ipaddresses: { spec: { parentRef: { resource: 'services', name: 's' } } },
  networkpolicies: {
    spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 80 }] }] },
  },
  servicecidrs: { spec: { cidrs: ['10.96.0.0/12'] } },
  clusterrolebindings: { roleRef, subjects: [{ kind: 'User', name: 'u' }] },
  clusterroles: { rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }] },
  rolebindings: { roleRef, subjects: [{ kind: 'Group', name: 'g' }] },
  roles: { rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }] },
};

const writable = resources.filter(({ readOnly }) => !readOnly);

describe.each(writable.map((definition) => [definition.plural, definition] as const))('%s', (plural, definition) => {
  const object: KubeObject = {
    metadata: { name: 'a', resourceVersion: '1', ...(definition.namespaced && { namespace: 'default' }) },
    ...VALID[plural],
  };
  const context = strategyContext({ reader: readerOf({ servicecidrs: [] }) });

  beforeAll(() => definition.loadRules?.());

  test('a valid object has no errors, nor has the same one written again', () => {
    expect(Object.keys(VALID)).toContain(plural);
    const { object: stored, errors } = created(definition, object, { context });
    expect(errors).toEqual([]);
    expect(updated(definition, stored, () => undefined, context).errors).toEqual([]);
  });

  test('defaults change nothing when set again', () => {
    for (const version of definition.versions) {
      const once = structuredClone(object);
      atOnce(defaultObject(once, version));
      const twice = structuredClone(once);
      atOnce(defaultObject(twice, version));
      expect(twice).toEqual(once);
    }
  });

  test('what it lacks is told with a path, however little of it there is', () => {
    const message = schema.message(definition.versions[0].message)!;
    for (const error of validateBySchema({}, message)) expect(fieldErrorText(error)).toMatch(/^\w+: Required value/);
  });
});
