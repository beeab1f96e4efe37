import { ANNOTATIONS, isMirrorPod, podReferences } from '@kubets/api';
import { semanticEqual } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { AdmissionAttributes } from '../../pipeline/admission';

/** Why a kubelet may not do this to a pod; undefined when it may. */
export function podWriteProblem(attributes: AdmissionAttributes, nodeName: string): string | undefined {
  const { operation, subresource } = attributes;
  if (subresource === 'status') return statusProblem(attributes, nodeName);
  if (subresource === 'eviction') return evictionProblem(attributes, nodeName);
  if (subresource !== '')
    return `unexpected pod subresource "${subresource}", only 'status' and 'eviction' are allowed`;
  if (operation === 'CREATE') return mirrorPodProblem(attributes.object as Pod, nodeName);
  if (operation !== 'DELETE')
    return `unexpected operation ${operation}, node "${nodeName}" can only create and delete mirror pods`;
  return isOn(attributes.oldObject, nodeName)
    ? undefined
    : `node "${nodeName}" can only delete pods with spec.nodeName set to itself`;
}

/** A node may show pods that it runs by itself, which draw nothing from the cluster. */
function mirrorPodProblem(pod: Pod, nodeName: string): string | undefined {
  if (!isMirrorPod(pod))
    return `pod does not have "${ANNOTATIONS.mirrorPod}" annotation, node "${nodeName}" can only create mirror pods`;
  if (pod.spec?.nodeName !== nodeName)
    return `node "${nodeName}" can only create pods with spec.nodeName set to itself`;
  const owners = pod.metadata?.ownerReferences ?? [];
  if (owners.length > 1 || owners.some(({ kind, name }) => kind !== 'Node' || name !== nodeName))
    return `node "${nodeName}" can only create pods with an owner reference set to itself`;
  const [reference] = podReferences(pod);
  return reference ? `node "${nodeName}" can not create pods that reference ${reference.resource}` : undefined;
}

function statusProblem({ operation, object, oldObject }: AdmissionAttributes, nodeName: string): string | undefined {
  if (operation !== 'UPDATE') return `unexpected operation ${operation} of pod status`;
  if (!isOn(oldObject, nodeName))
    return `node "${nodeName}" can only update pod status for pods with spec.nodeName set to itself`;
  return semanticEqual(object?.metadata?.labels ?? {}, oldObject?.metadata?.labels ?? {})
    ? undefined
    : `node "${nodeName}" cannot update labels through pod status`;
}

function evictionProblem(
  { operation, reader, namespace, name }: AdmissionAttributes,
  nodeName: string,
): string | undefined {
  if (operation !== 'CREATE') return `unexpected operation ${operation} of pod eviction`;
  const pod = reader.get({ group: '', plural: 'pods' }, namespace, name);
  return !pod || isOn(pod, nodeName)
    ? undefined
    : `node ${nodeName} can only evict pods with spec.nodeName set to itself`;
}

const isOn = (pod: Pod | undefined, nodeName: string): boolean => pod?.spec?.nodeName === nodeName;
