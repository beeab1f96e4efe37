import type { Node } from '@kubets/proto-gen/core/v1';
import { isConditionTrue } from '../conditions';

export function isNodeReady(node: Node | undefined): boolean {
  return isConditionTrue(node?.status?.conditions, 'Ready');
}

export type NodeAddressType = 'InternalIP' | 'ExternalIP' | 'Hostname' | 'InternalDNS' | 'ExternalDNS';

/** The node's addresses of a type, in the node's order. */
export function nodeAddresses(node: Node | undefined, type: NodeAddressType): string[] {
  return (node?.status?.addresses ?? []).flatMap((entry) =>
    entry.type === type && entry.address ? [entry.address] : [],
  );
}

/** The ranges that the node's pods have their addresses from, one per family. */
export function podCIDRsOf({ spec }: Node): string[] {
  if (spec?.podCIDRs?.length) return spec.podCIDRs;
  return spec?.podCIDR ? [spec.podCIDR] : [];
}
