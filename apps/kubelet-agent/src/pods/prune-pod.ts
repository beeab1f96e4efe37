import type { RuntimeContainer, RuntimePod } from '../runtimes/runtime';

/** Of each container the newest try and the one before it are kept, for lastState and `logs --previous`. */
const KEPT_TRIES = 2;

/** What of a pod the runtime need not keep any longer: older tries, and sandboxes that nothing kept belongs to. */
export function prunable(pod: RuntimePod): { containers: RuntimeContainer[]; sandboxIds: string[] } {
  const seen = new Map<string, number>();
  const containers = pod.containers.filter(({ name, state }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count > KEPT_TRIES && state !== 'running';
  });
  const kept = new Set(
    pod.containers.filter((container) => !containers.includes(container)).map(({ sandboxId }) => sandboxId),
  );
  const [, ...older] = pod.sandboxes;
  return { containers, sandboxIds: older.filter(({ id, ready }) => !ready && !kept.has(id)).map(({ id }) => id) };
}
