import { PerformanceObserver } from 'node:perf_hooks';
import { Registry } from 'prom-client';
import { collectProcessMetrics } from './process-metrics';
import { eventually } from './testing';

const observers: PerformanceObserver[] = [];
const { observe } = PerformanceObserver.prototype;
beforeAll(() => {
  jest.spyOn(PerformanceObserver.prototype, 'observe').mockImplementation(function (
    this: PerformanceObserver,
    options,
  ) {
    observers.push(this);
    return observe.call(this, options);
  });
});
afterAll(() => {
  for (const observer of observers) observer.disconnect();
  jest.restoreAllMocks();
});

/** Value of a series that has no labels but these. */
async function valueOf(registry: Registry, series: string): Promise<number> {
  const line = (await registry.metrics()).split('\n').find((one) => one.startsWith(`${series} `));
  if (line === undefined) throw new Error(`no ${series}`);
  return Number(line.slice(series.length + 1));
}

function collected(): Registry {
  const registry = new Registry();
  collectProcessMetrics(registry);
  return registry;
}

test.each<[string, number, number]>([
  ['process_cpu_seconds_total', 0.001, 1e6],
  ['process_start_time_seconds', 1.6e9, Date.now() / 1000 + 1],
  ['process_resident_memory_bytes', 1e6, 1e11],
  ['process_virtual_memory_bytes', 1e6, 1e14],
  ['process_open_fds', 3, 1e5],
  ['process_max_fds', 3, 1e9],
  ['nodejs_eventloop_utilization', 0, 1],
  ['nodejs_heap_size_total_bytes', 1e6, 1e11],
  ['nodejs_heap_size_used_bytes', 1e6, 1e11],
  ['nodejs_external_memory_bytes', 1, 1e11],
  [`nodejs_version_info{version="${process.version}"}`, 1, 1],
])('%s is from %d to %d', async (series, least, most) => {
  const value = await valueOf(collected(), series);
  expect(value).toBeGreaterThanOrEqual(least);
  expect(value).toBeLessThanOrEqual(most);
});

test('time of the processor is counted from the start of the process, not once for each that asks', async () => {
  const registry = collected();
  const first = await valueOf(registry, 'process_cpu_seconds_total');
  const second = await valueOf(registry, 'process_cpu_seconds_total');
  expect(second).toBeGreaterThanOrEqual(first);
  expect(second).toBeLessThan(first * 2);
});

test('every collection is counted', async () => {
  const registry = collected();
  await eventually(async () => {
    Array.from({ length: 200_000 }, (_, i) => ({ i }));
    return /nodejs_gc_duration_seconds_count\{kind="\w+"\} [1-9]/.test(await registry.metrics());
  });
});
