import { LABELS, nodeAddresses } from '@kubets/api';
import { IP_FAMILIES } from '@kubets/net';
import type { Node } from '@kubets/proto-gen/core/v1';
import { addressOfFamily } from './address';

/** What the proxy needs to know of the node it runs on. */
export interface NodeView {
  name: string;
  zone?: string;
  /** The first address of each family: InternalIP before ExternalIP. */
  primaryAddresses: readonly string[];
  /** False while the node is being deleted, so that load balancers stop choosing it. */
  eligible: boolean;
}

const DELETION_TAINT = 'ToBeDeletedByClusterAutoscaler';

/** A node that is not (yet) known has no addresses and no zone, and counts as eligible. */
export function nodeViewOf(name: string, node: Node | undefined): NodeView {
  const zone = node?.metadata?.labels?.[LABELS.zone];
  const addresses = [...nodeAddresses(node, 'InternalIP'), ...nodeAddresses(node, 'ExternalIP')];
  const primaryAddresses = IP_FAMILIES.flatMap((family) => {
    const ofFamily = addresses.flatMap((address) => addressOfFamily(address, family) ?? []);
    return ofFamily.slice(0, 1);
  });
  const beingDeleted =
    node?.metadata?.deletionTimestamp !== undefined ||
    (node?.spec?.taints ?? []).some((taint) => taint.key === DELETION_TAINT);
  return { name, ...(zone ? { zone } : {}), primaryAddresses, eligible: !beingDeleted };
}

/** Whether a change of the node changes any Service's forwarding. */
export function forwardsAlike(a: NodeView, b: NodeView): boolean {
  return a.name === b.name && a.zone === b.zone && a.primaryAddresses.join() === b.primaryAddresses.join();
}
