import { isMirrorPod } from '@kubets/api';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { isStaticPod, uidOnNode } from './annotations';
import { mirrorAction, mirrorOf } from './mirror-pods';
import { staticPod } from './static-pod';

const WEB = `apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec:
  containers: [{ name: c, image: nginx, livenessProbe: { tcpSocket: { port: 80 } } }]
`;
const read = (text: string, nodeName = 'node-1') => staticPod(text, { path: '/pods/web.yaml', nodeName });

test('a manifest is a pod of its node, with defaults', () => {
  const pod = read(WEB);
  expect(pod).toMatchObject({
    metadata: {
      name: 'web-node-1',
      namespace: 'default',
      uid: expect.stringMatching(/^[0-9a-f]{32}$/),
      labels: { app: 'web' },
    },
    spec: {
      nodeName: 'node-1',
      tolerations: [{ operator: 'Exists', effect: 'NoExecute' }],
      containers: [{ name: 'c', image: 'nginx', livenessProbe: { periodSeconds: 10 } }],
    },
  });
  expect([isStaticPod(pod), isMirrorPod(pod)]).toEqual([true, false]);
  expect(
    read(JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: pod.spec })).spec?.containers,
  ).toEqual(pod.spec?.containers);
});

test('it is another one with another text, or on another node', () => {
  const uids = [read(WEB), read(`${WEB} `), read(WEB, 'node-2'), read(WEB)].map(({ metadata }) => metadata?.uid);
  expect(new Set(uids).size).toBe(3);
  expect(uids[3]).toBe(uids[0]);
});

test.each<[string, string, RegExp]>([
  ['nothing', '', /^it is no v1 Pod, but \{\}$/],
  ['another kind', 'apiVersion: apps/v1\nkind: Deployment', /^it is no v1 Pod, but .*Deployment/],
  ['no YAML', 'a: [', /./],
  ['a field that is none', `${WEB}  contaners: []\n`, /unknown field "spec.contaners"/],
  [
    'no name',
    'apiVersion: v1\nkind: Pod\nspec: { containers: [{ name: c, image: i }] }',
    /metadata.name: Required value/,
  ],
  [
    'no image',
    'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: c }] }',
    /image: Required/,
  ],
  [
    'a Secret',
    `${WEB}  volumes: [{ name: v, secret: { secretName: s } }]\n`,
    /may not reference secrets, as it does s/,
  ],
  ['a service account', `${WEB}  serviceAccountName: x\n`, /may not reference serviceaccounts, as it does x/],
])('refuses %s', (_, text, problem) => {
  expect(() => read(text)).toThrow(problem);
});

describe('in the API', () => {
  const pod = read(WEB);
  const mirror: Pod = mirrorOf(pod, { metadata: { name: 'node-1', uid: 'n' } });

  test('it is shown by a pod of its own, which belongs to the node', () => {
    expect([isStaticPod(mirror), isMirrorPod(mirror), uidOnNode(mirror)]).toEqual([false, true, pod.metadata?.uid]);
    expect(mirror.metadata?.uid).toBeUndefined();
    expect(mirror.metadata).toMatchObject({
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'node-1', uid: 'n', controller: true }],
    });
  });

  const deleted = { ...mirror, metadata: { ...mirror.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
  test.each<[string, Pod | undefined, Pod | undefined, string]>([
    ['is not shown yet', pod, undefined, 'create'],
    ['is shown', pod, mirror, 'nothing'],
    ['was changed', read(`${WEB} `), mirror, 'delete'],
    ['somebody deletes', pod, deleted, 'delete'],
    ['is gone', undefined, mirror, 'delete'],
    ['is gone everywhere', undefined, undefined, 'nothing'],
  ])('one that %s', (_, own, shown, expected) => {
    expect(mirrorAction(own, shown)).toBe(expected);
  });
});
