/**
 * Kubernetes' groups with their priorities: where two groups have a short name in common, clients take the one with the higher.
 * This one is before all others, and has no APIService.
 */
const GROUPS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    '': 18_000,
    apps: 17_800,
    'events.k8s.io': 17_750,
    'authentication.k8s.io': 17_700,
    'authorization.k8s.io': 17_600,
    autoscaling: 17_500,
    batch: 17_400,
    'certificates.k8s.io': 17_300,
    'networking.k8s.io': 17_200,
    policy: 17_100,
    'rbac.authorization.k8s.io': 17_000,
    'storage.k8s.io': 16_800,
    'admissionregistration.k8s.io': 16_700,
    'apiextensions.k8s.io': 16_700,
    'scheduling.k8s.io': 16_600,
    'coordination.k8s.io': 16_500,
    'node.k8s.io': 16_300,
    'discovery.k8s.io': 16_200,
    'resource.k8s.io': 16_200,
    'flowcontrol.apiserver.k8s.io': 16_100,
    'storagemigration.k8s.io': 15_800,
    'metrics.k8s.io': 100,
  }),
);

export const AGGREGATION_GROUP = 'apiregistration.k8s.io';
/** Of groups that custom resources have made. */
const OTHER_PRIORITY = 1_000;

/** Of versions, where it is not that of a stable one. */
const VERSIONS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    '/v1': 1,
    'autoscaling/v2': 30,
    'resource.k8s.io/v1': 21,
    'flowcontrol.apiserver.k8s.io/v1': 21,
    'discovery.k8s.io/v1beta1': 12,
    'apps/v1beta1': 1,
    'metrics.k8s.io/v1beta1': 100,
  }),
);
const STABLE_PRIORITY = 15;
const CUSTOM_VERSION_PRIORITY = 100;

/** Of a group that this server serves. */
export const groupPriority = (group: string): number =>
  group === AGGREGATION_GROUP ? Infinity : (GROUPS.get(group) ?? OTHER_PRIORITY);

export const versionPriority = (group: string, version: string): number =>
  VERSIONS.get(`${group}/${version}`) ?? (GROUPS.has(group) ? STABLE_PRIORITY : CUSTOM_VERSION_PRIORITY);

/** By priority; those of one priority stay in their order, but for Kubernetes' own, which go by name. */
export const inDiscoveryOrder = <T extends { name: string }>(groups: readonly T[]): T[] =>
  [...groups].sort(
    (a, b) => groupPriority(b.name) - groupPriority(a.name) || (isOwn(a) && isOwn(b) ? (a.name < b.name ? -1 : 1) : 0),
  );

const isOwn = ({ name }: { name: string }): boolean => GROUPS.has(name);
