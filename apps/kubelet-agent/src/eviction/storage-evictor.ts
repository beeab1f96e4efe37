import type { Clock, Logger } from '@kubets/component';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { PodPaths } from '../system/pod-paths';
import type { ContainerRuntime } from '../runtimes/runtime';
import type { Eviction } from '../pods/pod-life';
import { errorFields } from '../system/error-fields';
import { exceededStorage, hasStorageLimit } from './storage-limits';
import { storageUse } from './storage-use';

export interface StorageEvictorOptions {
  /** The pods that run here. */
  pods(): readonly Pod[];
  evict(podUid: string, eviction: Eviction): void;
  runtime: ContainerRuntime;
  paths: PodPaths;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

const INTERVAL_MS = 10_000;

/** Evicts pods that have more on the node's disk than they asked to be limited to. Only pods with a limit are measured, one after the other. */
export async function runStorageEvictor(o: StorageEvictorOptions): Promise<void> {
  while (!o.signal.aborted) {
    await o.clock.sleep(INTERVAL_MS, o.signal);
    for (const pod of o.pods().filter(hasStorageLimit)) {
      if (o.signal.aborted) return;
      try {
        const message = exceededStorage(pod, await storageUse(pod, o));
        if (message !== undefined) o.evict(pod.metadata?.uid ?? '', { message });
      } catch (err) {
        o.logger.warn(
          { ...errorFields(err), pod: `${pod.metadata?.namespace}/${pod.metadata?.name}` },
          'Storage of a pod cannot be measured',
        );
      }
    }
  }
}
