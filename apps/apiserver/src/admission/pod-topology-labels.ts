import { LABELS } from '@kubets/api';
import type { Binding, Node, Pod } from '@kubets/proto-gen/core/v1';
import type { AdmissionAttributes, MutatingPlugin } from '../pipeline/admission';

const NODES = { group: '', plural: 'nodes' };
const TOPOLOGY = [LABELS.zone, LABELS.region];

/** Pods get the labels of their node that say where it is, when they are bound or when they are made for a node. */
export const podTopologyLabels: MutatingPlugin = {
  name: 'PodTopologyLabels',
  handles: ({ operation, resource: { group, resource }, subresource }) =>
    operation === 'CREATE' && group === '' && resource === 'pods' && (subresource === '' || subresource === 'binding'),
  admit(attributes) {
    const { object, reader } = attributes;
    const node = reader.get(NODES, '', nodeNameOf(attributes)) as Node | undefined;
    const labels = TOPOLOGY.flatMap((key) => {
      const value = node?.metadata?.labels?.[key];
      return value === undefined ? [] : [[key, value] as const];
    });
    if (object && labels.length > 0)
      object.metadata = {
        ...object.metadata,
        labels: { ...object.metadata?.labels, ...Object.fromEntries(labels) },
      };
  },
};

/** Empty where there is none yet. */
function nodeNameOf({ object, subresource }: AdmissionAttributes): string {
  if (subresource === '') return (object as Pod).spec?.nodeName ?? '';
  const { kind, name = '' } = (object as Binding).target ?? {};
  return kind === 'Node' ? name : '';
}
