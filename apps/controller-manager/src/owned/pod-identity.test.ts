import { replicaSet, template } from '../testing/objects';
import { anyPod, indexedPod, nodePod, ordinalOf, ordinalPod, podFromTemplate } from './pod-identity';

const owner = replicaSet('web');
const TYPE = { apiVersion: 'apps/v1', kind: 'ReplicaSet' };
const spec = template().spec;

test.each([
  { scheme: 'all alike', identity: anyPod(owner), metadata: { generateName: 'web-' }, expected: spec },
  {
    scheme: 'by ordinal',
    identity: ordinalPod(owner, 2, 'peers'),
    metadata: {
      name: 'web-2',
      labels: { app: 'web', 'statefulset.kubernetes.io/pod-name': 'web-2', 'apps.kubernetes.io/pod-index': '2' },
    },
    expected: { ...spec, hostname: 'web-2', subdomain: 'peers' },
  },
  {
    scheme: 'one per node',
    identity: nodePod(owner, 'node-1'),
    metadata: { generateName: 'web-' },
    expected: {
      ...spec,
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-1'] }] }],
          },
        },
      },
    },
  },
  {
    scheme: 'by share of the work',
    identity: indexedPod(owner, 7),
    metadata: {
      generateName: 'web-7-',
      labels: { app: 'web', 'batch.kubernetes.io/job-completion-index': '7' },
      annotations: { 'batch.kubernetes.io/job-completion-index': '7' },
    },
    expected: { ...spec, hostname: 'web-7' },
  },
])('names pods $scheme', ({ identity, metadata, expected }) => {
  expect(podFromTemplate(template(), owner, { ownerType: TYPE, identity })).toEqual({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace: 'default',
      labels: { app: 'web' },
      ...metadata,
      ownerReferences: [{ ...TYPE, name: 'web', uid: 'web-uid', controller: true, blockOwnerDeletion: true }],
    },
    spec: expected,
  });
});

test('a node of its own leaves what the template prefers', () => {
  const preferred = [
    { weight: 1, preference: { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] } },
  ];
  const affinity = {
    podAntiAffinity: {},
    nodeAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: preferred,
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] },
    },
  };
  const made = nodePod(owner, 'node-1').spec?.({ ...spec, affinity }).affinity;
  expect(made?.podAntiAffinity).toEqual({});
  expect(made?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution).toEqual(preferred);
});

test.each([
  ['web-0', 0],
  ['web-12', 12],
  ['web-2147483647', 2147483647],
  ['web-2147483648', undefined],
  ['web-01', undefined],
  ['web-x', undefined],
  ['web-', undefined],
  ['web', undefined],
  ['other-1', undefined],
  ['web-1-1', undefined],
])('the ordinal of %s is %s', (name, expected) => {
  expect(ordinalOf(owner, { metadata: { name } })).toBe(expected);
});
