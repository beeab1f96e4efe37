import { nodes as names } from '@kubets/proto-gen/catalogue';
import type { Node } from '@kubets/proto-gen/core/v1';
import { defineResource } from '../../registry/define-resource';
import { addressWarnings, strictAddressErrors } from '../../validation/strict-addresses';
import { nodeColumns } from './columns';
import { defaultNodeStatus } from './defaulting';
import { nodeRanges, validateNode, validateNodeUpdate } from './validation';

export const nodes = defineResource<Node>(names, {
  versions: { v1: { defaults: defaultNodeStatus } },
  columns: nodeColumns,
  validate: validateNode,
  validateCreate: (node) => strictAddressErrors(nodeRanges(node)),
  validateUpdate: (node, old) => [
    ...validateNodeUpdate(node, old),
    ...strictAddressErrors(nodeRanges(node), nodeRanges(old)),
  ],
  warnings: (node) => addressWarnings(nodeRanges(node)),
  status: {},
  fieldSelectors: { 'spec.unschedulable': (node) => String(node.spec?.unschedulable === true) },
});
