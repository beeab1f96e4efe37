import { isNodeReady, nodeAddresses } from '@kubets/api';
import { nameOf } from '@kubets/apimachinery';
import { canonicalIp } from '@kubets/net';
import type { Node } from '@kubets/proto-gen/core/v1';

const EXCLUDE_LABEL = 'node.kubernetes.io/exclude-from-external-load-balancers';

/** A node as far as it may announce addresses. */
export interface Announcer {
  name: string;
  /** Where its proxy answers; nodes without an internal address are not used. */
  address: string;
}

/** Undefined for a node that load balancers must not use: not ready, excluded by its label or without an address. */
export function announcerOf(node: Node): Announcer | undefined {
  const isExcluded = node.metadata?.labels?.[EXCLUDE_LABEL] !== undefined;
  const address = canonicalIp(nodeAddresses(node, 'InternalIP')[0] ?? '');
  return isNodeReady(node) && !isExcluded && address ? { name: nameOf(node), address } : undefined;
}
