import { isPodTerminal, isPodTerminating, LABELS } from '@kubets/api';
import type { DaemonSet } from '@kubets/proto-gen/apps/v1';
import type { Pod, PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import { byCreation } from '../../owned/revision-order';
import { scaledValue } from '../../pods/scaled-value';
import { daemonTolerations } from './node-fit';

/** The label of pods, and of revisions, that holds the hash of the template. */
const GENERATION = 'pod-template-generation';
const GENERATION_OF_SET = 'deprecated.daemonset.template.generation';

/** The state of the template: its hash, and how often it has changed. */
export interface TemplateState {
  hash: string;
  generation: string | undefined;
}

export const templateStateOf = ({ metadata }: DaemonSet, hash: string): TemplateState => ({
  hash,
  generation: metadata?.annotations?.[GENERATION_OF_SET],
});

export function isUpdated({ metadata }: Pod, { hash, generation }: TemplateState): boolean {
  const labels = metadata?.labels ?? {};
  return (
    labels[LABELS.controllerRevisionHash] === hash || (generation !== undefined && labels[GENERATION] === generation)
  );
}

/** The template of the pods that are made: with the labels that tell its state, and the tolerations of all. */
export function podTemplate({ spec }: DaemonSet, { hash, generation }: TemplateState): PodTemplateSpec {
  const { metadata, spec: podSpec = {} } = spec?.template ?? {};
  const labels = {
    ...metadata?.labels,
    ...(generation === undefined ? {} : { [GENERATION]: generation }),
    [LABELS.controllerRevisionHash]: hash,
  };
  return { metadata: { ...metadata, labels }, spec: { ...podSpec, tolerations: daemonTolerations(podSpec) } };
}

/** The node that the pod is on, or is made for; undefined for one that says neither. */
export function targetNode({ spec }: Pod): string | undefined {
  if (spec?.nodeName) return spec.nodeName;
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  for (const { matchFields = [] } of required?.nodeSelectorTerms ?? [])
    for (const { key, operator, values } of matchFields)
      if (key === 'metadata.name' && operator === 'In') return values?.length === 1 ? values[0] : undefined;
  return undefined;
}

/** Pods by the nodes they are for. Those that have ended and go count no more. */
export function podsByNode(pods: readonly Pod[]): Map<string, Pod[]> {
  const byNode = new Map<string, Pod[]>();
  for (const pod of pods) {
    const node = isPodTerminating(pod) && isPodTerminal(pod) ? undefined : targetNode(pod);
    if (node !== undefined) byNode.set(node, [...(byNode.get(node) ?? []), pod]);
  }
  return byNode;
}

/** Those that have a node first, then the older. */
export const oldestFirst = (a: Pod, b: Pod): number =>
  Number(!a.spec?.nodeName) - Number(!b.spec?.nodeName) || byCreation(a, b);

export interface UpdateLimits {
  maxSurge: number;
  maxUnavailable: number;
}

/** How many nodes may have two pods, or none, while pods are replaced. */
export function updateLimits({ spec }: DaemonSet, desired: number): UpdateLimits {
  const { type, rollingUpdate } = spec?.updateStrategy ?? {};
  if (type === 'OnDelete' || !rollingUpdate) return { maxSurge: 0, maxUnavailable: type === 'OnDelete' ? 0 : 1 };
  const maxSurge = scaledValue(rollingUpdate.maxSurge ?? 0, desired, 'up');
  const maxUnavailable = scaledValue(rollingUpdate.maxUnavailable ?? 1, desired, 'up');
  return { maxSurge, maxUnavailable: desired > 0 && maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable };
}

/** Whether a node may have more than one pod. */
export const allowsSurge = (set: DaemonSet): boolean => updateLimits(set, 1).maxSurge > 0;
