import type { Pod } from '@kubets/proto-gen/core/v1';
import type { PodGroups } from '../groups/pod-groups';
import type { ContainerRuntime, RuntimeContainer, RuntimePod } from '../runtimes/runtime';
import { memoryInUse, podMemoryInUse, podResize, resizesInPlace } from './compute-resizes';
import type { PodResizes } from './pod-resizes';

export interface ResizeContainersOptions {
  runtime: ContainerRuntime;
  resizes: PodResizes;
  groups: Pick<PodGroups, 'prepare'>;
  node: { memoryBytes: number };
}

/**
 * Gives the pod as a whole and its running containers what is allocated to them, where that needs no restart. Says whether anything was done;
 * `failed` that something could not be, which the pod's status tells.
 */
export async function resizeContainers(
  pod: Pod,
  runtimePod: RuntimePod,
  { runtime, resizes, groups, node }: ResizeContainersOptions,
): Promise<'nothing' | 'done' | 'failed'> {
  const due = resizesInPlace(pod, runtimePod, (container) => resizes.given(pod, container));
  const ofPod = podResize(pod, resizes.givenToPod(pod));
  if (due.length === 0 && !ofPod) return 'nothing';
  const givePod = async () => {
    await groups.prepare(pod);
    resizes.giveToPod(pod);
  };
  try {
    const usages = new Map((await runtime.usage()).map(({ id, memory }) => [id, memory]));
    const used = ({ id }: RuntimeContainer) => usages.get(id)?.usageBytes ?? usages.get(id)?.workingSetBytes;
    const problem = memoryInUse(due, used) ?? podMemoryInUse(ofPod, runtimePod.containers.map(used));
    if (problem !== undefined) throw new Error(problem);
    // The pod as a whole never has less than its containers.
    if (ofPod?.memoryLimit === undefined) await givePod();
    for (const { container, instance } of due) {
      await runtime.resizeContainer(instance.id, { pod, container, nodeMemoryBytes: node.memoryBytes });
      resizes.give(pod, container);
    }
    if (ofPod?.memoryLimit !== undefined) await givePod();
    return 'done';
  } catch (error) {
    resizes.failed(pod, (error as Error).message);
    return 'failed';
  }
}
