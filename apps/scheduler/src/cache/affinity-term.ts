import { selectorOrNothing, type Selector } from '@kubets/apimachinery';
import type { PodAffinityTerm, WeightedPodAffinityTerm } from '@kubets/proto-gen/core/v1';

/** A pod (anti-)affinity term, parsed once when the pod is seen. */
export interface AffinityTerm {
  topologyKey: string;
  selector: Selector;
  namespaces: ReadonlySet<string>;
  /** Absent when the term has none, which selects no further namespace. */
  namespaceSelector?: Selector;
  /** 1–100 of a preference; 0 of a requirement. */
  weight: number;
}

export interface AffinityTerms {
  requiredAffinity: readonly AffinityTerm[];
  requiredAntiAffinity: readonly AffinityTerm[];
  preferredAffinity: readonly AffinityTerm[];
  preferredAntiAffinity: readonly AffinityTerm[];
}

export const noTerms: AffinityTerms = {
  requiredAffinity: [],
  requiredAntiAffinity: [],
  preferredAffinity: [],
  preferredAntiAffinity: [],
};

/** A term without namespaces and without a namespace selector means the pod's own namespace. */
export function parseTerm(term: PodAffinityTerm, ownNamespace: string, weight = 0): AffinityTerm {
  const { namespaceSelector } = term;
  const names = term.namespaces ?? [];
  return {
    topologyKey: term.topologyKey ?? '',
    selector: selectorOrNothing(term.labelSelector),
    namespaces: new Set(names.length === 0 && !namespaceSelector ? [ownNamespace] : names),
    ...(namespaceSelector && { namespaceSelector: selectorOrNothing(namespaceSelector) }),
    weight,
  };
}

export function parseWeightedTerm(weighted: WeightedPodAffinityTerm, ownNamespace: string): AffinityTerm {
  return parseTerm(weighted.podAffinityTerm ?? {}, ownNamespace, weighted.weight ?? 0);
}

/** Labels of a namespace by its name; absent when it is not known. */
export type NamespaceLabels = (namespace: string) => Record<string, string> | undefined;

/** Whether the term selects a pod with these labels in that namespace. */
export function termMatches(
  term: AffinityTerm,
  pod: { namespace: string; labels: Record<string, string> },
  namespaceLabels: NamespaceLabels,
): boolean {
  // The cheapest first: pods have thousands of terms, nearly all of them for one namespace.
  const isNamed = term.namespaces.has(pod.namespace);
  if (!isNamed && term.namespaceSelector === undefined) return false;
  if (!term.selector.matches(pod.labels)) return false;
  return isNamed || term.namespaceSelector!.matches(namespaceLabels(pod.namespace));
}
