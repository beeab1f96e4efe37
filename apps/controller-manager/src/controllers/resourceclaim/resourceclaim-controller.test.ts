import type { KubeObject } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { ResourceClaim } from '@kubets/proto-gen/resource/v1';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { claimNamePrefix } from './pod-device-claims';
import { resourceClaimController } from './resourceclaim-controller';

const API_VERSION = 'resource.k8s.io/v1';
const devices = { requests: [{ name: 'r', exactly: { deviceClassName: 'c' } }] };
const template = {
  apiVersion: API_VERSION,
  kind: 'ResourceClaimTemplate',
  metadata: { namespace: 'default', name: 't' },
  spec: { metadata: { labels: { a: 'b' }, annotations: { c: 'd' } }, spec: { devices } },
} as KubeObject;
const pod = (resourceClaim: object, rest: object = {}, spec: object = {}) =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'default', name: 'p', uid: 'u' },
    spec: { containers: [{ name: 'c' }], resourceClaims: [{ name: 'x', ...resourceClaim }], ...spec },
    ...rest,
  }) as KubeObject;
const ofTemplate = { resourceClaimTemplateName: 't' };
const result = { request: 'r', driver: 'a.b', pool: 'p', device: 'd' };
const allocation = { devices: { results: [result] } };
const user = { resource: 'pods', name: 'p', uid: 'u' };
const claim = (metadata: object, status: object = {}) =>
  ({
    apiVersion: API_VERSION,
    kind: 'ResourceClaim',
    metadata: { namespace: 'default', name: 'k', ...metadata },
    spec: { devices },
    status,
  }) as KubeObject;
const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u', controller: true };
const finalizers = ['resource.kubernetes.io/delete-protection'];

let running: RunningControllers;
afterEach(() => running.stop());
const start = async (...objects: KubeObject[]) => {
  running = startControllers([resourceClaimController], { objects });
  await running.settle();
};
const claims = () => running.cluster.objects<ResourceClaim>('resourceclaims');
const statuses = () => running.cluster.objects<Pod>('pods')[0]?.status?.resourceClaimStatuses;

test('a claim from a template, which the pod is told of', async () => {
  await start(template, pod(ofTemplate));
  const [made] = claims();
  expect(claims()).toMatchObject([
    {
      metadata: {
        labels: { a: 'b' },
        annotations: { c: 'd', 'resource.kubernetes.io/pod-claim-name': 'x' },
        ownerReferences: [owner],
      },
      spec: { devices },
    },
  ]);
  expect(made!.metadata!.name).toMatch(/^p-x-.{5}$/);
  expect(statuses()).toEqual([{ name: 'x', resourceClaimName: made!.metadata!.name }]);
  await running.cluster.resourceClaims.delete({ namespace: 'default', name: made!.metadata!.name! });
  await running.settle();
  expect(claims()).toHaveLength(1);
  expect(statuses()).toEqual([{ name: 'x', resourceClaimName: claims()[0]!.metadata!.name }]);
});

test('no template yet', async () => {
  await start(pod(ofTemplate));
  expect(running.events()[0]).toBe(
    'Warning FailedResourceClaimCreation PodResourceClaim x: resource claim template "t": resourceclaimtemplate.resource.k8s.io "t" not found',
  );
  running.cluster.seed(template);
  await running.settle();
  expect(claims()).toHaveLength(1);
});

test.each<[string, KubeObject[], unknown]>([
  [
    'a pod on a node has its devices reserved',
    [pod({ resourceClaimName: 'k' }, {}, { nodeName: 'n' }), claim({}, { allocation })],
    [{ status: { allocation, reservedFor: [user] } }],
  ],
  [
    'a pod that runs keeps them',
    [
      pod({ resourceClaimName: 'k' }, {}, { nodeName: 'n' }),
      claim({ finalizers }, { allocation, reservedFor: [user] }),
    ],
    [{ metadata: { finalizers }, status: { allocation, reservedFor: [user] } }],
  ],
  [
    'one that has ended gives them back',
    [
      pod({ resourceClaimName: 'k' }, { status: { phase: 'Succeeded' } }),
      claim({ finalizers }, { allocation, reservedFor: [user] }),
    ],
    [{ metadata: { finalizers: [] }, status: {} }],
  ],
  [
    'so does one that is gone',
    [claim({ finalizers }, { allocation, reservedFor: [user] })],
    [{ metadata: { finalizers: [] }, status: {} }],
  ],
  [
    'somebody else keeps them',
    [
      claim(
        { finalizers },
        { allocation, reservedFor: [user, { apiGroup: 'x.y', resource: 'things', name: 'z', uid: 'w' }] },
      ),
    ],
    [{ metadata: { finalizers }, status: { allocation, reservedFor: [{ uid: 'w' }] } }],
  ],
  [
    'devices of nobody stay allocated',
    [claim({ finalizers }, { allocation })],
    [{ metadata: { finalizers }, status: { allocation } }],
  ],
  [
    'a claim that goes lets them go',
    [claim({ finalizers, deletionTimestamp: '2026-01-01T00:00:00Z' }, { allocation })],
    [],
  ],
  [
    'a claim for a pod that has ended',
    [pod({}, { status: { phase: 'Failed' } }), claim({ ownerReferences: [owner] })],
    [],
  ],
  ['a claim for a pod that was replaced', [pod({}), claim({ ownerReferences: [{ ...owner, uid: 'before' }] })], []],
])('%s', async (_, objects, expected) => {
  await start(...objects);
  expect(claims()).toMatchObject(expected as object[]);
  if (Array.isArray(expected)) expect(claims()).toHaveLength(expected.length);
});

test.each([
  ['p', 'x', 'p-x-'],
  ['p'.repeat(60), 'x'.repeat(20), `${'p'.repeat(41)}-${'x'.repeat(13)}`],
])('the name of a claim for %s and %s', (name, claimName, prefix) =>
  expect(claimNamePrefix(name, claimName)).toBe(prefix),
);
