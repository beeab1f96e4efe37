import { amountsOf, initAndAppContainers } from '@kubets/api';
import type { Container, Pod, ResourceRequirements } from '@kubets/proto-gen/core/v1';

/** What a pod and each of its containers need and may use: asked for, allocated, or given. */
export interface PodAllocation {
  pod?: ResourceRequirements;
  containers: Record<string, ResourceRequirements>;
}

/** Containers that can be resized: all but ephemeral ones, which have no resources. */
export const resizableContainers = initAndAppContainers;

/** What the pod asks for. */
export function allocationOf(pod: Pod): PodAllocation {
  const { resources } = pod.spec ?? {};
  const containers = resizableContainers(pod).map((one) => [one.name ?? '', one.resources ?? {}] as const);
  return { ...(resources ? { pod: resources } : {}), containers: Object.fromEntries(containers) };
}

/** The pod as if it asked for that; containers that the allocation does not know stay as they are. */
export function withAllocation(pod: Pod, allocation: PodAllocation): Pod {
  if (sameAllocation(allocationOf(pod), allocation)) return pod;
  const resized = (container: Container): Container => ({
    ...container,
    resources: allocation.containers[container.name ?? ''] ?? container.resources,
  });
  const { initContainers, containers, resources: _, ...spec } = pod.spec ?? {};
  return {
    ...pod,
    spec: {
      ...spec,
      ...(initContainers ? { initContainers: initContainers.map(resized) } : {}),
      containers: containers?.map(resized),
      ...(allocation.pod ? { resources: allocation.pod } : {}),
    },
  };
}

export function sameAllocation(a: PodAllocation, b: PodAllocation): boolean {
  const names = new Set([...Object.keys(a.containers), ...Object.keys(b.containers)]);
  return (
    sameResources(a.pod, b.pod) && [...names].every((name) => sameResources(a.containers[name], b.containers[name]))
  );
}

export const sameResources = (a: ResourceRequirements | undefined, b: ResourceRequirements | undefined): boolean =>
  changedResources(a, b).length === 0;

/** In which of CPU and memory requests or limits differ, whatever words say it. */
export function changedResources(
  a: ResourceRequirements | undefined,
  b: ResourceRequirements | undefined,
): ('cpu' | 'memory')[] {
  const sides = (['requests', 'limits'] as const).map((side) => [amountsOf(a?.[side]), amountsOf(b?.[side])] as const);
  return (['cpu', 'memory'] as const).filter((name) => sides.some(([one, other]) => one[name] !== other[name]));
}
