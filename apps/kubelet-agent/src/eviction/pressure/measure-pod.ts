import type { Pod } from '@kubets/proto-gen/core/v1';
import type { ContainerRuntime } from '../../runtimes/runtime';
import { storageUse, type StorageUseOptions } from '../storage-use';
import type { Measured, PodUse } from './rank-pods';

export interface MeasureOptions extends StorageUseOptions {
  runtime: Pick<ContainerRuntime, 'pod' | 'usage'>;
}

/** What pods use now of what runs short, by uid, looked at one after the other; pods that could not be measured are missing. */
export async function measurePods(
  pods: readonly Pod[],
  starved: Measured,
  o: MeasureOptions,
  signal: AbortSignal,
): Promise<Map<string, PodUse>> {
  const measure = starved === 'memory' ? await memoryUse(o.runtime) : storageOf(starved, o);
  const found = new Map<string, PodUse>();
  for (const pod of pods) {
    if (signal.aborted) break;
    const use = await measure(pod).catch(() => undefined); // gone meanwhile
    if (use) found.set(pod.metadata?.uid ?? '', use);
  }
  return found;
}

async function memoryUse(runtime: MeasureOptions['runtime']): Promise<(pod: Pod) => Promise<PodUse>> {
  const byId = new Map((await runtime.usage()).map(({ id, memory }) => [id, memory?.workingSetBytes]));
  return async ({ metadata: { uid = '', name = '', namespace = '' } = {} }) => {
    const { containers } = await runtime.pod({ uid, name, namespace });
    const used = containers.flatMap(({ id, name: container }) => {
      const bytes = byId.get(id);
      return bytes === undefined ? [] : [[container, bytes] as const];
    });
    return { containers: new Map(used), volumes: 0 };
  };
}

const storageOf =
  (starved: Exclude<Measured, 'memory'>, o: MeasureOptions) =>
  async (pod: Pod): Promise<PodUse> => {
    const { containers, emptyDirs } = await storageUse(pod, o, starved === 'inodes' ? 'inodes' : 'bytes');
    return { containers, volumes: [...emptyDirs.values()].reduce((sum, one) => sum + one, 0) };
  };
