import { buildCluster, buildNode, buildPod, buildPodInfo, noStorage } from '../../testing/build';
import { verdicts } from '../../testing/verdicts';
import { createPodInfo } from '../../cache/pod-info';
import { volumeRestrictions } from './volume-restrictions';

const storage = {
  ...noStorage,
  claim: (_: string, name: string) => ({
    spec: { accessModes: [name === 'alone' ? 'ReadWriteOncePod' : 'ReadWriteOnce'] },
  }),
};
const using = (claimName: string) => ({ volumes: [{ name: 'v', persistentVolumeClaim: { claimName } }] });
const IN_USE =
  'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod';

test.each<[string, string, string, string | undefined]>([
  ['a claim for one pod that another has', 'alone', 'default', IN_USE],
  ['a claim for one pod that nobody has', 'alone', 'elsewhere', undefined],
  ['a claim for one node', 'shared', 'default', undefined],
])('%s', (_, claimName, namespace, expected) => {
  const other = buildPod('other', { namespace, node: 'a', spec: { ...using(claimName), nodeName: 'a' } });
  const cluster = buildCluster([buildNode('a'), buildNode('b')], [other], { storage });
  const pod = buildPodInfo('p', { spec: using(claimName) });
  expect(verdicts(volumeRestrictions, pod, cluster)).toEqual({ a: expected ?? 'ok', b: expected ?? 'ok' });
});

test('it is free again when its pod is gone', () => {
  const user = createPodInfo(buildPod('other', { spec: { ...using('alone'), nodeName: 'a' } }));
  const pod = buildPodInfo('p', { spec: using('alone') });
  expect(volumeRestrictions.mayUnblock!({ type: 'pod-gone', pod: user }, pod)).toBe(true);
  expect(volumeRestrictions.mayUnblock!({ type: 'pod-gone', pod: buildPodInfo('q') }, pod)).toBe(false);
});
