import type { CpuUsage, MemoryUsage } from '../runtimes/runtime';

/** What was used of the node and its pods at one moment. Whatever could not be told is missing. */
export interface Figures {
  timeMs: number;
  node: NodeFigures;
  pods: PodFigures[];
}

export interface NodeFigures {
  name: string;
  startedAtMs: number;
  cpus: number;
  memoryCapacityBytes: number;
  cpu: CpuFigures;
  memory: MemoryUsage;
  network?: NetworkFigures;
  /** Of the kubelet's own directory. */
  disk?: DiskFigures;
  images?: DiskFigures;
  processes: number;
  processesMax: number;
}

export interface CpuFigures extends CpuUsage {
  /** Used per second since the measurement before; missing while there was none. */
  nanoCores?: number;
}

export interface PodFigures {
  uid: string;
  name: string;
  namespace: string;
  sandboxId: string;
  startedAtMs: number;
  containers: ContainerFigures[];
  network?: NetworkFigures;
}

export interface ContainerFigures {
  id: string;
  name: string;
  image: string;
  startedAtMs: number;
  cpu?: CpuFigures;
  memory?: MemoryUsage;
  /** By which `memory.workingSetBytes` falls short of it; missing without a limit. */
  memoryLimitBytes?: number;
  rootfs?: DiskFigures;
  logs?: DiskFigures;
}

/** Of a file system as a whole, but for what is used, which is one's own. */
export interface DiskFigures {
  timeMs: number;
  capacityBytes: number;
  availableBytes: number;
  usedBytes: number;
  inodes: number;
  inodesFree: number;
  inodesUsed?: number;
}

export interface NetworkFigures {
  timeMs: number;
  /** Through which the default route leads. */
  primary: string;
  interfaces: InterfaceFigures[];
}

/** Counted since the interface is there. */
export interface InterfaceFigures {
  name: string;
  rxBytes: number;
  rxPackets: number;
  rxErrors: number;
  rxDropped: number;
  txBytes: number;
  txPackets: number;
  txErrors: number;
  txDropped: number;
}
