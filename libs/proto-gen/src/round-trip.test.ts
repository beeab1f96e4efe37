// The promise of proto-gen: a message object is the JSON object of the Kubernetes API, and stays it over the wire.
import { Deployment } from './gen/kubets/apps/v1';
import { Lease } from './gen/kubets/coordination/v1';
import { CustomResourceDefinition } from './gen/kubets/apiextensions/v1';
import { Event, Node, Pod, PodList, Secret, Service } from './gen/kubets/core/v1';
import { Table } from './gen/kubets/meta/v1';

interface Codec<T> {
  encode(message: T): { finish(): Uint8Array };
  decode(bytes: Uint8Array): T;
}

function overTheWire<T>(codec: Codec<T>, object: T): T {
  return codec.decode(codec.encode(object).finish());
}

const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web',
    namespace: 'default',
    uid: '5c9a2f9e-0000-4000-8000-000000000001',
    resourceVersion: '42',
    generation: 1,
    creationTimestamp: '2026-01-31T09:30:00Z',
    labels: { app: 'web', empty: '' },
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: 'web-1',
        uid: 'u',
        controller: true,
        blockOwnerDeletion: false,
      },
    ],
    managedFields: [
      {
        manager: 'kubectl',
        operation: 'Apply',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:spec': { 'f:containers': {} } },
      },
    ],
  },
  spec: {
    volumes: [
      { name: 'tmp', emptyDir: {} },
      { name: 'tls', secret: { secretName: 'tls', defaultMode: 420, optional: false } },
      { name: 'cache', hostPath: { path: '/var/cache', type: '' } },
    ],
    containers: [
      {
        name: 'nginx',
        image: 'nginx',
        ports: [{ containerPort: 80, protocol: 'TCP' }],
        env: [
          { name: 'EMPTY', value: '' },
          { name: 'IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } },
        ],
        resources: { limits: { cpu: '500m', memory: '128Mi' } },
        livenessProbe: { httpGet: { path: '/', port: 'http' }, initialDelaySeconds: 0 },
        readinessProbe: { tcpSocket: { port: 80 } },
      },
    ],
    terminationGracePeriodSeconds: 0,
    automountServiceAccountToken: false,
    securityContext: {},
  },
  status: { phase: 'Running', podIPs: [{ ip: '10.244.1.2' }], startTime: '2026-01-31T09:30:01Z' },
};

function trip<T>(kind: string, codec: Codec<T>, object: T): [string, () => T, T] {
  return [kind, () => overTheWire(codec, object), object];
}

const cases: [string, () => unknown, unknown][] = [
  trip('Pod', Pod, pod),
  trip('PodList', PodList, { kind: 'PodList', metadata: { remainingItemCount: 3 }, items: [pod, {}] }),
  trip('Service', Service, {
    spec: {
      ports: [
        { port: 80, targetPort: 'http', nodePort: 30007 },
        { port: 81, targetPort: 8081 },
      ],
      internalTrafficPolicy: 'Cluster',
    },
    status: { loadBalancer: {} },
  }),
  trip('Secret', Secret, { data: { 'tls.crt': 'LS0tLS1CRUdJTg==' }, type: 'kubernetes.io/tls', immutable: false }),
  trip('Deployment', Deployment, {
    spec: {
      replicas: 0,
      selector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] },
      strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
    },
  }),
  trip('Lease', Lease, {
    spec: { renewTime: '2026-01-31T09:30:00.123456Z', acquireTime: '2026-01-31T09:30:00.000000Z' },
  }),
  trip('Event', Event, { eventTime: '2026-01-31T09:30:00.000001Z', firstTimestamp: '2026-01-31T09:30:00Z', count: 1 }),
  trip('Node', Node, {
    status: { images: [{ names: ['nginx:latest'], sizeBytes: 9007199254740991 }], capacity: { pods: '110' } },
  }),
  trip('Table', Table, {
    columnDefinitions: [{ name: 'Name', type: 'string', priority: 0 }],
    rows: [{ cells: ['web', 1, null, true, []], object: { kind: 'PartialObjectMetadata' } }],
  }),
  trip('CustomResourceDefinition', CustomResourceDefinition, {
    spec: {
      versions: [
        {
          schema: {
            openAPIV3Schema: {
              $ref: '#/x',
              'x-kubernetes-int-or-string': true,
              items: [{ type: 'string' }],
              additionalProperties: false,
              default: null,
              properties: { a: { type: 'object' } },
            },
          },
        },
      ],
    },
  }),
];

test.each(cases)('%s', (_kind, send, object) => {
  const decoded = send();
  expect(JSON.parse(JSON.stringify(decoded))).toEqual(object);
  // toStrictEqual tells an absent key from an undefined one.
  expect(decoded).toStrictEqual(object);
});

test('an empty list and an empty map come back as absent', () => {
  expect(overTheWire(Pod, { metadata: { labels: {} }, spec: { containers: [] } })).toStrictEqual({
    metadata: {},
    spec: {},
  });
});

test('an unknown field is skipped', () => {
  const bytes = Buffer.concat([Pod.encode(pod).finish(), Buffer.from([0xfa, 0x3f, 0x01, 0x61])]);
  expect(Pod.decode(bytes)).toStrictEqual(pod);
});
