import { matchesAnyTerm, type SelectableNode } from '@kubets/apimachinery';
import type { ResourceClaim } from '@kubets/proto-gen/resource/v1';
import { allocateDevices } from '../../devices/allocate-devices';
import { DeviceCounters } from '../../devices/device-counters';
import { devicesFor } from '../../devices/device-pools';
import { podClaims } from '../../devices/pod-devices';
import type { Plugin } from '../../framework/plugin';
import { nowhere, unresolvable } from '../../framework/plugin';

const UNREACHABLE = unresolvable('resourceclaim not available on the node');
const NOT_ENOUGH = unresolvable('cannot allocate all claims');

function reaches({ status }: ResourceClaim, node: SelectableNode): boolean {
  const terms = status?.allocation?.nodeSelector?.nodeSelectorTerms;
  return terms === undefined || matchesAnyTerm(terms, node);
}

/** A pod goes where there are the devices that it claims. */
export const dynamicResources: Plugin = {
  name: 'DynamicResources',
  filter({ pod }, { devices: view }) {
    if (!pod.spec?.resourceClaims?.length) return undefined;
    const { claims, problem } = podClaims(pod, view);
    if (!claims) return nowhere(problem);
    const allocated = claims.filter(({ status }) => status?.allocation);
    const missing = claims.filter(({ status }) => !status?.allocation);
    const [slices, taken, rules] = [view.slices(), view.taken(), view.taintRules()];
    return (node) => {
      const selectable = { name: node.name, labels: node.labels };
      if (!allocated.every((claim) => reaches(claim, selectable))) return UNREACHABLE;
      if (missing.length === 0) return undefined;
      try {
        const devices = devicesFor(selectable, slices, rules);
        const counters = new DeviceCounters(slices, taken);
        const chosen = allocateDevices(missing, { devices, taken, counters, deviceClass: view.deviceClass });
        return chosen ? undefined : NOT_ENOUGH;
      } catch (error) {
        return unresolvable((error as Error).message);
      }
    };
  },
  mayUnblock: ({ type }, { pod }) =>
    ['devices-changed', 'node-added', 'node-updated'].includes(type) && (pod.spec?.resourceClaims?.length ?? 0) > 0,
};
