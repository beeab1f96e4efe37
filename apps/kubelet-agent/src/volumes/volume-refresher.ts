import type { Clock, Logger } from '@kubets/component';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { ServiceAccountTokens } from '../objects/service-account-tokens';
import type { PodEvents } from '../events/pod-events';
import { errorFields } from '../system/error-fields';
import type { VolumeSources } from './volume-kind';
import { VolumeError, type VolumeManager } from './volume-manager';

export interface VolumeRefresher {
  /** Objects behind the pod's volumes changed: brings them up to date soon. */
  refresh(pod: Pod): void;
  /** The pod's volumes are up to date; only its tokens will be due some time. */
  watchTokens(pod: Pod): void;
  forget(podUid: string): void;
}

export interface VolumeRefresherOptions {
  volumes: VolumeManager;
  tokens: ServiceAccountTokens;
  sources(pod: Pod): VolumeSources;
  /** Volumes of a pod that is going are left alone: they are about to be removed. */
  isActive(podUid: string): boolean;
  events: PodEvents;
  clock: Clock;
  logger: Logger;
}

const SOON_MS = 50;
const RETRY_MS = 10_000;
const LEAST_TOKEN_WAIT_MS = 1000;

/** Keeps the content of running pods' volumes current: when an object changes, and when a token is due. */
export function createVolumeRefresher({
  volumes,
  tokens,
  sources,
  isActive,
  events,
  clock,
  logger,
}: VolumeRefresherOptions): VolumeRefresher {
  const timers = new Map<string, () => void>();

  function schedule(pod: Pod, ms: number): void {
    const uid = pod.metadata?.uid ?? '';
    timers.get(uid)?.();
    timers.set(
      uid,
      clock.after(ms, () => void run(pod)),
    );
  }

  async function run(pod: Pod): Promise<void> {
    const uid = pod.metadata?.uid ?? '';
    timers.delete(uid);
    if (!isActive(uid)) return;
    try {
      await volumes.refresh(pod, sources(pod));
      watchTokens(pod);
    } catch (error) {
      if (!(error instanceof VolumeError))
        logger.warn({ ...errorFields(error), uid }, 'Volumes cannot be refreshed, trying again');
      else
        for (const { volume, message } of error.problems)
          events.pod(pod, 'Warning', 'FailedMount', `MountVolume.SetUp failed for volume "${volume}" : ${message}`);
      if (!timers.has(uid)) schedule(pod, RETRY_MS);
    }
  }

  function watchTokens(pod: Pod): void {
    const uid = pod.metadata?.uid ?? '';
    const dueMs = tokens.refreshAtMs(uid);
    if (dueMs !== undefined && !timers.has(uid))
      schedule(pod, Math.max(LEAST_TOKEN_WAIT_MS, dueMs - clock.now().getTime()));
  }

  return {
    watchTokens,
    // Several changes at once are one refresh.
    refresh: (pod) => schedule(pod, SOON_MS),
    forget(podUid) {
      timers.get(podUid)?.();
      timers.delete(podUid);
    },
  };
}
