import type { ContainerRuntime } from './runtime';

/** Fans the runtime's one event stream out to all who wait for a pod. */
export interface PodChanges {
  /** podUid undefined: any pod. The callback gets no uid when anything may have changed. Returns how to stop. */
  subscribe(podUid: string | undefined, callback: (podUid?: string) => void): () => void;
}

export function followPodChanges(runtime: ContainerRuntime, signal: AbortSignal): PodChanges {
  const subscribers = new Set<{ podUid?: string; callback: (podUid?: string) => void }>();
  runtime.watch(signal, (podUid) => {
    for (const subscriber of [...subscribers]) {
      if (podUid === undefined || subscriber.podUid === undefined || subscriber.podUid === podUid)
        subscriber.callback(podUid);
    }
  });
  return {
    subscribe(podUid, callback) {
      const subscriber = { podUid, callback };
      subscribers.add(subscriber);
      return () => void subscribers.delete(subscriber);
    },
  };
}
