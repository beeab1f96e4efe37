import type { Node } from '@kubets/proto-gen/core/v1';
import type { ResourceDefinition } from '../../registry/resource';
import { nodeColumns } from './columns';
import { defaultNodeStatus } from './defaulting';
import { validateNode, validateNodeUpdate } from './validation';

export const nodes: ResourceDefinition<Node> = {
  group: '',
  plural: 'nodes',
  singular: 'node',
  kind: 'Node',
  shortNames: ['no'],
  namespaced: false,
  versions: [{ version: 'v1', message: 'kubets.core.v1.Node', defaults: defaultNodeStatus }],
  columns: nodeColumns,
  validate: validateNode,
  validateUpdate: validateNodeUpdate,
  status: {},
  fieldSelectors: { 'spec.unschedulable': (node) => String(node.spec?.unschedulable === true) },
};
