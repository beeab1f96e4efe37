import { LABELS, amountsOf, podRequests } from '@kubets/api';
import { newForbidden, StatusError } from '@kubets/apimachinery';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import type { AdmissionAttributes, ValidatingPlugin } from '../pipeline/admission';

const NODES = { group: '', plural: 'nodes' };

/** Refuses what no free place on the pod's node would make possible: more than the node has, or a node of another system. */
export const podResizeValidator: ValidatingPlugin = {
  name: 'PodResizeValidator',
  handles: ({ resource, operation, subresource }) =>
    resource.group === '' && resource.resource === 'pods' && operation === 'UPDATE' && subresource === 'resize',
  validate(attributes) {
    const [pod, old] = [attributes.object, attributes.oldObject] as [Pod, Pod];
    const nodeName = pod.spec?.nodeName;
    if (!nodeName || pod.metadata?.generation === old.metadata?.generation) return;
    const node = attributes.reader.get(NODES, '', nodeName) as Node | undefined;
    if (!node) throw newForbidden(attributes.resource, attributes.name, `node "${nodeName}" not found`);
    const system = node.metadata?.labels?.[LABELS.os] ?? 'linux';
    if (system !== 'linux') {
      const detail = `pod resize is only supported on linux nodes, node "${nodeName}" is "${system}"`;
      throw refusal(attributes, detail, 'UnsupportedPlatform');
    }
    const lacking = lackingOf(pod, node);
    if (lacking.length === 0) return;
    throw refusal(attributes, `node didn't have enough allocatable resources: ${lacking.join('; ')}`, 'NodeCapacity');
  },
};

function lackingOf(pod: Pod, { status }: Node): string[] {
  const allocatable = amountsOf(status?.allocatable);
  const requests = podRequests(pod);
  return ['cpu', 'memory'].flatMap((name) => {
    const [requested = 0, most = 0] = [requests[name], allocatable[name]];
    return requested > most ? [`${name}, requested: ${requested}, allocatable: ${most}`] : [];
  });
}

function refusal({ resource, name }: AdmissionAttributes, detail: string, cause: string): StatusError {
  const { status } = newForbidden(resource, name, detail);
  return new StatusError({ ...status, details: { ...status.details, causes: [{ reason: cause }] } });
}
