import { buildCluster, buildNode, buildPodInfo, noStorage } from '../../testing/build';
import { verdicts } from '../../testing/verdicts';
import { volumeZone } from './volume-zone';

const ZONE = 'topology.kubernetes.io/zone';
const nodes = [
  buildNode('one', { labels: { [ZONE]: '1' } }),
  buildNode('two', { labels: { [ZONE]: '2' } }),
  buildNode('nowhere'),
];
const NO = 'node(s) had no available volume zone (final)';

test.each<[string, Record<string, string>, Record<string, string>]>([
  ['in one zone', { [ZONE]: '1' }, { one: 'ok', two: NO, nowhere: 'ok' }],
  ['in two', { [ZONE]: '1__2' }, { one: 'ok', two: 'ok', nowhere: 'ok' }],
  [
    'in a zone by its old label',
    { 'failure-domain.beta.kubernetes.io/zone': '2' },
    { one: NO, two: 'ok', nowhere: 'ok' },
  ],
  ['in a region that no node tells of', { 'topology.kubernetes.io/region': 'r' }, { one: NO, two: NO, nowhere: 'ok' }],
  ['without labels', {}, { one: 'ok', two: 'ok', nowhere: 'ok' }],
])('a volume %s', (_, labels, expected) => {
  const storage = {
    ...noStorage,
    claim: () => ({
      metadata: { annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
      spec: { volumeName: 'v' },
    }),
    volume: () => ({ metadata: { labels } }),
  };
  const pod = buildPodInfo('p', { spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }] } });
  expect(verdicts(volumeZone, pod, buildCluster(nodes, [], { storage }))).toEqual(expected);
});
