import type { Logger } from '@kubets/component';
import type { Proxies } from '../network/proxies';
import { errorFields } from '../system/error-fields';
import { killPod, type KillPodRequest } from './kill-pod';
import type { KillContainerOptions } from './kill-container';

/** The stopping of one pod, which can be asked to hurry. */
export interface PodTermination {
  readonly underWay: boolean;
  /**
   * Stops what runs, in the background. While that goes on, only a shorter grace period counts: it stops the same
   * containers once more, sooner.
   */
  stop(request: KillPodRequest): void;
}

/** onEnd hears of the newest attempt only, with what kept it from stopping everything. */
export function createPodTermination(
  o: KillContainerOptions & { proxies: Proxies; logger: Logger; onEnd(error?: unknown): void },
): PodTermination {
  let newest: { graceSeconds: number } | undefined;
  return {
    get underWay() {
      return newest !== undefined;
    },
    stop(request) {
      if (newest && newest.graceSeconds <= request.graceSeconds) return;
      const attempt = { graceSeconds: request.graceSeconds };
      newest = attempt;
      const end = (error?: unknown) => {
        // One that was overtaken may find that things are gone: that was the newer one's doing.
        if (newest !== attempt) return;
        newest = undefined;
        if (error !== undefined) o.logger.warn(errorFields(error), 'Pod cannot be stopped, trying again');
        o.onEnd(error);
      };
      const { pod, runtimePod, graceSeconds, abrupt } = request;
      // Endpoints first, then proxies, then the signal: what is sent to the pod no longer has to be answered by it.
      const released = abrupt
        ? Promise.resolve(graceSeconds)
        : o.proxies.released(pod, runtimePod.sandboxes[0]?.ips ?? [], graceSeconds);
      released
        .then((left) => (newest === attempt ? killPod({ ...request, graceSeconds: left }, o) : undefined))
        .then(() => end(), end);
    },
  };
}
