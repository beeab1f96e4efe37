import { StatusError } from '@kubets/apimachinery';
import type { Binding, Pod } from '@kubets/proto-gen/core/v1';
import { pods } from '../resources/pods/pods';
import { boundPod, decodeBinding } from './binding';

const NOW = new Date('2026-01-02T03:04:05.678Z');
const target = { definition: pods, name: 'web' };
const pod = (changes: Partial<Pod> = {}): Pod => ({
  spec: { containers: [] },
  ...changes,
  metadata: { name: 'web', uid: 'u1', resourceVersion: '7', ...changes.metadata },
});
const to = (node: string, metadata: Binding['metadata'] = {}): Binding => ({
  metadata,
  target: { kind: 'Node', name: node },
});

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
  expect(boundPod(waiting, to('node-1', { annotations: { changed: 'c' } }), target, NOW)).toMatchObject({
    metadata: { name: 'web', annotations: { kept: 'a', changed: 'c' } },
    spec: { containers: [], nodeName: 'node-1' },
    status: {
      conditions: [
        { type: 'Ready', status: 'False' },
        { type: 'PodScheduled', status: 'True', lastTransitionTime: '2026-01-02T03:04:05Z' },
      ],
    },
  });
});

test.each<[string, Pod, Binding]>([
  ['its uid', pod(), to('node-1', { uid: 'u1' })],
  ['its version', pod(), to('node-1', { resourceVersion: '7' })],
  ['no annotations', pod(), to('node-1')],
])('a binding may name %s', (_, object, binding) => {
  expect(boundPod(object, binding, target, NOW).spec?.nodeName).toBe('node-1');
});

test.each<[string, Pod, Binding, string]>([
  [
    'another pod of the name',
    pod(),
    to('node-1', { uid: 'u2' }),
    'Precondition failed: UID in precondition: u2, UID in object meta: u1',
  ],
  [
    'an older state',
    pod(),
    to('node-1', { resourceVersion: '6' }),
    'Precondition failed: ResourceVersion in precondition: 6, ResourceVersion in object meta: 7',
  ],
  [
    'a pod that is being deleted',
    pod({ metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }),
    to('node-1'),
    'pod web is being deleted, cannot be assigned to a host',
  ],
  [
    'a pod that has a node',
    pod({ spec: { nodeName: 'node-2' } }),
    to('node-2'),
    'pod web is already assigned to node "node-2"',
  ],
  [
    'a pod that waits for somebody',
    pod({ spec: { schedulingGates: [{ name: 'a/b' }] } }),
    to('node-1'),
    'pod web has non-empty .spec.schedulingGates',
  ],
])('no node for %s', (_, object, binding, detail) => {
  expect(refusalOf(() => boundPod(object, binding, target, NOW))).toBe(
    `409 Operation cannot be fulfilled on pods "web": ${detail}`,
  );
});

test.each<[string, object, string]>([
  ['nothing', {}, '422 Binding "web" is invalid: target.name: Required value'],
  [
    'something else than a node',
    { target: { kind: 'Pod', name: 'a' } },
    '422 Binding "web" is invalid: target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>"',
  ],
  [
    'another pod',
    { metadata: { name: 'other' }, target: { name: 'a' } },
    '400 the name of the object (other) does not match the name on the URL (web)',
  ],
])('a binding to %s is refused', (_, value, refusal) => {
  expect(refusalOf(() => decodeBinding({ name: 'web', namespace: 'default', body: { value } }))).toBe(refusal);
});
