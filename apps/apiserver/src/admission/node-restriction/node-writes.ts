import { semanticEqual } from '@kubets/apimachinery';
import type { Node } from '@kubets/proto-gen/core/v1';
import type { AdmissionAttributes } from '../../pipeline/admission';
import { forbiddenLabelChanges } from './node-labels';

/** Why a kubelet may not write this Node; undefined when it may. */
export function nodeWriteProblem(
  { operation, name, object, oldObject }: AdmissionAttributes,
  nodeName: string,
): string | undefined {
  if (name !== nodeName) return `node "${nodeName}" is not allowed to modify node "${name}"`;
  if (operation === 'DELETE') return undefined;
  const node = object as Node;
  const before = oldObject as Node | undefined;
  if (operation === 'UPDATE' && !semanticEqual(node.spec?.taints ?? [], before?.spec?.taints ?? []))
    return `node "${nodeName}" is not allowed to modify taints`;
  if (
    operation === 'UPDATE' &&
    !semanticEqual(node.metadata?.ownerReferences ?? [], before?.metadata?.ownerReferences ?? [])
  )
    return `node "${nodeName}" is not allowed to modify ownerReferences`;
  if (operation === 'CREATE' && node.metadata?.ownerReferences?.length)
    return `node "${nodeName}" is not allowed to set ownerReferences`;
  const labels = forbiddenLabelChanges(before?.metadata?.labels, node.metadata?.labels);
  return labels.length > 0 ? `is not allowed to modify labels: ${labels.join(', ')}` : undefined;
}
