import { findCondition, nodeAddresses, type NodeAddressType } from '@kubets/api';
import type { Node } from '@kubets/proto-gen/core/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import type { TableColumn } from '../../registry/table-column';

const ROLE_PREFIX = 'node-role.kubernetes.io/';
const ROLE_LABEL = 'kubernetes.io/role';

function status(node: Node): string {
  const ready = findCondition(node.status?.conditions, 'Ready');
  const words = [ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'];
  if (node.spec?.unschedulable) words.push('SchedulingDisabled');
  return words.join(',');
}

function roles(node: Node): string {
  const found = new Set<string>();
  for (const [key, value] of Object.entries(node.metadata?.labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length) found.add(key.slice(ROLE_PREFIX.length));
    else if (key === ROLE_LABEL && value !== '') found.add(value);
  }
  return found.size > 0 ? [...found].sort().join(',') : '<none>';
}

const address = (node: Node, type: NodeAddressType): string => nodeAddresses(node, type)[0] ?? '<none>';

const unknown = (text: string | undefined): string => text || '<unknown>';

/** A kernel and what it is made for, since 1.36. */
function kernel({ status }: Node): string {
  const { kernelVersion, architecture } = status?.nodeInfo ?? {};
  return unknown(kernelVersion) + (architecture ? ` (${architecture})` : '');
}

export const nodeColumns: TableColumn<Node>[] = [
  nameColumn,
  textColumn<Node>({ name: 'Status', description: 'Whether the node is ready and takes new pods.', value: status }),
  textColumn<Node>({ name: 'Roles', description: 'Roles given to the node by labels.', value: roles }),
  ageColumn,
  textColumn<Node>({
    name: 'Version',
    description: "Version of the node's agent.",
    value: (node) => node.status?.nodeInfo?.kubeletVersion ?? '',
  }),
  textColumn<Node>({
    name: 'Internal-IP',
    description: 'Address inside the cluster.',
    wide: true,
    value: (node) => address(node, 'InternalIP'),
  }),
  textColumn<Node>({
    name: 'External-IP',
    description: 'Address outside the cluster.',
    wide: true,
    value: (node) => address(node, 'ExternalIP'),
  }),
  textColumn<Node>({
    name: 'OS-Image',
    description: 'Operating system of the node.',
    wide: true,
    value: (node) => unknown(node.status?.nodeInfo?.osImage),
  }),
  textColumn<Node>({
    name: 'Kernel-Version',
    description: 'Kernel of the node.',
    wide: true,
    value: kernel,
  }),
  textColumn<Node>({
    name: 'Container-Runtime',
    description: 'Container runtime of the node and its version.',
    wide: true,
    value: (node) => unknown(node.status?.nodeInfo?.containerRuntimeVersion),
  }),
];
