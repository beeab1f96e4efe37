import type { Logger } from '@kubets/component';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import type { Int64 } from '@kubets/proto-gen/int64';
import type { ProbeManager } from '../probes/probe-manager';
import type { RuntimeContainer } from '../runtimes/runtime';
import { errorFields } from '../system/error-fields';
import type { ContainerKill } from './compute-pod-actions';
import { boundedGrace } from './grace-period';
import { killContainer, type KillContainerOptions } from './kill-container';

export interface ContainerKillsOptions extends KillContainerOptions {
  probes: Pick<ProbeManager, 'failed'>;
  logger: Logger;
  /** A container was stopped, or could not be. */
  onEnd(): void;
}

/** Stops containers of a pod that goes on, in the background and each once. */
export function createContainerKills(o: ContainerKillsOptions): (pod: Pod, podIp: string, kill: ContainerKill) => void {
  const underWay = new Set<string>();

  /** A probe may have a grace period of its own for the container it gives up on. */
  function probeGrace(container: Container, instance: RuntimeContainer): Int64 | undefined {
    const failed = o.probes.failed(instance);
    if (!failed) return undefined;
    return (failed === 'liveness' ? container.livenessProbe : container.startupProbe)?.terminationGracePeriodSeconds;
  }

  return (pod, podIp, { container, instance, message, isAbrupt = false }) => {
    if (underWay.has(instance.id)) return;
    underWay.add(instance.id);
    const graceSeconds = isAbrupt
      ? 0
      : boundedGrace(probeGrace(container, instance) ?? pod.spec?.terminationGracePeriodSeconds);
    killContainer({ pod, container, instance, podIp, graceSeconds, message, withoutHook: isAbrupt }, o)
      .catch((err: unknown) =>
        o.logger.warn({ ...errorFields(err), container: container.name }, 'Container cannot be stopped, trying again'),
      )
      .finally(() => {
        underWay.delete(instance.id);
        o.onEnd();
      });
  };
}
