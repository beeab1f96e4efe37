import { podResourceClaims, toleratesDeviceTaint } from '@kubets/api';
import { controllerOf, nameOf, namespaceOf, uidOf } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type {
  DeviceRequestAllocationResult as AllocatedDevice,
  DeviceTaint,
  DeviceTaintRule,
  DeviceToleration,
  ResourceClaim,
  ResourceSlice,
} from '@kubets/proto-gen/resource/v1';

/** The devices of a cluster, and what is said of them. */
export interface DeviceWorld {
  slices: readonly ResourceSlice[];
  rules: readonly DeviceTaintRule[];
  claim(namespace: string, name: string): ResourceClaim | undefined;
}

/** When a pod has to go for its devices' sake, and the rules that want it. */
export interface DeviceEviction {
  atMs: number;
  rules: DeviceTaintRule[];
}

const NO_EXECUTE = 'NoExecute';

export const evicts = ({ effect }: DeviceTaint): boolean => effect === NO_EXECUTE;

/** Of each pool the slices of the newest generation that is there. */
export function newestSlices(slices: readonly ResourceSlice[]): ResourceSlice[] {
  const poolOf = ({ spec }: ResourceSlice) => `${spec?.driver}/${spec?.pool?.name}`;
  const generationOf = ({ spec }: ResourceSlice) => Number(spec?.pool?.generation ?? 0);
  const newest = new Map<string, number>();
  for (const slice of slices)
    newest.set(poolOf(slice), Math.max(generationOf(slice), newest.get(poolOf(slice)) ?? -Infinity));
  return slices.filter((slice) => generationOf(slice) === newest.get(poolOf(slice)));
}

type Place = Pick<AllocatedDevice, 'driver' | 'pool' | 'device'>;

/** A rule without a selector is about no device. */
export function isAbout({ spec }: DeviceTaintRule, place: Place): boolean {
  const selector = spec?.deviceSelector;
  if (!selector) return false;
  const { driver = place.driver, pool = place.pool, device = place.device } = selector;
  return driver === place.driver && pool === place.pool && device === place.device;
}

/** What drives pods off a device, and who says so. */
function evictingTaints(
  place: Place,
  { slices, rules }: DeviceWorld,
): { taint: DeviceTaint; rule?: DeviceTaintRule }[] {
  const own = slices
    .filter(({ spec }) => spec?.driver === place.driver && spec?.pool?.name === place.pool)
    .flatMap(({ spec }) => spec?.devices ?? [])
    .find(({ name }) => name === place.device)?.taints;
  return [
    ...(own ?? []).map((taint) => ({ taint })),
    ...rules.filter((rule) => isAbout(rule, place)).map((rule) => ({ taint: rule.spec?.taint ?? {}, rule })),
  ].filter(({ taint }) => evicts(taint));
}

/** Until when a taint is tolerated: undefined is for good. */
function toleratedUntilMs(
  taint: DeviceTaint,
  tolerations: readonly DeviceToleration[],
  nowMs: number,
): number | undefined {
  const sinceMs = taint.timeAdded === undefined ? nowMs : Date.parse(taint.timeAdded);
  const fitting = tolerations.filter(
    (toleration) => toleration.effect === NO_EXECUTE && toleratesDeviceTaint(toleration, taint),
  );
  if (fitting.length === 0) return sinceMs;
  const seconds = fitting.map(({ tolerationSeconds }) =>
    tolerationSeconds === undefined ? Infinity : Math.max(0, Number(tolerationSeconds)),
  );
  if (seconds.includes(Infinity)) return undefined;
  return sinceMs + Math.min(...seconds) * 1000;
}

/** The claims of a pod that it may use, with the devices that they have. */
function usableClaims(pod: Pod, { claim: claimOf }: DeviceWorld): ResourceClaim[] {
  const named = podResourceClaims(pod).map(({ claimName, templateName }) => ({
    claimName,
    isOwn: templateName !== undefined,
  }));
  const extended = { claimName: pod.status?.extendedResourceClaimStatus?.resourceClaimName, isOwn: false };
  return [...named, extended].flatMap(({ claimName, isOwn }) => {
    const claim = claimName === undefined ? undefined : claimOf(namespaceOf(pod), claimName);
    if (!claim?.status?.allocation || (isOwn && controllerOf(claim)?.uid !== uidOf(pod))) return [];
    return claim.status.reservedFor?.some(({ uid }) => uid === uidOf(pod)) ? [claim] : [];
  });
}

/** When the pod has to go; undefined when it may stay, or is not on a node yet. */
export function deviceEviction(pod: Pod, world: DeviceWorld, nowMs: number): DeviceEviction | undefined {
  if (!pod.spec?.nodeName) return undefined;
  let atMs = Infinity;
  const rules = new Map<string, DeviceTaintRule>();
  for (const claim of usableClaims(pod, world))
    for (const device of claim.status?.allocation?.devices?.results ?? [])
      for (const { taint, rule } of evictingTaints(device, world)) {
        const untilMs = toleratedUntilMs(taint, device.tolerations ?? [], nowMs);
        if (untilMs === undefined) continue;
        atMs = Math.min(atMs, untilMs);
        if (rule) rules.set(nameOf(rule), rule);
      }
  return atMs === Infinity ? undefined : { atMs, rules: [...rules.values()] };
}
