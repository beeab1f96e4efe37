import type { FieldPath } from '@kubets/apimachinery';
import type { NodeSelectorTerm, PodSpec, Volume } from '@kubets/proto-gen/core/v1';

/** Labels of nodes that have another name today. */
const OLD_LABELS: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'app.kubernetes.io/created-by': 'deprecated since v1.9',
  'scheduler.alpha.kubernetes.io/preferAvoidPods': 'deprecated since v1.22; use Taints and Tolerations instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
};

const OLD_VOLUMES: { [Kind in keyof Volume]?: string } = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'deprecated in v1.11, and disabled by default in v1.33+',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
};

const NO_POD = 'a null labelSelector results in matching no pod';
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** Warnings of labels and volumes that are out of use, and of spreading that counts no pod. */
export function discouragedParts(spec: PodSpec, path: FieldPath): string[] {
  const selector = Object.keys(spec.nodeSelector ?? {}).filter((key) => OLD_LABELS[key]);
  return [
    ...selector.map((key) => `${path.child('nodeSelector').key(key)}: ${OLD_LABELS[key]}`),
    ...oldLabelsOfAffinity(spec, path.child('affinity', 'nodeAffinity')),
    ...spreading(spec, path.child('topologySpreadConstraints')),
    ...(spec.volumes ?? []).flatMap((volume, index) => {
      const kinds = (Object.keys(OLD_VOLUMES) as (keyof Volume)[]).filter((kind) => volume[kind]);
      return kinds.map((kind) => `${path.child('volumes').index(index).child(kind)}: ${OLD_VOLUMES[kind]}`);
    }),
  ];
}

function oldLabelsOfAffinity({ affinity }: PodSpec, path: FieldPath): string[] {
  const { [REQUIRED]: required, [PREFERRED]: preferred = [] } = affinity?.nodeAffinity ?? {};
  const terms = (required?.nodeSelectorTerms ?? []).map((term, index) => ({
    term: term as NodeSelectorTerm | undefined,
    at: path.child(REQUIRED, 'nodeSelectorTerms').index(index),
  }));
  const wished = preferred.map(({ preference }, index) => ({
    term: preference,
    at: path.child(PREFERRED).index(index).child('preference'),
  }));
  return [...terms, ...wished].flatMap(({ term, at }) =>
    (term?.matchExpressions ?? []).flatMap(({ key = '' }, index) =>
      OLD_LABELS[key]
        ? [`${at.child('matchExpressions').index(index).child('key')}: ${key} is ${OLD_LABELS[key]}`]
        : [],
    ),
  );
}

const spreading = ({ topologySpreadConstraints = [] }: PodSpec, path: FieldPath): string[] =>
  topologySpreadConstraints.flatMap(({ topologyKey = '', labelSelector }, index) => [
    ...(OLD_LABELS[topologyKey]
      ? [`${path.index(index).child('topologyKey')}: ${topologyKey} is ${OLD_LABELS[topologyKey]}`]
      : []),
    ...(labelSelector ? [] : [`${path.index(index).child('labelSelector')}: ${NO_POD}`]),
  ]);

/** Warnings of affinity to no pod at all, and of a grace period that is none. */
export function unselectingAffinity(
  { affinity, terminationGracePeriodSeconds = 0 }: PodSpec,
  path: FieldPath,
): string[] {
  const grace = path.child('terminationGracePeriodSeconds');
  const warnings =
    terminationGracePeriodSeconds < 0
      ? [`${grace}: must be >= 0; negative values are invalid and will be treated as 1`]
      : [];
  for (const kind of ['podAffinity', 'podAntiAffinity'] as const) {
    const { [REQUIRED]: required = [], [PREFERRED]: preferred = [] } = affinity?.[kind] ?? {};
    const at = path.child('affinity', kind);
    required.forEach(({ labelSelector }, index) => {
      if (!labelSelector) warnings.push(`${at.child(REQUIRED).index(index).child('labelSelector')}: ${NO_POD}`);
    });
    preferred.forEach(({ podAffinityTerm }, index) => {
      const path = at.child(PREFERRED).index(index).child('podAffinityTerm', 'labelSelector');
      if (!podAffinityTerm?.labelSelector) warnings.push(`${path}: ${NO_POD}`);
    });
  }
  return warnings;
}
