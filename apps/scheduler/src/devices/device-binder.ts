import { FINALIZERS } from '@kubets/api';
import { nameOf, namespaceOf, rfc3339, uidOf, type SelectableNode } from '@kubets/apimachinery';
import type { KubeClient } from '@kubets/client';
import type { Clock } from '@kubets/component';
import type { AllocationResult, ResourceClaim } from '@kubets/proto-gen/resource/v1';
import type { PodInfo } from '../cache/pod-info';
import { allocateDevices, allocationOf } from './allocate-devices';
import { DeviceCounters } from './device-counters';
import { devicesFor } from './device-pools';
import { claimName, type OwnDeviceView } from './device-view';
import { podClaims } from './pod-devices';

/** Devices that are nobody else's from now on. */
export interface ReservedDevices {
  /** Writes them into the claims, and that the pod uses these. @throws Error when the claims have changed. */
  write(): Promise<void>;
  /** Lets go what has not been written. */
  release(): void;
}

export interface DeviceBinder {
  /** Chooses devices for what a pod claims. @throws Error when there are none any more. */
  reserve(pod: PodInfo, node: SelectableNode | undefined): ReservedDevices;
}

export function createDeviceBinder({
  client,
  view,
  clock,
}: {
  client: KubeClient<'resourceClaims'>;
  view: OwnDeviceView;
  clock: Clock;
}): DeviceBinder {
  async function write(
    { pod }: PodInfo,
    claim: ResourceClaim,
    allocation: AllocationResult | undefined,
  ): Promise<void> {
    let current = await client.resourceClaims.get({ namespace: namespaceOf(claim), name: nameOf(claim) });
    const gone = uidOf(current) !== uidOf(claim) || current.metadata?.deletionTimestamp !== undefined;
    if (gone) throw new Error(`claim ${claimName(claim)} got deleted in the meantime`);
    if (allocation && current.status?.allocation)
      throw new Error(`claim ${claimName(claim)} got allocated elsewhere in the meantime`);
    if (!allocation && !current.status?.allocation)
      throw new Error(`claim ${claimName(claim)} got deallocated elsewhere in the meantime`);
    const { finalizers = [] } = current.metadata ?? {};
    if (allocation && !finalizers.includes(FINALIZERS.resourceClaim))
      current = await client.resourceClaims.update({
        ...current,
        metadata: { ...current.metadata, finalizers: [...finalizers, FINALIZERS.resourceClaim] },
      });
    const { reservedFor = [] } = current.status ?? {};
    if (!allocation && reservedFor.some(({ uid }) => uid === uidOf(pod))) return;
    const user = { resource: 'pods', name: nameOf(pod), uid: uidOf(pod) };
    await client.resourceClaims.updateStatus({
      ...current,
      status: { ...current.status, ...(allocation && { allocation }), reservedFor: [...reservedFor, user] },
    });
  }

  return {
    reserve(pod, node) {
      const { claims, problem } = podClaims(pod.pod, view);
      if (!claims) throw new Error(problem);
      const missing = claims.filter(({ status }) => !status?.allocation);
      const found = new Map<ResourceClaim, AllocationResult>();
      if (missing.length > 0) {
        const [slices, taken] = [view.slices(), view.taken()];
        const devices = node ? devicesFor(node, slices, view.taintRules()) : [];
        const counters = new DeviceCounters(slices, taken);
        const chosen = allocateDevices(missing, { devices, taken, counters, deviceClass: view.deviceClass });
        if (!chosen || !node) throw new Error('cannot allocate all claims');
        const allocationTimestamp = rfc3339(clock.now());
        for (const [claim, devicesOfClaim] of chosen)
          found.set(claim, {
            ...allocationOf(claim, devicesOfClaim, node.name, view.deviceClass),
            allocationTimestamp,
          });
        for (const [claim, allocation] of found) view.assume(claim, allocation);
      }
      return {
        async write() {
          for (const claim of claims) {
            await write(pod, claim, found.get(claim));
            found.delete(claim);
          }
        },
        release() {
          for (const claim of found.keys()) view.forget(claim);
        },
      };
    },
  };
}
