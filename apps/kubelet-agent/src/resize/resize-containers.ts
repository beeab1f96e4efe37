import type { Pod } from '@kubets/proto-gen/core/v1';
import type { ContainerRuntime, RuntimePod } from '../runtimes/runtime';
import { memoryInUse, resizesInPlace } from './compute-resizes';
import type { PodResizes } from './pod-resizes';

export interface ResizeContainersOptions {
  runtime: ContainerRuntime;
  resizes: PodResizes;
  node: { memoryBytes: number };
}

/**
 * Gives running containers what is allocated to them, where that needs no restart. Says whether anything was done;
 * `failed` that something could not be, which the pod's status tells.
 */
export async function resizeContainers(
  pod: Pod,
  runtimePod: RuntimePod,
  { runtime, resizes, node }: ResizeContainersOptions,
): Promise<'nothing' | 'done' | 'failed'> {
  const due = resizesInPlace(pod, runtimePod, (container) => resizes.given(pod, container));
  if (due.length === 0) return 'nothing';
  try {
    const usages = new Map((await runtime.usage()).map(({ id, memory }) => [id, memory]));
    const problem = memoryInUse(due, ({ id }) => usages.get(id)?.usageBytes ?? usages.get(id)?.workingSetBytes);
    if (problem !== undefined) throw new Error(problem);
    for (const { container, instance } of due) {
      await runtime.resizeContainer(instance.id, { pod, container, nodeMemoryBytes: node.memoryBytes });
      resizes.give(pod, container);
    }
    return 'done';
  } catch (error) {
    resizes.failed(pod, (error as Error).message);
    return 'failed';
  }
}
