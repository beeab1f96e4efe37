import type { Pod } from '@kubets/proto-gen/core/v1';
import { join } from 'node:path';
import type { ContainerRuntime } from '../runtimes/runtime';
import type { PodPaths } from '../system/pod-paths';
import { EMPTY_DIR_PLUGIN } from '../volumes/empty-dir/empty-dir-volume';
import { diskUse, writableLayers, type DiskUnit } from './disk-use';
import { emptyDirsOnDisk, type StorageUse } from './storage-limits';

export interface StorageUseOptions {
  runtime: Pick<ContainerRuntime, 'pod'>;
  paths: PodPaths;
}

/** What a pod has on the node's disk now: bytes, or how many files and directories. */
export async function storageUse(
  pod: Pod,
  { runtime, paths }: StorageUseOptions,
  unit: DiskUnit = 'bytes',
): Promise<StorageUse> {
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
  const used = await diskUse([...new Set(all)], unit);
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
