import { errorsOfAll, type KubeObject, type Steps } from '@kubets/apimachinery';
import { nodes as names } from '@kubets/proto-gen/catalogue';
import type { Node } from '@kubets/proto-gen/core/v1';
import { completeResourceList, roundResourceList } from '../../pod-spec/resource-lists';
import { defineResource } from '../../registry/define-resource';
import { addressWarnings, strictAddressErrors } from '../../validation/strict-addresses';
import { nodeColumns } from './columns';
import { nodeRanges, nodeWarnings, validateChangedStatus, validateNode, validateNodeUpdate } from './validation';

/** What a node can hold is what it has, unless the agent keeps some of it back. */
function* defaultNodeStatus(object: KubeObject): Steps<void> {
  const node = object as Node;
  const spec = node.spec!;
  if (spec.podCIDR && !spec.podCIDRs?.length) spec.podCIDRs = [spec.podCIDR];
  else if (spec.podCIDRs?.length && !spec.podCIDR) spec.podCIDR = spec.podCIDRs[0];
  const status = node.status;
  yield* roundResourceList(status?.capacity);
  yield* roundResourceList(status?.allocatable);
  if (!status?.capacity) return;
  status.allocatable ??= {};
  yield* completeResourceList(status.allocatable, status.capacity);
}

/** What agents were once configured with is kept of nobody who has it not. */
function dropConfig(node: Node, old?: Node): void {
  if (!old?.spec?.configSource) delete node.spec?.configSource;
  if (!old?.status?.config) delete node.status?.config;
}

export const nodes = defineResource<Node>(names, {
  versions: { v1: { defaults: defaultNodeStatus } },
  columns: nodeColumns,
  validate: validateNode,
  validateCreate: (node) => strictAddressErrors(nodeRanges(node)),
  validateUpdate: (node, old) =>
    errorsOfAll(
      () => validateNodeUpdate(node, old),
      () => strictAddressErrors(nodeRanges(node), nodeRanges(old)),
    ),
  warnings: (node) => [...nodeWarnings(node), ...addressWarnings(nodeRanges(node))],
  prepareForCreate: (node) => dropConfig(node),
  prepareForUpdate: dropConfig,
  status: { isSetOnCreate: true, validateUpdate: validateChangedStatus, prepareForUpdate: dropConfig },
  fieldSelectors: { 'spec.unschedulable': (node) => String(node.spec?.unschedulable === true) },
});
