import { createNodePressure } from './node-pressure';
import { observe, type Observations, type Signal } from './signals';
import { parseThresholds } from './thresholds';

const MINUTE = 60_000;
const thresholds = (hard: string[], soft: string[] = [], minimumReclaim: string[] = []) =>
  parseThresholds({ hard, soft, softGracePeriod: ['memory.available=1m'], minimumReclaim });
const seen = (amounts: Partial<Record<Signal, number>>): Observations =>
  new Map(Object.entries(amounts).map(([signal, available]) => [signal as Signal, { available, capacity: 1000 }]));

/** What each reading a minute after the last says: conditions, and signals that something is to be done about. */
function history(pressure: ReturnType<typeof createNodePressure>, readings: Partial<Record<Signal, number>>[]) {
  return readings.map((reading, minute) => {
    const { pressures, due } = pressure.read(seen(reading), minute * MINUTE);
    return [[...pressures].join(' '), due.map(({ threshold }) => threshold.signal).join(' ')];
  });
}

test('a hard threshold is acted on at once, and told of for a while after', () => {
  const pressure = createNodePressure(thresholds(['memory.available<100']), 2 * MINUTE);
  expect(
    history(
      pressure,
      [100, 99, 100, 100, 100].map((amount) => ({ 'memory.available': amount })),
    ),
  ).toEqual([
    ['', ''],
    ['MemoryPressure', 'memory.available'],
    ['MemoryPressure', ''],
    ['', ''],
    ['', ''],
  ]);
});

test('a soft one is told of at once, and acted on when it lasts', () => {
  const pressure = createNodePressure(thresholds([], ['memory.available<100']), 0);
  expect(
    history(
      pressure,
      [50, 50, 200, 50, 50].map((amount) => ({ 'memory.available': amount })),
    ),
  ).toEqual([
    ['MemoryPressure', ''],
    ['MemoryPressure', 'memory.available'],
    ['', ''],
    ['MemoryPressure', ''],
    ['MemoryPressure', 'memory.available'],
  ]);
});

test('what is to be reclaimed beside has to be there before it is over', () => {
  const pressure = createNodePressure(thresholds(['nodefs.available<10%'], [], ['nodefs.available=50']), 0);
  expect(
    history(
      pressure,
      [120, 99, 140, 150, 120].map((amount) => ({ 'nodefs.available': amount })),
    ),
  ).toEqual([
    ['', ''],
    ['DiskPressure', 'nodefs.available'],
    ['DiskPressure', 'nodefs.available'],
    ['', ''],
    ['', ''],
  ]);
});

test('memory comes first, and what cannot be seen is not short', () => {
  const pressure = createNodePressure(
    thresholds(['imagefs.available<10', 'pid.available<10', 'memory.available<10', 'nodefs.available<10']),
    0,
  );
  expect(history(pressure, [{ 'imagefs.available': 1, 'memory.available': 1, 'pid.available': 1 }])).toEqual([
    ['DiskPressure PIDPressure MemoryPressure', 'memory.available imagefs.available pid.available'],
  ]);
});

test('the signals of a machine', () => {
  const machine = {
    memoryAvailableBytes: 5,
    diskAvailableBytes: 6,
    diskBytes: 60,
    inodesFree: 0,
    inodes: 0,
    processes: 10,
    processesMax: Infinity,
  };
  expect([...observe(machine, 50, undefined).keys()]).toEqual([
    'memory.available',
    'nodefs.available',
    'imagefs.available',
  ]);
  const images = { availableBytes: 7, capacityBytes: 70, inodesFree: 8, inodes: 80 };
  expect(Object.fromEntries(observe({ ...machine, processesMax: 100 }, 50, images))).toEqual({
    'memory.available': { available: 5, capacity: 50 },
    'nodefs.available': { available: 6, capacity: 60 },
    'imagefs.available': { available: 7, capacity: 70 },
    'imagefs.inodesFree': { available: 8, capacity: 80 },
    'pid.available': { available: 90, capacity: 100 },
  });
});
