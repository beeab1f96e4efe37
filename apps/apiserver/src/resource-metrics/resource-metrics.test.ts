import { parseSamples } from './parse-samples';
import { createUsageHistory } from './usage-history';

const TEXT = [
  '# HELP container_cpu_usage_seconds_total x',
  'container_cpu_usage_seconds_total{container="a",namespace="d",pod="p"} 10 1000000',
  'container_cpu_usage_seconds_total{container="b\\"\\\\",namespace="d",pod="p"} 1e1 1000000',
  'container_cpu_usage_seconds_total{container="half",namespace="d",pod="q"} 10 1000000',
  'container_memory_working_set_bytes{container="a",namespace="d",pod="p"} 2048 1000000',
  'container_memory_working_set_bytes{container="b\\"\\\\",namespace="d",pod="p"} 4096 1000000',
  'container_memory_working_set_bytes{namespace="d"} 4096 1000000',
  'container_start_time_seconds{container="a",namespace="d",pod="p"} 900',
  'node_cpu_usage_seconds_total 100 1000000',
  'node_memory_working_set_bytes 8192 1000000',
  'node_memory_working_set_bytes nonsense',
  'pod_cpu_usage_seconds_total{namespace="d",pod="p"} 20 1000000',
  '{}',
  '',
].join('\n');

test('what a kubelet says, of what has all figures', () => {
  const { node, pods } = parseSamples(TEXT);
  expect(node).toEqual({ timeMs: 1_000_000, cpuSeconds: 100, memoryBytes: 8192 });
  expect([...pods.keys()]).toEqual(['d/p']);
  expect([...pods.get('d/p')!]).toEqual([
    ['a', { timeMs: 1_000_000, cpuSeconds: 10, memoryBytes: 2048, startedAtMs: 900_000 }],
    ['b"\\', { timeMs: 1_000_000, cpuSeconds: 10, memoryBytes: 4096 }],
  ]);
});

test('nothing of what is none', () => expect(parseSamples('\u0000{{{\n}"}"').pods.size).toBe(0));

const at = (timeMs: number, cpuSeconds: number, startedAtMs?: number) => ({
  timeMs,
  cpuSeconds,
  memoryBytes: 7,
  ...(startedAtMs === undefined ? {} : { startedAtMs }),
});

test.each<[string, ReturnType<typeof at>[], number | undefined]>([
  ['one measurement', [at(1_000_000, 10)], undefined],
  ['two', [at(1_000_000, 10), at(1_015_000, 13)], 0.2],
  ['the last two', [at(1_000_000, 0), at(1_015_000, 10), at(1_030_000, 13)], 0.2],
  ['the same one twice', [at(1_000_000, 10), at(1_015_000, 13), at(1_015_000, 13)], 0.2],
  ['a container that was started again', [at(1_000_000, 10, 0), at(1_015_000, 3, 1_005_000)], 0.3],
  ['one that has just been started', [at(1_000_000, 5, 990_000)], 0.5],
  ['one that was started long ago', [at(1_000_000, 5, 100_000)], undefined],
  ['a machine that was started again', [at(1_000_000, 10), at(1_015_000, 3)], undefined],
  ['a clock that was set back', [at(1_000_000, 10), at(900_000, 13)], undefined],
])('use per second after %s', (_, samples, cores) => {
  const history = createUsageHistory();
  for (const sample of samples) history.add('n', { node: sample, pods: new Map([['d/p', new Map([['a', sample]])]]) });
  const now = samples.at(-1)!.timeMs + 1;
  expect(history.ofNode('n', now)?.cpuCores).toEqual(cores === undefined ? undefined : expect.closeTo(cores));
  expect(history.ofPod('d', 'p', now)?.get('a')?.cpuCores).toEqual(
    cores === undefined ? undefined : expect.closeTo(cores),
  );
});

test('what is old, and nodes that are gone, say nothing', () => {
  const history = createUsageHistory();
  for (const sample of [at(1_000_000, 0), at(1_015_000, 1)]) history.add('n', { node: sample, pods: new Map() });
  expect(history.ofNode('n', 1_015_000 + 120_001)).toBeUndefined();
  expect(history.ofNode('n', 1_016_000)).toBeDefined();
  history.keepOnly(new Set(['other']));
  expect(history.ofNode('n', 1_016_000)).toBeUndefined();
});
