import type { NodeCondition } from '@kubets/proto-gen/core/v1';
import type { MachineUse } from './machine';

// Kubernetes' default eviction thresholds.
const LEAST_MEMORY_BYTES = 100 * 1024 * 1024;
const LEAST_DISK_SHARE = 0.1;
const LEAST_INODE_SHARE = 0.05;
const LEAST_PROCESS_SHARE = 0.05;

/** The node's conditions, without times, in Kubernetes' order. notReady holds the reasons why pods can't be run. */
export function nodeConditions(use: MachineUse, notReady: readonly string[]): NodeCondition[] {
  const memory = use.memoryAvailableBytes < LEAST_MEMORY_BYTES;
  const disk =
    use.diskAvailableBytes < use.diskBytes * LEAST_DISK_SHARE ||
    (use.inodes > 0 && use.inodesFree < use.inodes * LEAST_INODE_SHARE);
  const processes = Number.isFinite(use.processesMax) && use.processes > use.processesMax * (1 - LEAST_PROCESS_SHARE);
  return [
    pressure(
      'MemoryPressure',
      memory,
      ['KubeletHasInsufficientMemory', 'kubelet has insufficient memory available'],
      ['KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
    ),
    pressure(
      'DiskPressure',
      disk,
      ['KubeletHasDiskPressure', 'kubelet has disk pressure'],
      ['KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    ),
    pressure(
      'PIDPressure',
      processes,
      ['KubeletHasInsufficientPID', 'kubelet has insufficient PID available'],
      ['KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
    ),
    notReady.length > 0
      ? {
          type: 'Ready',
          status: 'False',
          reason: 'KubeletNotReady',
          message: notReady.length === 1 ? notReady[0] : `[${notReady.join(', ')}]`,
        }
      : { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
  ];
}

type Words = [reason: string, message: string];

function pressure(
  type: string,
  present: boolean,
  [badReason, badMessage]: Words,
  [goodReason, goodMessage]: Words,
): NodeCondition {
  return present
    ? { type, status: 'True', reason: badReason, message: badMessage }
    : { type, status: 'False', reason: goodReason, message: goodMessage };
}

/** The reason of the node event that tells of a condition's new status, such as NodeHasSufficientMemory. */
export function conditionEvent({ type, status }: NodeCondition): string {
  const yes = status === 'True';
  switch (type) {
    case 'MemoryPressure':
      return yes ? 'NodeHasInsufficientMemory' : 'NodeHasSufficientMemory';
    case 'DiskPressure':
      return yes ? 'NodeHasDiskPressure' : 'NodeHasNoDiskPressure';
    case 'PIDPressure':
      return yes ? 'NodeHasInsufficientPID' : 'NodeHasSufficientPID';
    default:
      return yes ? 'NodeReady' : 'NodeNotReady';
  }
}
