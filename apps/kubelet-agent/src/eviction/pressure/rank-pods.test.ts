import type { Pod } from '@kubets/proto-gen/core/v1';
import { evictionMessage } from './eviction-message';
import { rankPods, type PodUse } from './rank-pods';
import type { Starved } from './signals';
import { parseThresholds } from './thresholds';

const Mi = 1024 * 1024;

interface Given {
  priority?: number;
  requests?: Record<string, string>;
  use?: number;
  startTime?: string;
}

const pod = (name: string, { priority, requests, startTime }: Given): Pod => ({
  metadata: { name, uid: name },
  spec: { priority, containers: [{ name: 'c', resources: { requests } }] },
  status: { startTime },
});

test.each<[string, Starved, Record<string, Given>, string]>([
  [
    'those that exceed what they asked for first, whatever their priority',
    'memory',
    { modest: { priority: 0, requests: { memory: '10Mi' }, use: 9 * Mi }, greedy: { priority: 9, use: 1 * Mi } },
    'greedy modest',
  ],
  [
    'of these the least priority',
    'memory',
    { high: { priority: 9, use: 90 * Mi }, low: { priority: 1, use: 1 * Mi } },
    'low high',
  ],
  [
    'of these the largest excess',
    'memory',
    { much: { requests: { memory: '80Mi' }, use: 90 * Mi }, more: { requests: { memory: '1Mi' }, use: 20 * Mi } },
    'more much',
  ],
  [
    'disk by what is asked of disk',
    'ephemeral-storage',
    { asked: { requests: { 'ephemeral-storage': '1Gi' }, use: 9 * Mi }, not: { requests: { memory: '1Gi' }, use: Mi } },
    'not asked',
  ],
  ['inodes by their number', 'inodes', { few: { use: 5 }, many: { use: 500 } }, 'many few'],
  [
    'processes by priority, then who came last',
    'pids',
    {
      old: { startTime: '2026-01-01T00:00:00Z' },
      young: { startTime: '2026-01-02T00:00:00Z' },
      high: { priority: 9, startTime: '2026-01-03T00:00:00Z' },
    },
    'young old high',
  ],
  ['never what the system is made of', 'memory', { dns: { priority: 2_000_000_000, use: 900 * Mi }, web: {} }, 'web'],
])('%s', (_, starved, given, expected) => {
  const uses = new Map<string, PodUse>(
    Object.entries(given).flatMap(([name, { use }]) =>
      use === undefined ? [] : [[name, { containers: new Map([['c', use]]), volumes: 0 }]],
    ),
  );
  const pods = Object.entries(given).map(([name, one]) => pod(name, one));
  expect(
    rankPods(pods, starved, ({ metadata }) => uses.get(metadata?.name ?? ''))
      .map(({ metadata }) => metadata?.name)
      .join(' '),
  ).toBe(expected);
});

test('volumes count', () => {
  const use = new Map<string, PodUse>([
    ['a', { containers: new Map([['c', 5]]), volumes: 0 }],
    ['b', { containers: new Map(), volumes: 9 }],
  ]);
  const ranked = rankPods([pod('a', {}), pod('b', {})], 'ephemeral-storage', ({ metadata }) =>
    use.get(metadata?.name ?? ''),
  );
  expect(ranked.map(({ metadata }) => metadata?.name)).toEqual(['b', 'a']);
});

test.each<[string, string, number, Given, string]>([
  [
    'memory',
    'memory.available<100Mi',
    50 * Mi + 5,
    { use: 30 * Mi },
    'The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. Container c was using 30Mi, request is 0, has larger consumption of memory. ',
  ],
  [
    'one that keeps to what it asked for',
    'memory.available<100Mi',
    1024,
    { use: Mi, requests: { memory: '2Mi' } },
    'The node was low on resource: memory. Threshold quantity: 100Mi, available: 1Ki. ',
  ],
  [
    'a share of the disk',
    'nodefs.available<10%',
    4 * Mi,
    {},
    'The node was low on resource: ephemeral-storage. Threshold quantity: 100Mi, available: 4Mi. ',
  ],
  [
    'inodes',
    'nodefs.inodesFree<5%',
    7,
    { use: 900 },
    'The node was low on resource: inodes. Threshold quantity: 52428800, available: 7. ',
  ],
])('why: %s', (_, hard, available, given, expected) => {
  const [threshold] = parseThresholds({ hard: [hard], soft: [], softGracePeriod: [], minimumReclaim: [] });
  const use = given.use === undefined ? undefined : { containers: new Map([['c', given.use]]), volumes: 0 };
  const crossed = { threshold: threshold!, observation: { available, capacity: 1000 * Mi } };
  expect(evictionMessage(pod('web', given), crossed, use)).toBe(expected);
});
