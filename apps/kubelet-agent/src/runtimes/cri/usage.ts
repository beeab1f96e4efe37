import type { ContainerStats, FilesystemUsage, UInt64Value } from '@kubets/proto-gen/runtime/v1';
import type { ContainerUsage, DiskUsage } from '../runtime';

/** A container's figures as CRI has them. */
export function containerUsage({ attributes, cpu, memory, writableLayer }: ContainerStats): ContainerUsage {
  const coreNanoSeconds = numberOf(cpu?.usageCoreNanoSeconds);
  const disk = diskUsage(writableLayer);
  return {
    id: attributes?.id ?? '',
    ...(cpu && coreNanoSeconds !== undefined
      ? { cpu: { timeMs: millisecondsOf(cpu.timestamp), coreNanoSeconds } }
      : {}),
    ...(memory
      ? {
          memory: {
            timeMs: millisecondsOf(memory.timestamp),
            workingSetBytes: numberOf(memory.workingSetBytes),
            usageBytes: numberOf(memory.usageBytes),
            rssBytes: numberOf(memory.rssBytes),
            pageFaults: numberOf(memory.pageFaults),
            majorPageFaults: numberOf(memory.majorPageFaults),
          },
        }
      : {}),
    ...(disk ? { writableLayer: disk } : {}),
  };
}

export function diskUsage(usage: FilesystemUsage | undefined): DiskUsage | undefined {
  if (!usage) return undefined;
  return {
    timeMs: millisecondsOf(usage.timestamp),
    mountpoint: usage.fsId?.mountpoint ?? '',
    usedBytes: numberOf(usage.usedBytes) ?? 0,
    inodesUsed: numberOf(usage.inodesUsed),
  };
}

/** Of what containerd says of a sandbox beyond CRI: JSON, or nothing. */
export function processIn(info: string | undefined): number | undefined {
  try {
    const { pid } = JSON.parse(info ?? '') as { pid?: unknown };
    return Number.isSafeInteger(pid) && (pid as number) > 0 ? (pid as number) : undefined;
  } catch {
    return undefined;
  }
}

/** Of what containerd says of its configuration beyond CRI: the name of the image that sandboxes are made of. */
export function sandboxImageIn(config: string | undefined): string | undefined {
  try {
    const { sandboxImage } = JSON.parse(config ?? '') as { sandboxImage?: unknown };
    return typeof sandboxImage === 'string' ? sandboxImage : undefined;
  } catch {
    return undefined;
  }
}

/** A message without its zero has the value 0. */
const numberOf = (value: UInt64Value | undefined): number | undefined => value && Number(value.value ?? 0);

const millisecondsOf = (nanoseconds: string | undefined): number => Number(BigInt(nanoseconds ?? 0) / 1_000_000n);
