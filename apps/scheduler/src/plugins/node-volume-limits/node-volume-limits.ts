import { isClaimBound, podClaimNames, storageClassNameOf } from '@kubets/api';
import { objectKey } from '@kubets/apimachinery';
import type { CSINode } from '@kubets/proto-gen/storage/v1';
import type { PodInfo } from '../../cache/pod-info';
import type { Plugin, Rejection, StorageView } from '../../framework/plugin';

const EXCEEDED: Rejection = { reasons: ['node(s) exceed max volume count'], resolvable: true };
const MISSING = (driver: string): Rejection => ({
  reasons: [`${driver} CSI driver is not installed on the node`],
  resolvable: false,
});

/** The volumes of drivers that a pod uses, each by driver and name: several pods may share one. */
function driverVolumes({ pod, namespace }: PodInfo, storage: StorageView): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const name of podClaimNames(pod)) {
    const claim = storage.claim(namespace, name);
    if (!claim) continue;
    const csi = isClaimBound(claim) ? storage.volume(claim.spec?.volumeName ?? '')?.spec?.csi : undefined;
    // One that is yet to be made counts under its claim's name.
    const driver = csi
      ? csi.driver
      : isClaimBound(claim)
        ? undefined
        : storage.storageClass(storageClassNameOf(claim))?.provisioner;
    if (!driver) continue;
    const volumes = found.get(driver) ?? new Set();
    volumes.add(csi?.volumeHandle ?? objectKey(claim));
    found.set(driver, volumes);
  }
  return found;
}

const driverOf = (node: CSINode | undefined, name: string) =>
  node?.spec?.drivers?.find((driver) => driver.name === name);

/** A node has no more volumes of a driver than the driver says it can have there. */
export const nodeVolumeLimits: Plugin = {
  name: 'NodeVolumeLimits',
  filter(pod, { storage }) {
    const wanted = [...driverVolumes(pod, storage)].map(([driver, volumes]) => ({
      driver,
      volumes,
      isNeeded: storage.csiDriver(driver)?.spec?.preventPodSchedulingIfMissing === true,
    }));
    if (wanted.length === 0) return undefined;
    return (node) => {
      const csiNode = storage.csiNode(node.name);
      for (const { driver, volumes, isNeeded } of wanted) {
        const installed = driverOf(csiNode, driver);
        if (!installed && isNeeded) return MISSING(driver);
        const limit = installed?.allocatable?.count;
        if (limit === undefined) continue;
        const used = new Set(volumes);
        for (const other of node.pods.values())
          for (const volume of driverVolumes(other, storage).get(driver) ?? []) used.add(volume);
        if (used.size > limit) return EXCEEDED;
      }
      return undefined;
    };
  },
  mayUnblock: ({ type }, { pod }) =>
    ['storage-changed', 'node-added', 'pod-gone'].includes(type) && podClaimNames(pod).length > 0,
};
