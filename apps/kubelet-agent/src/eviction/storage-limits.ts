import { parseQuantity } from '@kubets/apimachinery';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import { initAndAppContainers, isCriticalPod, isSidecar, runningContainers } from '@kubets/api';

/** What is on disk, by name: bytes, or files and directories; what could not be measured is missing. */
export interface StorageUse {
  emptyDirs: ReadonlyMap<string, number>;
  /** Writable layer and logs. */
  containers: ReadonlyMap<string, number>;
}

const RESOURCE = 'ephemeral-storage';

/** The volumes of the pod that are directories on the node's disk. */
export function emptyDirsOnDisk(pod: Pod): string[] {
  return (pod.spec?.volumes ?? []).filter(({ emptyDir }) => emptyDir && !emptyDir.medium).map(({ name = '' }) => name);
}

/** Whether anything of the pod has to be measured. */
export function hasStorageLimit(pod: Pod): boolean {
  if (isCriticalPod(pod)) return false;
  return (
    (pod.spec?.volumes ?? []).some(({ emptyDir }) => emptyDir && !emptyDir.medium && bytes(emptyDir.sizeLimit) > 0) ||
    initAndAppContainers(pod).some((container) => limitOf(container) > 0)
  );
}

/** Which limit the pod exceeds, in Kubernetes' words; undefined when it keeps to them. */
export function exceededStorage(pod: Pod, { emptyDirs, containers }: StorageUse): string | undefined {
  for (const { name = '', emptyDir } of pod.spec?.volumes ?? []) {
    const limit = bytes(emptyDir?.sizeLimit);
    if (limit > 0 && (emptyDirs.get(name) ?? 0) > limit)
      return `Usage of EmptyDir volume ${JSON.stringify(name)} exceeds the limit ${JSON.stringify(emptyDir?.sizeLimit)}. `;
  }
  const total = podLimit(pod);
  const used = sum([...emptyDirs.values(), ...containers.values()]);
  if (total > 0 && used > total)
    return `Pod ephemeral local storage usage exceeds the total limit of containers ${shown(pod, total)}. `;
  for (const container of runningContainers(pod)) {
    const limit = limitOf(container);
    if (limit > 0 && (containers.get(container.name ?? '') ?? 0) > limit) {
      return `Container ${container.name} exceeded its local ephemeral storage limit ${JSON.stringify(container.resources?.limits?.[RESOURCE])}. `;
    }
  }
  return undefined;
}

/** Of those that run together the sum; an ordinary init container runs before them. */
function podLimit(pod: Pod): number {
  const ordinary = (pod.spec?.initContainers ?? []).filter((container) => !isSidecar(container));
  return Math.max(sum(runningContainers(pod).map(limitOf)), ...ordinary.map(limitOf));
}

/** As it is written, where one container alone gives it. */
function shown(pod: Pod, total: number): string {
  const same = initAndAppContainers(pod).find((container) => limitOf(container) === total);
  return same?.resources?.limits?.[RESOURCE] ?? String(total);
}

const limitOf = (container: Container): number => bytes(container.resources?.limits?.[RESOURCE]);
const bytes = (quantity: string | undefined): number => (quantity === undefined ? 0 : parseQuantity(quantity).value());
const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
