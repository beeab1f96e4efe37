import type { Clock, Logger } from '@kubets/component';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { join } from 'node:path';
import type { PodPaths } from '../system/pod-paths';
import type { ContainerRuntime } from '../runtimes/runtime';
import { errorFields } from '../system/error-fields';
import { EMPTY_DIR_PLUGIN } from '../volumes/empty-dir/empty-dir-volume';
import { diskUse, writableLayers } from './disk-use';
import { emptyDirsOnDisk, exceededStorage, hasStorageLimit, type StorageUse } from './storage-limits';

export interface StorageEvictorOptions {
  /** The pods that run here. */
  pods(): readonly Pod[];
  evict(podUid: string, message: string): void;
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
        if (message !== undefined) o.evict(pod.metadata?.uid ?? '', message);
      } catch (err) {
        o.logger.warn(
          { ...errorFields(err), pod: `${pod.metadata?.namespace}/${pod.metadata?.name}` },
          'Storage of a pod cannot be measured',
        );
      }
    }
  }
}

async function storageUse(pod: Pod, { runtime, paths }: StorageEvictorOptions): Promise<StorageUse> {
  const { uid = '', name = '', namespace = '' } = pod.metadata ?? {};
  const volumes = emptyDirsOnDisk(pod).map((volume) => ({
    volume,
    directory: paths.volume(uid, EMPTY_DIR_PLUGIN, volume),
  }));
  const layers = await writableLayers();
  const containers = (await runtime.pod({ uid, name, namespace })).containers.map((container) => ({
    container: container.name,
    directories: [join(paths.logs(pod), container.name), layers.get(container.id)].filter(
      (directory) => directory !== undefined,
    ),
  }));
  const all = [...volumes.map(({ directory }) => directory), ...containers.flatMap(({ directories }) => directories)];
  const used = await diskUse([...new Set(all)]);
  const byContainer = new Map<string, Set<string>>();
  // Tries of one container share its logs.
  for (const { container, directories } of containers)
    byContainer.set(container, new Set([...(byContainer.get(container) ?? []), ...directories]));
  return {
    emptyDirs: new Map(volumes.map(({ volume, directory }) => [volume, used.get(directory) ?? 0])),
    containers: new Map(
      [...byContainer].map(([container, directories]) => [
        container,
        [...directories].reduce((sum, directory) => sum + (used.get(directory) ?? 0), 0),
      ]),
    ),
  };
}
