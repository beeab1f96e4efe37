import { rfc3339 } from '@kubets/apimachinery';
import type { MemoryUsage } from '../runtimes/runtime';
import type { CpuFigures, DiskFigures, Figures, InterfaceFigures, NetworkFigures, PodFigures } from './figures';

/** The answer of /stats/summary, as the kubelet's API has it; with `onlyCpuAndMemory` no more than these. */
export function summaryOf({ node, pods }: Figures, onlyCpuAndMemory = false): object {
  return {
    node: {
      nodeName: node.name,
      startTime: time(node.startedAtMs),
      cpu: cpuStats(node.cpu),
      memory: memoryStats(node.memory, node.memoryCapacityBytes),
      ...(onlyCpuAndMemory
        ? {}
        : {
            network: node.network && networkStats(node.network),
            fs: node.disk && diskStats(node.disk),
            runtime: node.images && { imageFs: diskStats(node.images) },
            rlimit: { time: time(node.cpu.timeMs), maxpid: finite(node.processesMax), curproc: node.processes },
          }),
    },
    pods: pods.map((pod) => podStats(pod, onlyCpuAndMemory)),
  };
}

function podStats({ name, namespace, uid, startedAtMs, containers, network }: PodFigures, isShort: boolean): object {
  return {
    podRef: { name, namespace, uid },
    startTime: time(startedAtMs),
    containers: containers.map((container) => ({
      name: container.name,
      startTime: time(container.startedAtMs),
      cpu: container.cpu && cpuStats(container.cpu),
      memory: container.memory && memoryStats(container.memory, container.memoryLimitBytes),
      ...(isShort
        ? {}
        : {
            rootfs: container.rootfs && diskStats(container.rootfs),
            logs: container.logs && diskStats(container.logs),
          }),
    })),
    cpu: sumOfCpu(containers.map(({ cpu }) => cpu)),
    memory: sumOfMemory(containers.map(({ memory }) => memory)),
    ...(isShort
      ? {}
      : {
          network: network && networkStats(network),
          'ephemeral-storage': sumOfDisks(containers.flatMap(({ rootfs, logs }) => [rootfs, logs])),
        }),
  };
}

function cpuStats({ timeMs, nanoCores, coreNanoSeconds }: CpuFigures): object {
  return { time: time(timeMs), usageNanoCores: nanoCores, usageCoreNanoSeconds: coreNanoSeconds };
}

function memoryStats(memory: MemoryUsage, limitBytes: number | undefined): object {
  const { timeMs, workingSetBytes, usageBytes, rssBytes, pageFaults, majorPageFaults } = memory;
  return {
    time: time(timeMs),
    availableBytes:
      limitBytes !== undefined && workingSetBytes !== undefined ? Math.max(0, limitBytes - workingSetBytes) : undefined,
    usageBytes,
    workingSetBytes,
    rssBytes,
    pageFaults,
    majorPageFaults,
  };
}

function diskStats(disk: DiskFigures): object {
  const { timeMs, availableBytes, capacityBytes, usedBytes, inodesFree, inodes, inodesUsed } = disk;
  return { time: time(timeMs), availableBytes, capacityBytes, usedBytes, inodesFree, inodes, inodesUsed };
}

function networkStats({ timeMs, primary, interfaces }: NetworkFigures): object {
  const stats = ({ name, rxBytes, rxErrors, txBytes, txErrors }: InterfaceFigures) => ({
    name,
    rxBytes,
    rxErrors,
    txBytes,
    txErrors,
  });
  const main = interfaces.find(({ name }) => name === primary);
  return { time: time(timeMs), ...(main ? stats(main) : { name: '' }), interfaces: interfaces.map(stats) };
}

// A pod has no control group of its own here: it uses what its containers use.

function sumOfCpu(all: readonly (CpuFigures | undefined)[]): object | undefined {
  const known = all.filter((cpu) => cpu !== undefined);
  if (known.length === 0) return undefined;
  return cpuStats({
    timeMs: newest(known),
    coreNanoSeconds: sum(known, ({ coreNanoSeconds }) => coreNanoSeconds)!,
    nanoCores: sum(known, ({ nanoCores }) => nanoCores),
  });
}

function sumOfMemory(all: readonly (MemoryUsage | undefined)[]): object | undefined {
  const known = all.filter((memory) => memory !== undefined);
  if (known.length === 0) return undefined;
  const total = (of: (memory: MemoryUsage) => number | undefined) => sum(known, of);
  return memoryStats(
    {
      timeMs: newest(known),
      usageBytes: total(({ usageBytes }) => usageBytes),
      workingSetBytes: total(({ workingSetBytes }) => workingSetBytes),
      rssBytes: total(({ rssBytes }) => rssBytes),
      pageFaults: total(({ pageFaults }) => pageFaults),
      majorPageFaults: total(({ majorPageFaults }) => majorPageFaults),
    },
    undefined,
  );
}

function sumOfDisks(all: readonly (DiskFigures | undefined)[]): object | undefined {
  const known = all.filter((disk) => disk !== undefined);
  const [first] = known;
  if (!first) return undefined;
  return diskStats({
    ...first,
    timeMs: newest(known),
    usedBytes: sum(known, ({ usedBytes }) => usedBytes)!,
    inodesUsed: sum(known, ({ inodesUsed }) => inodesUsed),
  });
}

/** Undefined when nobody has such a figure. */
function sum<T>(all: readonly T[], of: (one: T) => number | undefined): number | undefined {
  const known = all.map(of).filter((figure) => figure !== undefined);
  return known.length === 0 ? undefined : known.reduce((total, figure) => total + figure, 0);
}

const newest = (all: readonly { timeMs: number }[]): number => Math.max(...all.map(({ timeMs }) => timeMs));

const finite = (figure: number): number | undefined => (Number.isFinite(figure) ? figure : undefined);

const time = (timeMs: number): string => rfc3339(new Date(timeMs));
