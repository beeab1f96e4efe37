import { LABELS } from '@kubets/api';
import { nameOf, namespaceOf, ownerReferenceOf, type KubeObject } from '@kubets/apimachinery';
import type { Pod, PodSpec, PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import type { OwnerType } from './owner-kind';

/** What tells one pod of an owner from the next: its name, and what goes with the name. */
export interface PodIdentity {
  name?: string;
  /** The apiserver appends five characters. */
  generateName?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  /** The template's spec with what is this pod's own. */
  spec?(spec: PodSpec | undefined): PodSpec;
}

/** Pods that are all alike, as a ReplicaSet's. */
export const anyPod = (owner: KubeObject): PodIdentity => ({ generateName: `${nameOf(owner)}-` });

/** The pod with a number that keeps its name, as a StatefulSet's: web-0, web-1, … */
export function ordinalPod(owner: KubeObject, ordinal: number, serviceName?: string): PodIdentity {
  const name = `${nameOf(owner)}-${ordinal}`;
  return {
    name,
    labels: { [LABELS.podName]: name, [LABELS.podIndex]: String(ordinal) },
    spec: (spec) => ({ ...spec, hostname: name, subdomain: serviceName }),
  };
}

/** The number of an owner's pod by its name; undefined for a name that is none of them. */
export function ordinalOf(owner: KubeObject, pod: Pod): number | undefined {
  const prefix = `${nameOf(owner)}-`;
  const digits = nameOf(pod).startsWith(prefix) ? nameOf(pod).slice(prefix.length) : '';
  return /^(0|[1-9]\d{0,9})$/.test(digits) && Number(digits) < 2 ** 31 ? Number(digits) : undefined;
}

/** The pod that only this node may take, as a DaemonSet's. What the template requires of nodes has been looked at already. */
export const nodePod = (owner: KubeObject, nodeName: string): PodIdentity => ({
  ...anyPod(owner),
  spec(spec) {
    const matchFields = [{ key: 'metadata.name', operator: 'In', values: [nodeName] }];
    const nodeAffinity = {
      ...spec?.affinity?.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] },
    };
    return { ...spec, affinity: { ...spec?.affinity, nodeAffinity } };
  },
});

/** The longest prefix of a generated name, as in Kubernetes. */
const MAX_PREFIX_CHARS = 58;

/** The pod that does one share of the work, as an indexed Job's. It may be tried again, under another name. */
export function indexedPod(owner: KubeObject, index: number): PodIdentity {
  const share = { [LABELS.jobCompletionIndex]: String(index) };
  return {
    // The index stays whole, whatever the name is cut to.
    generateName: `${nameOf(owner).slice(0, MAX_PREFIX_CHARS - `-${index}-`.length)}-${index}-`,
    labels: share,
    annotations: share,
    spec: (spec) => ({ ...spec, hostname: `${nameOf(owner)}-${index}` }),
  };
}

const merged = (template: Record<string, string> | undefined, own: Record<string, string> | undefined) =>
  template || own ? { ...template, ...own } : undefined;

/** The pod that a template makes for its controller. */
export function podFromTemplate(
  template: PodTemplateSpec,
  owner: KubeObject,
  { ownerType, identity }: { ownerType: OwnerType; identity: PodIdentity },
): Pod {
  const { finalizers } = template.metadata ?? {};
  const labels = merged(template.metadata?.labels, identity.labels);
  const annotations = merged(template.metadata?.annotations, identity.annotations);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace: namespaceOf(owner),
      ...(identity.name ? { name: identity.name } : { generateName: identity.generateName }),
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(finalizers ? { finalizers: [...finalizers] } : {}),
      ownerReferences: [ownerReferenceOf(owner, ownerType)],
    },
    spec: identity.spec ? identity.spec(template.spec) : template.spec,
  };
}
