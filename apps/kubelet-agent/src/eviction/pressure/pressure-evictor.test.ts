import { setTimeout as sleep } from 'node:timers/promises';
import { createFakeClock, createTestLogger, type FakeClock } from '@kubets/component/testing';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { RuntimePod } from '../../runtimes/runtime';
import type { PodPaths } from '../../system/pod-paths';
import { createPressureEvictor, type PressureEvictor } from './pressure-evictor';
import type { Observations, Signal } from './signals';
import { parseThresholds } from './thresholds';

const Mi = 1024 * 1024;
const end = new AbortController();
let clock: FakeClock;
let available: Partial<Record<Signal, number>>;
let used: Record<string, number>;
let stopping: Set<string>;
let imagesFree: number;
let told: string[];
let evictor: PressureEvictor;

const pod = (name: string, priority = 0): Pod => ({
  metadata: { name, uid: name, namespace: 'default' },
  spec: { priority, containers: [{ name: 'c' }] },
});

beforeEach(() => {
  clock = createFakeClock();
  available = { 'memory.available': 500 * Mi, 'nodefs.available': 900 * Mi };
  used = { web: 5 * Mi, batch: 90 * Mi };
  stopping = new Set();
  imagesFree = 0;
  told = [];
  evictor = createPressureEvictor({
    thresholds: parseThresholds({
      hard: ['memory.available<100Mi', 'nodefs.available<100Mi'],
      soft: ['memory.available<200Mi'],
      softGracePeriod: ['memory.available=20s'],
      minimumReclaim: [],
    }),
    transitionMs: 60_000,
    maxPodGraceSeconds: 7,
    observe: async (): Promise<Observations> =>
      new Map(
        Object.entries(available).map(([signal, amount]) => [
          signal as Signal,
          { available: amount, capacity: 1000 * Mi },
        ]),
      ),
    pods: () => Object.keys(used).map((name) => pod(name)),
    isStopping: (uid) => stopping.has(uid),
    evict(uid, { message, graceSeconds, isDisruption }) {
      told.push(`evict ${uid} ${graceSeconds} ${isDisruption}: ${message}`);
      delete used[uid];
    },
    async removeUnusedImages() {
      told.push('images');
      available['nodefs.available']! += imagesFree;
      return imagesFree;
    },
    warn: (reason, message) => void told.push(`${reason}: ${message}`),
    onChange: () => void told.push(`conditions ${[...evictor.pressures()].join(' ')}`),
    runtime: {
      usage: async () =>
        Object.entries(used).map(([name, workingSetBytes]) => ({ id: name, memory: { timeMs: 0, workingSetBytes } })),
      pod: async ({ uid }) => ({ containers: [{ id: uid, name: 'c' }] }) as RuntimePod,
    },
    paths: { volume: () => '/none', logs: () => '/none' } as unknown as PodPaths,
    clock,
    logger: createTestLogger(),
  });
  void evictor.run(end.signal);
});
afterAll(() => end.abort());

test('nothing is done while there is enough', async () => {
  await clock.advance(60_000);
  expect(told).toEqual([]);
});

test('short of memory, the largest goes at once, one at a time', async () => {
  available['memory.available'] = 50 * Mi;
  await clock.advance(10_000);
  const why = 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. ';
  const batch = `evict batch 0 true: ${why}Container c was using 90Mi, request is 0, has larger consumption of memory. `;
  expect(told).toEqual(['conditions MemoryPressure', 'EvictionThresholdMet: Attempting to reclaim memory', batch]);
  available['memory.available'] = 400 * Mi;
  await clock.advance(50_000);
  expect([...evictor.pressures()]).toEqual(['MemoryPressure']);
  await clock.advance(20_000);
  expect([...evictor.pressures()]).toEqual([]);
  expect(Object.keys(used)).toEqual(['web']);
});

test('the next goes when the last one has stopped', async () => {
  available['memory.available'] = 50 * Mi;
  stopping.add('batch');
  await clock.advance(10_000);
  await clock.advance(10_000);
  expect(Object.keys(used)).toEqual(['web']);
  stopping.clear();
  await clock.advance(11_000);
  expect(Object.keys(used)).toEqual([]);
});

test('a soft threshold waits, and leaves time to end', async () => {
  available['memory.available'] = 150 * Mi;
  await clock.advance(10_000);
  expect(told).toEqual(['conditions MemoryPressure']);
  await clock.advance(20_000);
  expect(told.at(-1)).toMatch(/^evict batch 7 true: .*Threshold quantity: 200Mi, available: 150Mi/);
});

test('short of disk, images go first, and pods if that was not enough', async () => {
  imagesFree = 500 * Mi;
  available['nodefs.available'] = 10 * Mi;
  await clock.advance(10_000);
  expect(told).toEqual([
    'conditions DiskPressure',
    'EvictionThresholdMet: Attempting to reclaim ephemeral-storage',
    'images',
  ]);
  available['nodefs.available'] = 10 * Mi;
  imagesFree = 0;
  await clock.advance(10_000);
  // What is on disk is measured by a process.
  while (!told.at(-1)?.startsWith('evict')) await sleep(10);
  expect(told.at(-1)).toMatch(/^evict (web|batch) 0 true: The node was low on resource: ephemeral-storage/);
});
