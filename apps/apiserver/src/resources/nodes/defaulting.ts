import type { KubeObject } from '@kubets/apimachinery';
import type { Node } from '@kubets/proto-gen/core/v1';
import { roundResourceList } from '../../pod-spec/round-resource-list';

/** What a node can hold is what it has, unless the agent keeps some of it back. */
export function defaultNodeStatus(object: KubeObject): void {
  const node = object as Node;
  const spec = node.spec!;
  if (spec.podCIDR && !spec.podCIDRs?.length) spec.podCIDRs = [spec.podCIDR];
  else if (spec.podCIDRs?.length && !spec.podCIDR) spec.podCIDR = spec.podCIDRs[0];
  const status = node.status;
  roundResourceList(status?.capacity);
  roundResourceList(status?.allocatable);
  if (!status?.capacity) return;
  status.allocatable ??= {};
  for (const [name, quantity] of Object.entries(status.capacity)) status.allocatable[name] ??= quantity;
}
