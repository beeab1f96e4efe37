import { LABELS } from '@kubets/api';
import type { Node } from '@kubets/proto-gen/core/v1';
import { readyStatus } from './node-taints';

export type ZoneState = 'Normal' | 'PartialDisruption' | 'FullDisruption';

/** Nodes of one region and zone are taken to fail together. */
export function zoneOf(node: Node): string {
  const labels = node.metadata?.labels ?? {};
  return `${labels[LABELS.region] ?? ''}:${labels[LABELS.zone] ?? ''}`;
}

function stateOf(nodes: readonly Node[], unhealthyThreshold: number): ZoneState {
  const ready = nodes.filter((node) => readyStatus(node) === 'True').length;
  const notReady = nodes.length - ready;
  if (ready === 0 && notReady > 0) return 'FullDisruption';
  return notReady > 2 && notReady / nodes.length >= unhealthyThreshold ? 'PartialDisruption' : 'Normal';
}

/** The state of every zone that has nodes. */
export function zoneStates(nodes: readonly Node[], unhealthyThreshold: number): Map<string, ZoneState> {
  const zones = new Map<string, Node[]>();
  for (const node of nodes) {
    const members = zones.get(zoneOf(node));
    if (members) members.push(node);
    else zones.set(zoneOf(node), [node]);
  }
  return new Map([...zones].map(([zone, members]) => [zone, stateOf(members, unhealthyThreshold)]));
}

/** When every zone is dark it is more likely that we are cut off than that all nodes are dead. */
export const allDisrupted = (states: ReadonlyMap<string, ZoneState>): boolean =>
  states.size > 0 && [...states.values()].every((state) => state === 'FullDisruption');

export interface EvictionRates {
  healthyPerSecond: number;
  unhealthyPerSecond: number;
  /** Clusters with more nodes than this are large: in an unhealthy zone of a smaller one nothing is evicted. */
  largeClusterSize: number;
}

/** How many nodes per second may be given up in a zone of this state. */
export function evictionRate(state: ZoneState, zoneSize: number, rates: EvictionRates): number {
  if (state !== 'PartialDisruption') return rates.healthyPerSecond;
  return zoneSize > rates.largeClusterSize ? rates.unhealthyPerSecond : 0;
}

/** Lets one node per zone go at once, and the next ones at the rate. */
export interface EvictionLimiter {
  /** Undefined when it may go now, else the time to wait in ms; Infinity when the rate is 0. */
  take(zone: string, perSecond: number): number | undefined;
}

export function createEvictionLimiter(monotonicMs: () => number): EvictionLimiter {
  const lastMs = new Map<string, number>();
  return {
    take(zone, perSecond) {
      if (perSecond <= 0) return Infinity;
      const last = lastMs.get(zone);
      const waitMs = last === undefined ? 0 : last + 1000 / perSecond - monotonicMs();
      if (waitMs > 0) return waitMs;
      lastMs.set(zone, monotonicMs());
      return undefined;
    },
  };
}
