import { LABELS } from '@kubets/api';
import type { FieldPath } from '@kubets/apimachinery';
import type { NodeSelectorTerm, PodSpec, Volume } from '@kubets/proto-gen/core/v1';
import { warningsOfEach, type WarningSteps } from '../validation/warning-steps';

/** Labels of nodes that have another name today. */
const OLD_LABELS: ReadonlyMap<string, string> = new Map([
  [LABELS.betaArch, 'deprecated since v1.14; use "kubernetes.io/arch" instead'],
  [LABELS.betaOs, 'deprecated since v1.14; use "kubernetes.io/os" instead'],
  [LABELS.betaRegion, 'deprecated since v1.17; use "topology.kubernetes.io/region" instead'],
  [LABELS.betaZone, 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead'],
  [LABELS.betaInstanceType, 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead'],
  ['app.kubernetes.io/created-by', 'deprecated since v1.9'],
  ['scheduler.alpha.kubernetes.io/preferAvoidPods', 'deprecated since v1.22; use Taints and Tolerations instead'],
  [LABELS.master, 'use "node-role.kubernetes.io/control-plane" instead'],
]);

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
export function* discouragedParts(spec: PodSpec, path: FieldPath): WarningSteps {
  const { nodeSelector = {}, topologySpreadConstraints = [], volumes = [] } = spec;
  for (const [key, text] of OLD_LABELS)
    if (Object.hasOwn(nodeSelector, key)) yield `${path.child('nodeSelector').key(key)}: ${text}`;
  yield;
  yield* oldLabelsOfAffinity(spec, path.child('affinity', 'nodeAffinity'));
  const spreading = path.child('topologySpreadConstraints');
  yield* warningsOfEach(topologySpreadConstraints, ({ topologyKey = '', labelSelector }, index) => [
    ...(OLD_LABELS.get(topologyKey)
      ? [`${spreading.index(index).child('topologyKey')}: ${topologyKey} is ${OLD_LABELS.get(topologyKey)}`]
      : []),
    ...(labelSelector ? [] : [`${spreading.index(index).child('labelSelector')}: ${NO_POD}`]),
  ]);
  yield* warningsOfEach(volumes, (volume, index) =>
    (Object.keys(OLD_VOLUMES) as (keyof Volume)[])
      .filter((kind) => volume[kind])
      .map((kind) => `${path.child('volumes').index(index).child(kind)}: ${OLD_VOLUMES[kind]}`),
  );
}

function* oldLabelsOfAffinity({ affinity }: PodSpec, path: FieldPath): WarningSteps {
  const { [REQUIRED]: required, [PREFERRED]: preferred = [] } = affinity?.nodeAffinity ?? {};
  const terms = path.child(REQUIRED, 'nodeSelectorTerms');
  yield* warningsOfEach(required?.nodeSelectorTerms ?? [], (term, index) =>
    oldLabelsOfTerm(term as NodeSelectorTerm | undefined, terms.index(index)),
  );
  yield* warningsOfEach(preferred, ({ preference }, index) =>
    oldLabelsOfTerm(preference, path.child(PREFERRED).index(index).child('preference')),
  );
}

export const oldLabelsOfTerm = (term: NodeSelectorTerm | undefined, path: FieldPath): WarningSteps =>
  warningsOfEach(term?.matchExpressions ?? [], ({ key = '' }, index) =>
    OLD_LABELS.get(key)
      ? `${path.child('matchExpressions').index(index).child('key')}: ${key} is ${OLD_LABELS.get(key)}`
      : undefined,
  );

/** Warnings of affinity to no pod at all, and of a grace period that is none. */
export function* unselectingAffinity(
  { affinity, terminationGracePeriodSeconds = 0 }: PodSpec,
  path: FieldPath,
): WarningSteps {
  if (terminationGracePeriodSeconds < 0)
    yield `${path.child('terminationGracePeriodSeconds')}: must be >= 0; negative values are invalid and will be treated as 1`;
  for (const kind of ['podAffinity', 'podAntiAffinity'] as const) {
    const { [REQUIRED]: required = [], [PREFERRED]: preferred = [] } = affinity?.[kind] ?? {};
    const at = path.child('affinity', kind);
    yield* warningsOfEach(required, ({ labelSelector }, index) =>
      labelSelector ? undefined : `${at.child(REQUIRED).index(index).child('labelSelector')}: ${NO_POD}`,
    );
    yield* warningsOfEach(preferred, ({ podAffinityTerm }, index) =>
      podAffinityTerm?.labelSelector
        ? undefined
        : `${at.child(PREFERRED).index(index).child('podAffinityTerm', 'labelSelector')}: ${NO_POD}`,
    );
  }
}
