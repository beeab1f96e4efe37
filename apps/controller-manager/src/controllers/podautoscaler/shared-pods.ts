import type { Selector } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';

/** So many are named that have pods in common. */
const NAMED = 2;

/** Knows whose pods are whose: two autoscalers of the same pods would scale them back and forth. */
export interface SharedPods {
  /** Notes the selector of an autoscaler, and names it and another that has some of these pods. */
  note(namespace: string, name: string, selector: Selector, pods: readonly Pod[]): string[];
  forget(namespace: string, name: string): void;
}

export function createSharedPods(): SharedPods {
  const byNamespace = new Map<string, Map<string, Selector>>();
  return {
    note(namespace, name, selector, pods) {
      const selectors = byNamespace.get(namespace) ?? new Map<string, Selector>();
      byNamespace.set(namespace, selectors.set(name, selector));
      const found: string[] = [];
      for (const [other, one] of [...selectors].sort(([a], [b]) => (a < b ? -1 : 1))) {
        if (found.length >= NAMED) break;
        if (pods.some((pod) => one.matches(pod.metadata?.labels))) found.push(`${namespace}/${other}`);
      }
      return found;
    },
    forget(namespace, name) {
      const selectors = byNamespace.get(namespace);
      selectors?.delete(name);
      if (selectors?.size === 0) byNamespace.delete(namespace);
    },
  };
}
