import { StatusError } from '@kubets/apimachinery';
import type { Binding, Pod } from '@kubets/proto-gen/core/v1';
import { StoredObject } from '@kubets/store';
import type { Target } from '../pipeline/request';
import { pods } from '../resources/pods/pods';
import { assertBinding, boundPod } from './binding';

const NOW = new Date('2026-01-02T03:04:05.678Z');
const target = { definition: pods, name: 'web' } as unknown as Target;
const pod = (changes: Partial<Pod> = {}): Pod => ({
  spec: { containers: [] },
  ...changes,
  metadata: { name: 'web', uid: 'u1', resourceVersion: '7', ...changes.metadata },
});
const to = (node: string, metadata: Binding['metadata'] = {}): Binding => ({
  metadata,
  target: { kind: 'Node', name: node },
});

const stored = (object: Pod) => StoredObject.fromObject('/web', object, 7);

function refusalOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof StatusError) return `${error.status.code} ${error.message}`;
    throw error;
  }
  throw new Error('not refused');
}

test('a pod gets its node, annotations beside its own, and the condition that says so instead of the old one', () => {
  const waiting = pod({
    metadata: { annotations: { kept: 'a', changed: 'b' } },
    status: {
      conditions: [
        { type: 'PodScheduled', status: 'False', reason: 'Unschedulable' },
        { type: 'Ready', status: 'False' },
      ],
    },
  });
  expect(boundPod(stored(waiting), to('node-1', { annotations: { changed: 'c' } }), target, NOW)).toMatchObject({
    metadata: { name: 'web', annotations: { kept: 'a', changed: 'c' } },
    spec: { containers: [], nodeName: 'node-1' },
    status: {
      conditions: [
        { type: 'PodScheduled', status: 'True', lastTransitionTime: '2026-01-02T03:04:05Z' },
        { type: 'Ready', status: 'False' },
      ],
    },
  });
});

test('what a pod was to have instead is forgotten', () => {
  const waiting = pod({ status: { phase: 'Pending', nominatedNodeName: 'node-2' } });
  expect(boundPod(stored(waiting), to('node-1'), target, NOW).status).toEqual({
    phase: 'Pending',
    conditions: [expect.objectContaining({ type: 'PodScheduled', status: 'True' })],
  });
});

test.each<[string, Pod, Binding]>([
  ['its uid', pod(), to('node-1', { uid: 'u1' })],
  ['its version', pod(), to('node-1', { resourceVersion: '7' })],
  ['no annotations', pod(), to('node-1')],
])('a binding may name %s', (_, object, binding) => {
  expect(boundPod(stored(object), binding, target, NOW).spec?.nodeName).toBe('node-1');
});

test.each<[string, Pod, Binding, string]>([
  [
    'another pod of the name',
    pod(),
    to('node-1', { uid: 'u2' }),
    'pods "web": StorageError: invalid object, Code: 4, Key: /web, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: u2, UID in object meta: u1',
  ],
  [
    'an older state',
    pod(),
    to('node-1', { resourceVersion: '6' }),
    'pods "web": StorageError: invalid object, Code: 4, Key: /web, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: ResourceVersion in precondition: 6, ResourceVersion in object meta: 7',
  ],
  [
    'a pod that is being deleted',
    pod({ metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }),
    to('node-1'),
    'pods/binding "web": pod web is being deleted, cannot be assigned to a host',
  ],
  [
    'a pod that has a node',
    pod({ spec: { nodeName: 'node-2' } }),
    to('node-2'),
    'pods/binding "web": pod web is already assigned to node "node-2"',
  ],
  [
    'a pod that waits for somebody',
    pod({ spec: { schedulingGates: [{ name: 'a/b' }] } }),
    to('node-1'),
    'pods/binding "web": pod web has non-empty .spec.schedulingGates',
  ],
])('no node for %s', (_, object, binding, detail) => {
  expect(refusalOf(() => boundPod(stored(object), binding, target, NOW))).toBe(
    `409 Operation cannot be fulfilled on ${detail}`,
  );
});

test.each<[string, Binding, string]>([
  ['nothing', { metadata: { name: 'web' } }, '400 target.name: Required value'],
  [
    'something else than a node',
    { metadata: { name: 'web' }, target: { kind: 'Pod', name: 'a' } },
    '400 target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>"',
  ],
  [
    'what cannot be a name',
    { metadata: { name: 'web' }, target: { name: 'A' } },
    '400 target.name: Invalid value: "A": ',
  ],
  ['another pod', { metadata: { name: 'other' }, target: { name: 'a' } }, '400 name in URL does not match'],
])('a binding to %s is refused', (_, binding, refusal) => {
  expect(refusalOf(() => assertBinding(binding, target))).toContain(refusal);
});
