import { amountOf } from '@kubets/api';
import type { Container, Pod, ResourceRequirements } from '@kubets/proto-gen/core/v1';
import type { RuntimeContainer, RuntimePod } from '../runtimes/runtime';
import { changedResources, resizableContainers } from './pod-allocation';

/** A container that runs with other resources than those allocated to it. */
export interface ContainerResize {
  container: Container;
  instance: RuntimeContainer;
  before: ResourceRequirements;
}

type Given = (container: Container) => ResourceRequirements;

/** Whether a container has to be started anew to get what is allocated to it, by its resizePolicy. */
export function resizeRestarts(container: Container, before: ResourceRequirements): boolean {
  const changed: string[] = changedResources(before, container.resources);
  return (container.resizePolicy ?? []).some(
    ({ resourceName = '', restartPolicy }) => restartPolicy === 'RestartContainer' && changed.includes(resourceName),
  );
}

/** The containers to give other resources to as they run: those that give memory back come first. `pod` has what is allocated. */
export function resizesInPlace(pod: Pod, runtime: RuntimePod, given: Given): ContainerResize[] {
  const resizes = resizableContainers(pod).flatMap((container): ContainerResize[] => {
    const instance = runtime.containers.find(({ name }) => name === container.name);
    if (instance?.state !== 'running') return [];
    const before = given(container);
    if (changedResources(before, container.resources).length === 0 || resizeRestarts(container, before)) return [];
    return [{ container, instance, before }];
  });
  return resizes.sort((a, b) => Number(lessMemory(b) !== undefined) - Number(lessMemory(a) !== undefined));
}

const memoryLimit = ({ limits }: ResourceRequirements): number => amountOf('memory', limits?.['memory'] ?? '0');

/** The new limit of memory, where it is below the old one or the first. */
const lessMemory = ({ container, before }: ContainerResize): number | undefined =>
  lowered(memoryLimit(before), memoryLimit(container.resources ?? {}));

const lowered = (was: number, now: number) => (now > 0 && (was === 0 || now < was) ? now : undefined);

/** What the pod as a whole is to be given beside its containers; `memoryLimit` where it is to have less of it. */
export interface PodResize {
  memoryLimit?: number;
}

/** Undefined where the pod has what is allocated to it as a whole. */
export function podResize({ spec }: Pod, before: ResourceRequirements | undefined): PodResize | undefined {
  if (changedResources(before, spec?.resources).length === 0) return undefined;
  const limit = lowered(memoryLimit(before ?? {}), memoryLimit(spec?.resources ?? {}));
  return limit === undefined ? {} : { memoryLimit: limit };
}

/** Why the pod's limit of memory cannot be lowered: its containers use more by now, those of which that is known. */
export function podMemoryInUse(
  { memoryLimit: limit }: PodResize = {},
  usedBytes: readonly (number | undefined)[],
): string | undefined {
  const used = usedBytes.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  return limit === undefined || used < limit
    ? undefined
    : `cannot decrease memory limits: attempting to set pod memory limit (${limit}) below current usage (${used})`;
}

/** Why limits of memory cannot be lowered: a container uses more by now. `usedBytes` is undefined where nobody knows. */
export function memoryInUse(
  resizes: readonly ContainerResize[],
  usedBytes: (instance: RuntimeContainer) => number | undefined,
): string | undefined {
  const problems = resizes.flatMap((resize) => {
    const limit = lessMemory(resize);
    const used = limit === undefined ? undefined : usedBytes(resize.instance);
    if (limit === undefined || used === undefined || used < limit) return [];
    const what = `attempting to set container "${resize.container.name}" memory limit (${limit})`;
    return [`${what} below current usage (${used})`];
  });
  if (problems.length === 0) return undefined;
  return `cannot decrease memory limits: ${problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`}`;
}
