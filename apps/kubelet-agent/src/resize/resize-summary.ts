import type { Container, Pod } from '@kubets/proto-gen/core/v1';

/** What an event about a resize says: what is wanted of each container, as Kubernetes writes it. */
export function resizeSummary(pod: Pod, title: string, error = ''): string {
  const { initContainers = [], containers = [] } = pod.spec ?? {};
  const listed = (list: readonly Container[]) =>
    list.map(({ name, resources: { limits, requests } = {} }) => ({ name, resources: { limits, requests } }));
  const summary = {
    ...(initContainers.length > 0 ? { initContainers: listed(initContainers) } : {}),
    ...(containers.length > 0 ? { containers: listed(containers) } : {}),
    generation: Number(pod.metadata?.generation ?? 0),
    ...(error ? { error } : {}),
  };
  return `${title}: ${JSON.stringify(summary)}`;
}
