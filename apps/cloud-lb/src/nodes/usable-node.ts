import { isNodeReady, nodeAddresses } from '@kubets/api';
import { nameOf } from '@kubets/apimachinery';
import { canonicalIp } from '@kubets/net';
import type { Node } from '@kubets/proto-gen/core/v1';

const EXCLUDE_LABEL = 'node.kubernetes.io/exclude-from-external-load-balancers';

/** A node as far as load balancers may use it. */
export interface UsableNode {
  name: string;
  /** Where its proxy answers; nodes without an internal address are not used. */
  address: string;
  /** All its internal addresses, of both families. */
  addresses: readonly string[];
}

/** Undefined for a node that load balancers must not use: not ready, excluded by its label or without an address. */
export function usableNode(node: Node): UsableNode | undefined {
  const isExcluded = node.metadata?.labels?.[EXCLUDE_LABEL] !== undefined;
  const addresses = nodeAddresses(node, 'InternalIP').flatMap((text) => canonicalIp(text) ?? []);
  const [address] = addresses;
  return isNodeReady(node) && !isExcluded && address ? { name: nameOf(node), address, addresses } : undefined;
}
