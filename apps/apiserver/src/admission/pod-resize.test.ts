import { StatusError, type KubeObject } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { createMemoryObjects } from '../auth/testing/memory-objects';
import { podResizeValidator as plugin } from './pod-resize';
import { attributesOf } from './testing/attributes';

const status = { allocatable: { cpu: '2', memory: '1Gi' } };
const reader = createMemoryObjects({
  nodes: [
    { metadata: { name: 'node-1' }, status } as KubeObject,
    { metadata: { name: 'other', labels: { 'kubernetes.io/os': 'windows' } }, status } as KubeObject,
  ],
});
const pod = (cpu: string, memory: string, nodeName: string | undefined = 'node-1', generation = 2): Pod => ({
  metadata: { namespace: 'shop', name: 'p', generation },
  spec: { nodeName, containers: [{ name: 'c', resources: { requests: { cpu, memory } } }] },
});
const old = pod('1', '1Mi', 'node-1', 1);

const TOO_MUCH = "node didn't have enough allocatable resources:";
test.each<[string, Pod, [text: string, cause?: string] | undefined]>([
  ['all of the node', pod('2', '1Gi'), undefined],
  [
    'more CPU than the node has',
    pod('2001m', '1Gi'),
    [`${TOO_MUCH} cpu, requested: 2001, allocatable: 2000`, 'NodeCapacity'],
  ],
  [
    'more of everything',
    pod('3', '2Gi'),
    [
      `${TOO_MUCH} cpu, requested: 3000, allocatable: 2000; memory, requested: 2147483648, allocatable: 1073741824`,
      'NodeCapacity',
    ],
  ],
  ['a node that is gone', pod('1', '1Mi', 'gone'), ['node "gone" not found']],
  [
    'a node of another system',
    pod('1', '1Mi', 'other'),
    ['pod resize is only supported on linux nodes, node "other" is "windows"', 'UnsupportedPlatform'],
  ],
  ['a pod without a node', pod('9', '9Gi', ''), undefined],
  ['nothing that changes', pod('9', '9Gi', 'node-1', 1), undefined],
])('%s', (_, object, refusal) => {
  const attributes = attributesOf({
    resource: 'pods',
    subresource: 'resize',
    operation: 'UPDATE',
    object,
    oldObject: old,
    reader,
  });
  expect(plugin.handles(attributes)).toBe(true);
  let error: unknown;
  try {
    void plugin.validate(attributes);
  } catch (thrown) {
    error = thrown;
  }
  if (!refusal) return expect(error).toBeUndefined();
  expect(error).toBeInstanceOf(StatusError);
  const { message, details } = (error as StatusError).status;
  expect(message).toBe(`pods "p" is forbidden: ${refusal[0]}`);
  expect(details?.causes?.[0]?.reason).toBe(refusal[1]);
});
