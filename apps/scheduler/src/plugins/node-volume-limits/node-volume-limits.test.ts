import { buildCluster, buildNode, buildPod, buildPodInfo, noStorage } from '../../testing/build';
import { verdicts } from '../../testing/verdicts';
import { nodeVolumeLimits } from './node-volume-limits';

const using = (...names: string[]) => ({
  volumes: names.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } })),
});
const BOUND: Record<string, string> = { 'pv.kubernetes.io/bind-completed': 'yes' };
/** A claim is bound to the volume of its name, unless it is `new`. */
const storage = (preventPodSchedulingIfMissing = false) => ({
  ...noStorage,
  claim: (namespace: string, name: string) => ({
    metadata: { namespace, name, annotations: name === 'new' ? {} : BOUND },
    spec: name === 'new' ? { storageClassName: 'fast' } : { volumeName: name },
  }),
  volume: (name: string) => ({ spec: { csi: { driver: 'd', volumeHandle: name } } }),
  storageClass: () => ({ provisioner: 'd' }),
  csiNode: (name: string) =>
    name === 'none' ? undefined : { spec: { drivers: [{ name: 'd', nodeID: 'n', allocatable: { count: 2 } }] } },
  csiDriver: () => ({ spec: { preventPodSchedulingIfMissing } }),
});
const FULL = 'node(s) exceed max volume count';

test.each<[string, string[], Record<string, string>]>([
  ['the third volume', ['c'], { full: FULL, free: 'ok', none: 'ok' }],
  ['one that is there already', ['a'], { full: 'ok', free: 'ok', none: 'ok' }],
  ['one that is yet to be made', ['new'], { full: FULL, free: 'ok', none: 'ok' }],
  ['three at once', ['c', 'd', 'e'], { full: FULL, free: FULL, none: 'ok' }],
])('%s', (_, names, expected) => {
  const other = buildPod('other', { spec: { ...using('a', 'b'), nodeName: 'full' } });
  const cluster = buildCluster([buildNode('full'), buildNode('free'), buildNode('none')], [other], {
    storage: storage(),
  });
  expect(verdicts(nodeVolumeLimits, buildPodInfo('p', { spec: using(...names) }), cluster)).toEqual(expected);
});

test('a driver may keep its pods from nodes without it', () => {
  const cluster = buildCluster([buildNode('free'), buildNode('none')], [], { storage: storage(true) });
  expect(verdicts(nodeVolumeLimits, buildPodInfo('p', { spec: using('a') }), cluster)).toEqual({
    free: 'ok',
    none: 'd CSI driver is not installed on the node (final)',
  });
});
