import { initAndAppContainers, sidecarsOf } from '@kubets/api';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import type { RuntimeContainer, RuntimePod } from '../runtimes/runtime';
import { killContainer, type KillContainerOptions } from './kill-container';

export interface KillPodRequest {
  pod: Pod;
  runtimePod: RuntimePod;
  podIp: string;
  graceSeconds: number;
  /** Nobody waits for an orderly end any more: all containers together, without their hooks. */
  abrupt?: boolean;
}

/**
 * Stops a pod: its containers together, then the sidecars from last to first with what is left of the grace period,
 * then the sandboxes with their network. Rejects if anything could not be stopped; may be repeated.
 */
export async function killPod(
  { pod, runtimePod, graceSeconds, podIp, abrupt = false }: KillPodRequest,
  deps: KillContainerOptions,
): Promise<void> {
  const startedMs = deps.clock.monotonicMs();
  const running = runtimePod.containers.filter(({ state }) => state === 'running' || state === 'unknown');
  const sidecarNames = abrupt ? [] : sidecarsOf(pod).map(({ name }) => name);
  const kill = (instance: RuntimeContainer, grace: number) =>
    killContainer(
      { pod, container: specOf(pod, instance), instance, podIp, graceSeconds: grace, withoutHook: abrupt },
      deps,
    );

  await all(running.filter(({ name }) => !sidecarNames.includes(name)).map((instance) => kill(instance, graceSeconds)));
  for (const name of sidecarNames.toReversed()) {
    const left = Math.max(
      graceSeconds === 0 ? 0 : 1,
      Math.ceil(graceSeconds - (deps.clock.monotonicMs() - startedMs) / 1000),
    );
    await all(running.filter((instance) => instance.name === name).map((instance) => kill(instance, left)));
  }
  await all(runtimePod.sandboxes.map(({ id }) => deps.runtime.stopSandbox(id)));
}

/** Of pods that only the runtime remembers nothing but the name is known. */
function specOf(pod: Pod, instance: RuntimeContainer): Container {
  return initAndAppContainers(pod).find(({ name }) => name === instance.name) ?? { name: instance.name };
}

/** Waits for all before it rejects with the first problem, so that nothing is left running behind the caller's back. */
async function all(work: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
