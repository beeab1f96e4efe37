import type { MachineUse } from '../../node/machine';
import type { Pressure } from '../../node/node-conditions';

/** What of the node runs short, as messages and events name it. */
export type Starved = 'memory' | 'ephemeral-storage' | 'inodes' | 'pids';

interface SignalMeaning {
  pressure: Pressure;
  starved: Starved;
}

/** Of the file systems two are told apart: the one of volumes and logs, and the one of images. */
export const SIGNALS = {
  'memory.available': { pressure: 'MemoryPressure', starved: 'memory' },
  'nodefs.available': { pressure: 'DiskPressure', starved: 'ephemeral-storage' },
  'nodefs.inodesFree': { pressure: 'DiskPressure', starved: 'inodes' },
  'imagefs.available': { pressure: 'DiskPressure', starved: 'ephemeral-storage' },
  'imagefs.inodesFree': { pressure: 'DiskPressure', starved: 'inodes' },
  'pid.available': { pressure: 'PIDPressure', starved: 'pids' },
} as const satisfies Record<string, SignalMeaning>;

/** https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/#eviction-signals */
export type Signal = keyof typeof SIGNALS;

export const isSignal = (text: string): text is Signal => Object.hasOwn(SIGNALS, text);

/** In bytes, inodes or processes, as the signal has them. */
export interface Observation {
  available: number;
  capacity: number;
}

/** What could be told; the rest is missing. */
export type Observations = ReadonlyMap<Signal, Observation>;

export interface FileSystemUse {
  availableBytes: number;
  capacityBytes: number;
  inodesFree: number;
  inodes: number;
}

/** The signals of a machine whose images lie on a file system of their own, or with everything else. */
export function observe(machine: MachineUse, memoryBytes: number, images: FileSystemUse | undefined): Observations {
  const node: FileSystemUse = {
    availableBytes: machine.diskAvailableBytes,
    capacityBytes: machine.diskBytes,
    inodesFree: machine.inodesFree,
    inodes: machine.inodes,
  };
  const found: [Signal, Observation][] = [
    ['memory.available', { available: machine.memoryAvailableBytes, capacity: memoryBytes }],
    ...fileSystem('nodefs', node),
    ...fileSystem('imagefs', images ?? node),
    ['pid.available', { available: machine.processesMax - machine.processes, capacity: machine.processesMax }],
  ];
  return new Map(found.filter(([, { available, capacity }]) => Number.isFinite(available) && capacity > 0));
}

/** A file system without inodes of its own, such as btrfs, says 0 of 0. */
const fileSystem = (name: 'nodefs' | 'imagefs', use: FileSystemUse): [Signal, Observation][] => [
  [`${name}.available`, { available: use.availableBytes, capacity: use.capacityBytes }],
  [`${name}.inodesFree`, { available: use.inodesFree, capacity: use.inodes }],
];
