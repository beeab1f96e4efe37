import { type HostPort, hostPortsOf } from '@kubets/api';
import { nameOf, namespaceOf, objectKey, uidOf } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { noTerms, parseTerm, parseWeightedTerm, type AffinityTerms } from './affinity-term';
import { resourcesOfPod, type Resources } from './resources';

/** A pod with all that the scheduler asks of it worked out once. */
export interface PodInfo {
  pod: Pod;
  /** namespace/name */
  key: string;
  uid: string;
  namespace: string;
  name: string;
  labels: Record<string, string>;
  priority: number;
  /** What is reserved on the node. */
  requests: Resources;
  /** What scoring counts: containers without requests weigh something too. */
  scoringRequests: Resources;
  hostPorts: readonly HostPort[];
  terms: AffinityTerms;
  terminating: boolean;
  /** Pods with the same key are the same to selectors and affinity; see PodGroups. */
  groupKey: string;
}

const emptyLabels: Record<string, string> = {};

export function createPodInfo(pod: Pod): PodInfo {
  const namespace = namespaceOf(pod);
  const labels = pod.metadata?.labels ?? emptyLabels;
  const terminating = pod.metadata?.deletionTimestamp !== undefined;
  return {
    pod,
    key: objectKey(pod),
    uid: uidOf(pod),
    namespace,
    name: nameOf(pod),
    labels,
    priority: pod.spec?.priority ?? 0,
    requests: resourcesOfPod(pod),
    scoringRequests: resourcesOfPod(pod, true),
    hostPorts: hostPortsOf(pod),
    terms: termsOf(pod, namespace),
    terminating,
    groupKey: groupKeyOf(pod, namespace, labels, terminating),
  };
}

function termsOf(pod: Pod, namespace: string): AffinityTerms {
  const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {};
  if (!podAffinity && !podAntiAffinity) return noTerms;
  return {
    requiredAffinity: (podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((term) =>
      parseTerm(term, namespace),
    ),
    requiredAntiAffinity: (podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((term) =>
      parseTerm(term, namespace),
    ),
    preferredAffinity: (podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((term) =>
      parseWeightedTerm(term, namespace),
    ),
    preferredAntiAffinity: (podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((term) =>
      parseWeightedTerm(term, namespace),
    ),
  };
}

function groupKeyOf(pod: Pod, namespace: string, labels: Record<string, string>, terminating: boolean): string {
  const sorted = Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key]}`);
  const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {};
  const affinity = podAffinity || podAntiAffinity ? JSON.stringify([podAffinity, podAntiAffinity]) : '';
  return `${namespace} ${terminating ? 'terminating' : ''} ${sorted.join(',')} ${affinity}`;
}
