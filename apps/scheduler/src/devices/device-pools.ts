import { matchesAnyTerm, type SelectableNode } from '@kubets/apimachinery';
import type { NodeSelector } from '@kubets/proto-gen/core/v1';
import type { Device, DeviceTaint, DeviceTaintRule, ResourceSlice } from '@kubets/proto-gen/resource/v1';

/** A device that a node can have. */
export interface OfferedDevice {
  driver: string;
  pool: string;
  device: Device;
  taints: readonly DeviceTaint[];
  /** Which nodes can have it besides: this one alone, those of a selector, or all. */
  reach: 'node' | 'all' | NodeSelector;
}

export const deviceId = (driver: string, pool: string, device: string): string => `${driver}/${pool}/${device}`;
export const idOf = ({ driver, pool, device }: OfferedDevice): string => deviceId(driver, pool, device.name ?? '');
const poolOf = ({ spec }: ResourceSlice): string => `${spec?.driver}/${spec?.pool?.name}`;

/** The slices of pools that are whole: all of their newest generation is there. */
export function wholePools(slices: readonly ResourceSlice[]): ResourceSlice[] {
  const pools = new Map<string, ResourceSlice[]>();
  for (const slice of slices) {
    const key = poolOf(slice);
    const known = pools.get(key);
    const newer = generationOf(slice) - (known ? generationOf(known[0]!) : -1);
    if (newer > 0) pools.set(key, [slice]);
    else if (newer === 0) known!.push(slice);
  }
  return [...pools.values()].filter((all) => all.length === Number(all[0]!.spec?.pool?.resourceSliceCount)).flat();
}

const generationOf = ({ spec }: ResourceSlice): number => Number(spec?.pool?.generation ?? 0);

type Reached = Pick<Device, 'nodeName' | 'nodeSelector' | 'allNodes'>;

function reachOf(
  { nodeName, nodeSelector, allNodes }: Reached,
  node: SelectableNode,
): OfferedDevice['reach'] | undefined {
  if (nodeName !== undefined) return nodeName === node.name ? 'node' : undefined;
  if (allNodes) return 'all';
  const terms = nodeSelector?.nodeSelectorTerms ?? [];
  return matchesAnyTerm(terms, node) ? nodeSelector : undefined;
}

/** What whole pools offer a node, in the order of pools and slices. */
export function devicesFor(
  node: SelectableNode,
  slices: readonly ResourceSlice[],
  rules: readonly DeviceTaintRule[],
): OfferedDevice[] {
  return slices.flatMap(({ spec = {} }) => {
    const { driver = '', perDeviceNodeSelection, devices = [] } = spec;
    const pool = spec.pool?.name ?? '';
    const ofSlice = perDeviceNodeSelection ? undefined : reachOf(spec, node);
    if (!perDeviceNodeSelection && ofSlice === undefined) return [];
    return devices.flatMap((device) => {
      const reach = ofSlice ?? reachOf(device, node);
      if (reach === undefined) return [];
      const taints = [...(device.taints ?? []), ...taintsOf(rules, { driver, pool, device: device.name ?? '' })];
      return [{ driver, pool, device, taints, reach }];
    });
  });
}

/** A rule without a selector is about no device. */
function taintsOf(
  rules: readonly DeviceTaintRule[],
  place: { driver: string; pool: string; device: string },
): DeviceTaint[] {
  return rules.flatMap(({ spec }) => {
    const { deviceSelector, taint } = spec ?? {};
    if (!deviceSelector || !taint) return [];
    const { driver = place.driver, pool = place.pool, device = place.device } = deviceSelector;
    return driver === place.driver && pool === place.pool && device === place.device ? [taint] : [];
  });
}
