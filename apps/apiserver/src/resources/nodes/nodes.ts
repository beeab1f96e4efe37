import { nodes as names } from '@kubets/proto-gen/catalogue';
import type { Node } from '@kubets/proto-gen/core/v1';
import { defineResource } from '../../registry/define-resource';
import { nodeColumns } from './columns';
import { defaultNodeStatus } from './defaulting';
import { validateNode, validateNodeUpdate } from './validation';

export const nodes = defineResource<Node>(names, {
  versions: { v1: { defaults: defaultNodeStatus } },
  columns: nodeColumns,
  validate: validateNode,
  validateUpdate: validateNodeUpdate,
  status: {},
  fieldSelectors: { 'spec.unschedulable': (node) => String(node.spec?.unschedulable === true) },
});
