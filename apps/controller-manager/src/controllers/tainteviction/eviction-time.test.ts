import type { Toleration } from '@kubets/proto-gen/core/v1';
import { pod } from '../../testing/objects';
import { evictionOf } from './eviction-time';

const unreachable = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute', timeAdded: '2026-01-01T00:10:00Z' };
const own = { key: 'maintenance', effect: 'NoExecute', timeAdded: '2026-01-01T00:00:00Z' };
const forSeconds = (tolerationSeconds: number | undefined, key = unreachable.key): Toleration => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds,
});
const withTolerations = (...tolerations: Toleration[]) => pod('p', { spec: { tolerations, containers: [] } });

test.each([
  { name: 'no taints', taints: [], tolerations: [], expected: { when: 'never' } },
  { name: 'a taint that it does not tolerate', taints: [unreachable], tolerations: [], expected: { when: 'now' } },
  {
    name: 'one of two that it does not tolerate',
    taints: [unreachable, own],
    tolerations: [forSeconds(300)],
    expected: { when: 'now' },
  },
  {
    name: 'tolerated for good',
    taints: [unreachable],
    tolerations: [forSeconds(undefined)],
    expected: { when: 'never' },
  },
  {
    name: 'tolerated for five minutes',
    taints: [unreachable],
    tolerations: [forSeconds(300)],
    expected: { when: 'at', atMs: Date.parse('2026-01-01T00:15:00Z') },
  },
  {
    name: 'the shortest of several times',
    taints: [unreachable, own],
    tolerations: [forSeconds(300), forSeconds(60, 'maintenance')],
    expected: { when: 'at', atMs: Date.parse('2026-01-01T00:11:00Z') },
  },
  { name: 'not at all', taints: [unreachable], tolerations: [forSeconds(0)], expected: { when: 'now' } },
  { name: 'a negative time', taints: [unreachable], tolerations: [forSeconds(-1)], expected: { when: 'now' } },
])('$name', ({ taints, tolerations, expected }) =>
  expect(evictionOf(withTolerations(...tolerations), taints)).toEqual(expected),
);

test('the time of a pod that came later runs from then', () => {
  const late = withTolerations(forSeconds(60));
  late.status = { conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: '2026-01-01T01:00:00Z' }] };
  expect(evictionOf(late, [unreachable])).toEqual({ when: 'at', atMs: Date.parse('2026-01-01T01:01:00Z') });
});
