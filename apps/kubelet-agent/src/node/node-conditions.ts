import type { NodeCondition } from '@kubets/proto-gen/core/v1';

/** What a node may run short of, as its conditions call it. */
export type Pressure = 'MemoryPressure' | 'DiskPressure' | 'PIDPressure';

/**
 * The node's conditions, without times, in Kubernetes' order.
 * @param pressures what the node runs short of
 * @param notReady the reasons why pods can't be run
 */
export function nodeConditions(pressures: ReadonlySet<Pressure>, notReady: readonly string[]): NodeCondition[] {
  return [
    pressure(
      'MemoryPressure',
      pressures,
      ['KubeletHasInsufficientMemory', 'kubelet has insufficient memory available'],
      ['KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
    ),
    pressure(
      'DiskPressure',
      pressures,
      ['KubeletHasDiskPressure', 'kubelet has disk pressure'],
      ['KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    ),
    pressure(
      'PIDPressure',
      pressures,
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
  type: Pressure,
  pressures: ReadonlySet<Pressure>,
  [badReason, badMessage]: Words,
  [goodReason, goodMessage]: Words,
): NodeCondition {
  return pressures.has(type)
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
