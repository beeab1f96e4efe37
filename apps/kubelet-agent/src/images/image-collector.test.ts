import { createFakeClock, createTestLogger, type FakeClock } from '@kubets/component/testing';
import type { RuntimeContainer, RuntimeImage, RuntimePod } from '../runtimes/runtime';
import { createImageCollector, type ImageCollector } from './image-collector';
import { bytesToFree, lookedAt, removableImages, type ImageRecord } from './image-records';

const image = (id: string, more: Partial<RuntimeImage> = {}): RuntimeImage => ({
  id,
  names: [`docker.io/${id}`],
  sizeBytes: 10,
  pinned: false,
  ...more,
});
const using = (imageRef: string): RuntimeContainer => ({ image: '', imageRef, state: 'exited' }) as RuntimeContainer;

test('a look finds new images, who uses them, and which are gone', () => {
  const first = lookedAt(new Map(), { images: [image('a'), image('b')], containers: [using('docker.io/a')], nowMs: 1 });
  const second = lookedAt(first, { images: [image('a'), image('c')], containers: [using('c')], nowMs: 5 });
  const rest = { sizeBytes: 10, pinned: false };
  expect([...second.values()]).toEqual([
    { id: 'a', ...rest, firstSeenMs: 1, lastUsedMs: 1, inUse: false },
    { id: 'c', ...rest, firstSeenMs: 5, lastUsedMs: 5, inUse: true },
  ]);
});

const record = (id: string, more: Partial<ImageRecord> = {}): ImageRecord => ({
  id,
  sizeBytes: 10,
  pinned: false,
  firstSeenMs: 0,
  inUse: false,
  ...more,
});
test('never used first, then by last use and age; never used ones, pinned ones and new ones', () => {
  const records = [
    record('late', { lastUsedMs: 50 }),
    record('used', { inUse: true, lastUsedMs: 100 }),
    record('pinned', { pinned: true }),
    record('early', { lastUsedMs: 20 }),
    record('new', { firstSeenMs: 91 }),
    record('younger', { firstSeenMs: 2 }),
    record('older', { firstSeenMs: 1 }),
  ];
  const order = removableImages(records, { nowMs: 100, minAgeMs: 10 }).map(({ id }) => id);
  expect(order).toEqual(['older', 'younger', 'early', 'late']);
});

test.each<[available: number, bytes: number]>([
  [100, 0],
  [16, 0],
  [15, 5],
  [0, 20],
])('with %s of 100 bytes available %s have to go', (availableBytes, expected) => {
  const policy = { highPercent: 85, lowPercent: 80 };
  expect(bytesToFree({ capacityBytes: 100, availableBytes }, policy)).toBe(expected);
});

describe('the collector', () => {
  let clock: FakeClock;
  let images: RuntimeImage[];
  let pods: RuntimePod[];
  let disk: { capacityBytes: number; availableBytes: number };
  let told: string[];
  let problem: string | undefined;
  let collector: ImageCollector;
  beforeEach(() => {
    clock = createFakeClock();
    images = [image('a'), image('b'), image('c')];
    pods = [{ containers: [using('b')] } as RuntimePod];
    disk = { capacityBytes: 100, availableBytes: 50 };
    [told, problem] = [[], undefined];
    collector = createImageCollector({
      runtime: {
        listImages: async () => images,
        listPods: async () => pods,
        async removeImage(id) {
          if (problem) throw new Error(problem);
          images = images.filter((one) => one.id !== id);
          disk.availableBytes += 10;
        },
      },
      policy: { highPercent: 85, lowPercent: 80, minAgeMs: 120_000 },
      measure: async () => disk,
      warn: (reason, message) => void told.push(`${reason}: ${message}`),
      clock,
      logger: createTestLogger(),
    });
  });
  const left = () => images.map(({ id }) => id);

  test('leaves images alone while there is room, and removes as many as it needs when there is not', async () => {
    await collector.collect();
    await clock.advance(120_000);
    await collector.collect();
    expect(left()).toEqual(['a', 'b', 'c']);
    disk.availableBytes = 12;
    await collector.collect();
    expect(left()).toEqual(['b', 'c']);
  });

  test('tells when it was not enough, and of what cannot be removed', async () => {
    disk.availableBytes = 0;
    await expect(collector.collect()).rejects.toThrow('Insufficient free disk space');
    expect([left().length, told[0]]).toEqual([3, expect.stringContaining('(100% of 100 B used)')]);
    await clock.advance(120_000);
    problem = 'it is mounted';
    await expect(collector.collect()).rejects.toThrow('wanted to free 20 bytes, but freed 0 bytes space with errors');
  });

  test('removes all that nobody uses, when it is asked to', async () => {
    await collector.collect();
    await clock.advance(120_000);
    await collector.removeUnused();
    expect(left()).toEqual(['b']);
  });

  test('tells of what fails again and again', async () => {
    const stop = new AbortController();
    const running = collector.run(stop.signal);
    disk.capacityBytes = 0;
    await clock.advance(500_000);
    expect(told.filter((text) => text.startsWith('ImageGCFailed'))).toHaveLength(1);
    stop.abort();
    await running;
  });
});
