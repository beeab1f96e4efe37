import { initAndAppContainers, restartsAllAfter } from '@kubets/api';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import type { RuntimeContainer, RuntimePod } from '../runtimes/runtime';

/** All containers are started anew in their sandbox, init containers too. */
export interface RestartAll {
  /** Those that still run and have to go first, the last one first. */
  kill: { container: Container; instance: RuntimeContainer }[];
  /** The pod without the tries from before. */
  runtime: RuntimePod;
  /** Some have not been started anew yet. */
  isUnderWay: boolean;
}

/**
 * What is left of the pod where a container has ended whose rule says that all are to be started anew, as it is kept by the
 * runtime: nothing has to be remembered. Undefined where none has.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-all-containers
 */
export function restartAll(pod: Pod, runtime: RuntimePod): RestartAll | undefined {
  const sandbox = runtime.sandboxes[0]?.id;
  const byName = new Map(initAndAppContainers(pod).map((container) => [container.name ?? '', container]));
  const here = runtime.containers.filter((one) => one.sandboxId === sandbox && byName.has(one.name));
  const ends = here
    .filter(({ name, state, exitCode }) => state === 'exited' && restartsAllAfter(exitCode, byName.get(name)!))
    .map(({ finishedAtMs, createdAtMs }) => finishedAtMs ?? createdAtMs);
  if (ends.length === 0) return undefined;
  const atMs = Math.max(...ends);
  const old = here.filter(({ createdAtMs }) => createdAtMs <= atMs);
  const containers = runtime.containers.filter((one) => !old.includes(one));
  return {
    kill: old
      .filter(({ state }) => state === 'running')
      .map((instance) => ({ container: byName.get(instance.name)!, instance }))
      .sort((a, b) => b.instance.createdAtMs - a.instance.createdAtMs),
    runtime: { ...runtime, containers },
    isUnderWay: [...byName.keys()].some((name) => !containers.some((one) => one.name === name)),
  };
}
