import { buildNode, buildPod, buildPodInfo } from '../testing/build';
import { createPodInfo } from './pod-info';
import { SchedulerCache } from './scheduler-cache';

const requests = { cpu: '500m' };
const usedOf = (cache: SchedulerCache, name: string) => cache.node(name)?.requested.milliCpu;

test('an assumed pod is counted once, also after it is confirmed, and not at all when it is gone', () => {
  const cache = new SchedulerCache();
  cache.setNode(buildNode('a'));
  const pod = buildPod('p', { requests });
  const info = createPodInfo(pod);
  cache.assume(info, 'a');
  expect([usedOf(cache, 'a'), cache.isAssumed(info.uid)]).toEqual([500, true]);
  const bound = { ...pod, spec: { ...pod.spec, nodeName: 'a' } };
  cache.setPod(bound);
  cache.setPod(bound);
  expect([usedOf(cache, 'a'), cache.isAssumed(info.uid)]).toEqual([500, false]);
  // A binding that seemed to fail does not undo what the apiserver confirmed.
  cache.forget(info.uid);
  expect(usedOf(cache, 'a')).toBe(500);
  cache.remove(info.uid);
  cache.remove(info.uid);
  expect(usedOf(cache, 'a')).toBe(0);
  expect([...cache.groups.all()]).toEqual([]);
});

test('a failed binding frees the place', () => {
  const cache = new SchedulerCache();
  cache.setNode(buildNode('a'));
  const info = buildPodInfo('p', { requests });
  cache.assume(info, 'a');
  cache.forget(info.uid);
  expect(usedOf(cache, 'a')).toBe(0);
});

test('a pod may be seen before its node, and outlive it', () => {
  const cache = new SchedulerCache();
  const pod = buildPod('p', { requests, node: 'a' });
  cache.setPod(pod);
  expect(cache.nodes).toEqual([]);
  cache.setNode(buildNode('a'));
  expect(cache.nodes.map(({ name }) => name)).toEqual(['a']);
  expect(usedOf(cache, 'a')).toBe(500);
  cache.deleteNode('a');
  expect(cache.nodes).toEqual([]);
  cache.setNode(buildNode('a'));
  expect(usedOf(cache, 'a')).toBe(500);
  cache.deleteNode('a');
  cache.remove(pod.metadata!.uid!);
  expect(cache.node('a')).toBeUndefined();
});

test('nodes are offered zone by zone in turn', () => {
  const cache = new SchedulerCache();
  for (const [name, zone] of [
    ['a1', 'a'],
    ['a2', 'a'],
    ['a3', 'a'],
    ['b1', 'b'],
  ] as const)
    cache.setNode(buildNode(name, { labels: { 'topology.kubernetes.io/zone': zone } }));
  expect(cache.nodes.map(({ name }) => name)).toEqual(['a1', 'b1', 'a2', 'a3']);
});

test('a lifted pod is not there until it is put back', () => {
  const cache = new SchedulerCache();
  cache.setNode(buildNode('a'));
  const pod = buildPod('p', { requests, node: 'a' });
  cache.setPod(pod);
  const restore = cache.lift(pod.metadata!.uid!);
  expect(usedOf(cache, 'a')).toBe(0);
  restore();
  expect(usedOf(cache, 'a')).toBe(500);
});
