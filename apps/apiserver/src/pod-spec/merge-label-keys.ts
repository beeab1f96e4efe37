import type { Affinity, PodSpec } from '@kubets/proto-gen/core/v1';
import type { LabelKeys } from './validate-label-keys';

type Labels = Readonly<Record<string, string>>;

/** Puts the values that a new pod has of the named labels into the selectors, in place: who is beside it is told from then on. */
export function mergeLabelKeys(spec: PodSpec, labels: Labels = {}): void {
  for (const term of affinityTerms(spec.affinity)) mergeInto(term, labels);
  for (const constraint of spec.topologySpreadConstraints ?? []) mergeInto(constraint, labels);
}

const affinityTerms = ({ podAffinity, podAntiAffinity }: Affinity = {}): LabelKeys[] =>
  [podAffinity, podAntiAffinity].flatMap((affinity) => [
    ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(
      ({ podAffinityTerm = {} }) => podAffinityTerm,
    ),
    ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
  ]);

function mergeInto({ labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] }: LabelKeys, labels: Labels): void {
  if (!labelSelector) return;
  const given = ([key]: readonly [string, string]): boolean => Object.hasOwn(labels, key);
  const wanted = [
    ...matchLabelKeys.map((key) => [key, 'In'] as const),
    ...mismatchLabelKeys.map((key) => [key, 'NotIn'] as const),
  ].filter(given);
  if (wanted.length === 0) return;
  labelSelector.matchExpressions = [
    ...(labelSelector.matchExpressions ?? []),
    ...wanted.map(([key, operator]) => ({ key, operator, values: [labels[key]!] })),
  ];
}
