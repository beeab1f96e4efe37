import { isConflict, isNotFound, rfc3339, semanticEqual } from '@kubets/apimachinery';
import { backoff, type Clock, type Logger } from '@kubets/component';
import type { Lister, PodsClient } from '@kubets/client';
import type { Pod, PodStatus } from '@kubets/proto-gen/core/v1';
import { isStaticPod, uidOnNode } from '../static-pods/annotations';
import { errorFields } from '../system/error-fields';
import { statusPatch, withObservedGeneration, withTransitionTimes } from './status-patch';

/** Publishes pods' statuses: keeps the newest of each pod and writes what changed, one write at a time per pod. */
export interface StatusManager {
  /** The newest status, published or not; undefined for a pod that was never set. */
  get(podUid: string): PodStatus | undefined;
  set(pod: Pod, status: PodStatus): void;
  /** Writes the newest status, then deletes the pod from the API. Resolves when it is gone or somebody else has that name. */
  publishAndDelete(pod: Pod, signal: AbortSignal): Promise<void>;
  /** The API shows the pod anew: writes again what somebody else may have overwritten. */
  observed(pod: Pod): void;
  forget(podUid: string): void;
  /** Resolves when all that was set so far has been written, or cannot be. */
  written(): Promise<void>;
}

interface Entry {
  pod: Pod;
  status: PodStatus;
  /** Counts sets, so that a write knows whether it was the last word. */
  version: number;
  publishedVersion: number;
  /** The newest pod the API has shown, often as the answer to the last write: newer than the lister for a moment. */
  shown?: Pod;
  writing?: Promise<void>;
  repairedMs?: number;
  cancelRepair?: () => void;
}

// Two writers that disagree would otherwise answer each other for ever.
const REPAIR_INTERVAL_MS = 10_000;

export function createStatusManager({
  client,
  lister,
  clock,
  logger,
  signal,
}: {
  client: PodsClient;
  lister: Lister<Pod>;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}): StatusManager {
  const entries = new Map<string, Entry>();

  function publish(uid: string, entry: Entry): Promise<void> {
    entry.writing ??= write(uid, entry).finally(() => {
      entry.writing = undefined;
    });
    return entry.writing;
  }

  async function write(uid: string, entry: Entry): Promise<void> {
    const delays = backoff({ initialMs: 100, maxMs: 5000 });
    while (entry.publishedVersion < entry.version && entries.get(uid) === entry && !signal.aborted) {
      const { version } = entry;
      const known = newestKnown(entry);
      // A static pod that the API does not show yet: its status follows when it does.
      if (!known) return;
      const { namespace, name = '', uid: uidInApi = '' } = known.metadata ?? {};
      const patch = statusPatch(uidInApi, known.status ?? {}, entry.status);
      try {
        if (patch)
          entry.shown = await client.patch(
            { namespace, name },
            { type: 'strategic', subresource: 'status', body: patch },
          );
        entry.publishedVersion = version;
        delays.reset();
      } catch (error) {
        // Gone, or another pod of that name: there is nobody to tell.
        if (isNotFound(error) || isConflict(error)) {
          entry.publishedVersion = version;
          return;
        }
        logger.warn(
          { ...errorFields(error), pod: `${namespace}/${name}` },
          'Pod status cannot be written, trying again',
        );
        await clock.sleep(delays.next(), signal);
      }
    }
  }

  /** As the API has it; undefined for a static pod that it does not show. */
  function newestKnown(entry: Entry): Pod | undefined {
    const { namespace, name, uid } = entry.pod.metadata ?? {};
    const listed = lister.get(`${namespace}/${name}`);
    const isListed = listed !== undefined && uidOnNode(listed) === uid;
    const isStatic = isStaticPod(entry.pod);
    // Another pod may show a static one by now.
    const shown = isStatic && entry.shown?.metadata?.uid !== listed?.metadata?.uid ? undefined : entry.shown;
    const candidates = [shown, isListed ? listed : undefined].filter((pod): pod is Pod => pod !== undefined);
    const version = (pod: Pod) => Number(pod.metadata?.resourceVersion ?? 0);
    return candidates.sort((a, b) => version(b) - version(a))[0] ?? (isStatic ? undefined : entry.pod);
  }

  const manager: StatusManager = {
    get: (podUid) => entries.get(podUid)?.status,

    set(pod, wanted) {
      const uid = pod.metadata?.uid ?? '';
      const entry = entries.get(uid);
      const previous = entry?.status ?? pod.status ?? {};
      const observed = withObservedGeneration(wanted, pod, previous);
      const status = withTransitionTimes(observed, previous, rfc3339(clock.now()));
      if (!entry) {
        const fresh: Entry = { pod, status, version: 1, publishedVersion: 0 };
        entries.set(uid, fresh);
        void publish(uid, fresh);
        return;
      }
      entry.pod = pod;
      if (semanticEqual(entry.status, status)) return;
      entry.status = status;
      entry.version++;
      void publish(uid, entry);
    },

    async publishAndDelete(pod, stop) {
      const { uid = '', namespace, name = '' } = pod.metadata ?? {};
      const entry = entries.get(uid);
      if (entry) await publish(uid, entry);
      if (isStaticPod(pod)) return;
      const delays = backoff({ initialMs: 100, maxMs: 5000 });
      while (!stop.aborted) {
        try {
          await client.delete({ namespace, name }, { gracePeriodSeconds: 0, preconditions: { uid } });
          return;
        } catch (error) {
          if (isNotFound(error) || isConflict(error)) return;
          logger.warn(
            { ...errorFields(error), pod: `${namespace}/${name}` },
            'Pod cannot be deleted from the API, trying again',
          );
          await clock.sleep(delays.next(), stop);
        }
      }
    },

    observed(pod) {
      const uid = uidOnNode(pod);
      const entry = entries.get(uid);
      if (!entry || entry.writing) return;
      if (entry.publishedVersion < entry.version) {
        if (isStaticPod(entry.pod)) void publish(uid, entry);
        return;
      }
      if (isStaticPod(entry.pod) && entry.shown?.metadata?.uid !== pod.metadata?.uid) entry.shown = undefined;
      if (Number(pod.metadata?.resourceVersion ?? 0) < Number(entry.shown?.metadata?.resourceVersion ?? 0)) return;
      entry.shown = pod;
      if (!statusPatch(pod.metadata?.uid ?? '', pod.status ?? {}, entry.status)) return;
      const waitMs = entry.repairedMs === undefined ? 0 : entry.repairedMs + REPAIR_INTERVAL_MS - clock.monotonicMs();
      if (waitMs > 0) {
        entry.cancelRepair ??= clock.after(waitMs, () => {
          entry.cancelRepair = undefined;
          const known = newestKnown(entry);
          if (known && entries.get(uid) === entry) manager.observed(known);
        });
        return;
      }
      entry.repairedMs = clock.monotonicMs();
      entry.version++;
      void publish(uid, entry);
    },

    forget(podUid) {
      entries.get(podUid)?.cancelRepair?.();
      entries.delete(podUid);
    },
    written: async () => void (await Promise.all([...entries.values()].map(({ writing }) => writing))),
  };
  return manager;
}
