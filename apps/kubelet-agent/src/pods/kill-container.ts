import type { Clock, Logger } from '@kubets/component';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import type { PodEvents } from '../events/pod-events';
import { HookError, type Hooks } from '../lifecycle/hooks';
import type { ContainerRuntime, RuntimeContainer } from '../runtimes/runtime';

export interface KillContainerOptions {
  runtime: ContainerRuntime;
  hooks: Hooks;
  events: PodEvents;
  clock: Clock;
  logger: Logger;
}

export interface KillRequest {
  pod: Pod;
  container: Container;
  instance: RuntimeContainer;
  podIp: string;
  graceSeconds: number;
  /** Why, if it is not just that the pod goes. */
  message?: string;
  /** Leaves the preStop hook out. */
  withoutHook?: boolean;
}

// After its hook has used up the grace period a container still gets a moment to react to the signal.
const LEAST_GRACE_SECONDS = 2;

/** Stops a container: preStop hook, stop signal, and after the grace period the kill. Resolves when it has ended. */
export async function killContainer(
  request: KillRequest,
  { runtime, hooks, events, clock, logger }: KillContainerOptions,
): Promise<void> {
  const { pod, container, instance, podIp, graceSeconds, message, withoutHook = false } = request;
  events.container(pod, container, 'Normal', 'Killing', message ?? `Stopping container ${container.name}`);
  const startedMs = clock.monotonicMs();
  const preStop = withoutHook ? undefined : container.lifecycle?.preStop;
  if (preStop && graceSeconds > 0 && instance.state === 'running') {
    const hook = hooks
      .run(preStop, { container, containerId: instance.id, podIp }, graceSeconds * 1000)
      .catch((error: unknown) => {
        if (!(error instanceof HookError)) throw error;
        // Not what the hook says: events may be read by more than the pod's logs.
        logger.warn({ err: error, pod: pod.metadata?.name, container: container.name }, 'PreStop hook failed');
        events.container(pod, container, 'Warning', 'FailedPreStopHook', 'PreStopHook failed');
      });
    const done = new AbortController();
    await Promise.race([hook, clock.sleep(graceSeconds * 1000, done.signal)]).finally(() => done.abort());
  }
  const usedSeconds = Math.floor((clock.monotonicMs() - startedMs) / 1000);
  const remaining = preStop ? Math.max(LEAST_GRACE_SECONDS, graceSeconds - usedSeconds) : graceSeconds;
  logger.debug({ pod: pod.metadata?.name, container: container.name, graceSeconds: remaining }, 'Stopping container');
  await runtime.stopContainer(instance.id, graceSeconds === 0 ? 0 : remaining);
}
