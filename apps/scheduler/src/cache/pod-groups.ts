import type { NodeInfo } from './node-info';
import type { AffinityTerms } from './affinity-term';
import type { PodInfo } from './pod-info';

/** Assigned pods that no selector and no affinity rule can tell apart, with how many of them are on which node. */
export interface PodGroup {
  readonly namespace: string;
  readonly labels: Record<string, string>;
  readonly terms: AffinityTerms;
  readonly terminating: boolean;
  readonly nodes: Map<NodeInfo, number>;
}

/**
 * The assigned pods by group. A workload is one group however many replicas it has, so counting pods by selector
 * costs per workload and node used, not per pod: what makes spreading and affinity affordable in large clusters.
 */
export class PodGroups {
  private readonly groups = new Map<string, PodGroup>();
  private readonly byNamespace = new Map<string, Set<PodGroup>>();
  private readonly affine = new Set<PodGroup>();

  add(pod: PodInfo, node: NodeInfo): void {
    let group = this.groups.get(pod.groupKey);
    if (!group) {
      group = {
        namespace: pod.namespace,
        labels: pod.labels,
        terms: pod.terms,
        terminating: pod.terminating,
        nodes: new Map(),
      };
      this.groups.set(pod.groupKey, group);
      let siblings = this.byNamespace.get(pod.namespace);
      if (!siblings) this.byNamespace.set(pod.namespace, (siblings = new Set()));
      siblings.add(group);
      if (Object.values(group.terms).some((terms) => terms.length > 0)) this.affine.add(group);
    }
    group.nodes.set(node, (group.nodes.get(node) ?? 0) + 1);
  }

  remove(pod: PodInfo, node: NodeInfo): void {
    const group = this.groups.get(pod.groupKey);
    const count = group?.nodes.get(node);
    if (!group || count === undefined) return;
    if (count > 1) group.nodes.set(node, count - 1);
    else group.nodes.delete(node);
    if (group.nodes.size > 0) return;
    this.groups.delete(pod.groupKey);
    this.affine.delete(group);
    const siblings = this.byNamespace.get(pod.namespace)!;
    siblings.delete(group);
    if (siblings.size === 0) this.byNamespace.delete(pod.namespace);
  }

  all(): Iterable<PodGroup> {
    return this.groups.values();
  }

  inNamespace(namespace: string): Iterable<PodGroup> {
    return this.byNamespace.get(namespace) ?? [];
  }

  /** Those with pod affinity or anti-affinity of their own. */
  withAffinity(): Iterable<PodGroup> {
    return this.affine;
  }
}
