import type { PodGroup } from '../../cache/pod-groups';

/** Numbers per value of topology labels: how many pods, or how much weight, a zone or host has. */
export class TopologyCounts {
  private readonly byKey = new Map<string, Map<string, number>>();

  get isEmpty(): boolean {
    return this.byKey.size === 0;
  }

  /** Adds `weight` for each pod of the group, in the domains of the nodes they are on. */
  addGroup(group: PodGroup, topologyKey: string, weight = 1): void {
    for (const [node, count] of group.nodes) {
      const value = node.labels[topologyKey];
      if (value === undefined) continue;
      let values = this.byKey.get(topologyKey);
      if (!values) this.byKey.set(topologyKey, (values = new Map()));
      values.set(value, (values.get(value) ?? 0) + weight * count);
    }
  }

  get(topologyKey: string, labels: Record<string, string>): number {
    const value = labels[topologyKey];
    return value === undefined ? 0 : (this.byKey.get(topologyKey)?.get(value) ?? 0);
  }

  /** All domains the labels lie in, added up. */
  sum(labels: Record<string, string>): number {
    let sum = 0;
    for (const topologyKey of this.byKey.keys()) sum += this.get(topologyKey, labels);
    return sum;
  }

  /** Whether any domain the labels lie in has something. */
  any(labels: Record<string, string>): boolean {
    for (const topologyKey of this.byKey.keys()) if (this.get(topologyKey, labels) > 0) return true;
    return false;
  }
}
