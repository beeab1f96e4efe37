import type { Pod } from '@kubets/proto-gen/core/v1';
import { created } from '../testing/strategy-harness';
import { pods } from './pods';
import { container, pod } from './testing/pod-of';

describe('defaults', () => {
  test('of a pod with nothing but an image', () => {
    const { object, errors } = created(pods, pod({ containers: [{ name: 'web', image: 'nginx' }] }));
    expect(errors).toEqual([]);
    expect(object.spec).toEqual({
      containers: [
        {
          name: 'web',
          image: 'nginx',
          imagePullPolicy: 'Always',
          resources: {},
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
        },
      ],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      securityContext: {},
      schedulerName: 'default-scheduler',
      enableServiceLinks: true,
    });
    expect(object.status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
  });

  test.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['nginx:1.27', 'IfNotPresent'],
    ['localhost:5000/nginx', 'Always'],
    ['localhost:5000/nginx:1', 'IfNotPresent'],
    [`nginx@sha256:${'0'.repeat(64)}`, 'IfNotPresent'],
    ['gcr.io/google-samples/kubernetes-bootcamp:v1', 'IfNotPresent'],
  ])('image %s is pulled %s', (image, policy) => {
    expect(
      created(pods, pod({ containers: [container({ image })] })).object.spec!.containers![0]!.imagePullPolicy,
    ).toBe(policy);
  });

  test('of ports, probes, environment, resources and volumes', () => {
    const { object, errors } = created(
      pods,
      pod({
        containers: [
          container({
            ports: [{ containerPort: 80 }],
            livenessProbe: { httpGet: { port: 80 } },
            readinessProbe: { grpc: { port: 81 } },
            lifecycle: { preStop: { httpGet: { port: 'web' } } },
            env: [{ name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
            resources: { limits: { cpu: '1' }, requests: { memory: '1Gi' } },
          }),
        ],
        serviceAccountName: 'default',
        volumes: [
          { name: 'a' },
          { name: 'b', secret: { secretName: 's' } },
          { name: 'c', configMap: { name: 'c' } },
          { name: 'd', hostPath: { path: '/x' } },
          {
            name: 'e',
            projected: {
              sources: [
                { serviceAccountToken: { path: 'token' } },
                { downwardAPI: { items: [{ path: 'p', fieldRef: { fieldPath: 'metadata.name' } }] } },
              ],
            },
          },
        ],
      }),
    );
    expect(errors).toEqual([]);
    expect(object.spec!.containers![0]).toMatchObject({
      ports: [{ containerPort: 80, protocol: 'TCP' }],
      livenessProbe: {
        httpGet: { path: '/', scheme: 'HTTP', port: 80 },
        timeoutSeconds: 1,
        periodSeconds: 10,
        successThreshold: 1,
        failureThreshold: 3,
      },
      readinessProbe: { grpc: { port: 81, service: '' } },
      lifecycle: { preStop: { httpGet: { path: '/', scheme: 'HTTP', port: 'web' } } },
      env: [{ valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } }],
      resources: { limits: { cpu: '1' }, requests: { cpu: '1', memory: '1Gi' } },
    });
    expect(object.spec!.volumes).toEqual([
      { name: 'a', emptyDir: {} },
      { name: 'b', secret: { secretName: 's', defaultMode: 420 } },
      { name: 'c', configMap: { name: 'c', defaultMode: 420 } },
      { name: 'd', hostPath: { path: '/x', type: '' } },
      {
        name: 'e',
        projected: {
          defaultMode: 420,
          sources: [
            { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
            { downwardAPI: { items: [{ path: 'p', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } }] } },
          ],
        },
      },
    ]);
  });

  test('on the host network a port of the container is one of the node', () => {
    const { object } = created(
      pods,
      pod({ hostNetwork: true, containers: [container({ ports: [{ containerPort: 80 }] })] }),
    );
    expect(object.spec!.containers![0]!.ports).toEqual([{ containerPort: 80, hostPort: 80, protocol: 'TCP' }]);
  });

  test('are the same when set twice', () => {
    const once = created(pods, pod()).object;
    expect(created(pods, once).object).toEqual(once);
  });
});

test.each<[string, object[], string]>([
  ['nothing asked for', [{}], 'BestEffort'],
  ['limits of both', [{ limits: { cpu: '1', memory: '1Gi' } }], 'Guaranteed'],
  [
    'requests equal to limits',
    [{ limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1000m', memory: '1024Mi' } }],
    'Guaranteed',
  ],
  ['requests below limits', [{ limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } }], 'Burstable'],
  ['only cpu', [{ limits: { cpu: '1' } }], 'Burstable'],
  ['one container of two', [{ limits: { cpu: '1', memory: '1Gi' } }, {}], 'Burstable'],
])('QoS class: %s', (_, resources, expected) => {
  const containers = resources.map((item, index) => container({ name: `c${index}`, resources: item }));
  expect(created(pods, pod({ containers })).object.status!.qosClass).toBe(expected);
});

test.each<[string, Pod, number | undefined, number]>([
  ['not on a node', { spec: {} }, undefined, 0],
  ['finished', { spec: { nodeName: 'n' }, status: { phase: 'Succeeded' } }, 60, 0],
  [
    'as specified',
    { spec: { nodeName: 'n', terminationGracePeriodSeconds: 10 }, status: { phase: 'Running' } },
    undefined,
    10,
  ],
  ['as asked for', { spec: { nodeName: 'n', terminationGracePeriodSeconds: 10 } }, 0, 0],
  ['negative', { spec: { nodeName: 'n', terminationGracePeriodSeconds: -1 } }, undefined, 1],
])('grace period: %s', (_, object, requested, seconds) => {
  expect(pods.gracefulDeletion!.gracePeriodSeconds(object, requested)).toBe(seconds);
});
