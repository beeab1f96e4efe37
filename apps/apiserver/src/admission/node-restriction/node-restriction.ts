import { newForbidden } from '@kubets/apimachinery';
import type { TokenRequest } from '@kubets/proto-gen/authentication/v1';
import type { ResourceSlice } from '@kubets/proto-gen/resource/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { nodeNameOf } from '../../auth/user/user-info';
import type { AdmissionAttributes, ValidatingPlugin } from '../../pipeline/admission';
import { certificateWriteProblem } from './certificate-writes';
import { nodeWriteProblem } from './node-writes';
import { podWriteProblem } from './pod-writes';
import { claimWriteProblem, csiNodeWriteProblem } from './storage-writes';

const NODE_LEASES = 'kube-node-lease';

type Check = (attributes: AdmissionAttributes, nodeName: string) => string | undefined;

const checks: Readonly<Record<string, Check>> = {
  '/nodes': nodeWriteProblem,
  '/pods': podWriteProblem,
  '/persistentvolumeclaims': claimWriteProblem,
  '/serviceaccounts/token': tokenProblem,
  'certificates.k8s.io/podcertificaterequests': certificateWriteProblem,
  'coordination.k8s.io/leases': leaseProblem,
  'resource.k8s.io/resourceslices': sliceProblem,
  'storage.k8s.io/csinodes': csiNodeWriteProblem,
};

/** Keeps a kubelet's writes to its own node, its own pods and its own lease, so that one broken into is one node lost. */
export const nodeRestriction: ValidatingPlugin = {
  name: 'NodeRestriction',
  handles: ({ userInfo }) => userInfo.groups.includes('system:nodes'),
  validate(attributes) {
    const { resource, name, userInfo } = attributes;
    const nodeName = nodeNameOf(userInfo);
    if (nodeName === undefined)
      throw newForbidden(resource, name, `could not determine node identity from user "${userInfo.username}"`);
    const problem = checkOf(attributes)?.(attributes, nodeName);
    if (problem !== undefined) throw newForbidden(resource, name, problem);
  },
};

function checkOf({ resource: { group, resource }, subresource }: AdmissionAttributes): Check | undefined {
  return checks[`${group}/${resource}/${subresource}`] ?? checks[`${group}/${resource}`];
}

/** A node gets tokens only for the pods it runs, and each is bound to its pod. */
function tokenProblem({ object, namespace, reader }: AdmissionAttributes, nodeName: string): string | undefined {
  const ref = (object as TokenRequest | undefined)?.spec?.boundObjectRef;
  if (ref?.kind !== 'Pod' || (ref.apiVersion && ref.apiVersion !== 'v1') || !ref.name)
    return 'node requested token not bound to a pod';
  if (!ref.uid) return 'node requested token with a pod binding without a uid';
  const pod = reader.get({ group: '', plural: 'pods' }, namespace, ref.name) as Pod | undefined;
  if (!pod) return `pod "${ref.name}" not found`;
  if (pod.metadata?.uid !== ref.uid)
    return `the UID in the bound object reference (${ref.uid}) does not match the UID in record. The object might have been deleted and then recreated`;
  return pod.spec?.nodeName === nodeName
    ? undefined
    : 'node requested token bound to a pod scheduled on a different node';
}

/** The node authorizer keeps all else to slices that are of the node. */
function sliceProblem({ operation, object, oldObject }: AdmissionAttributes, nodeName: string): string | undefined {
  if (operation !== 'CREATE' && operation !== 'DELETE') return undefined;
  const { spec } = ((operation === 'CREATE' ? object : oldObject) ?? {}) as ResourceSlice;
  if (spec?.nodeName === nodeName) return undefined;
  return `can only ${operation.toLowerCase()} ResourceSlice with the same NodeName as the requesting node`;
}

function leaseProblem(
  { namespace, name, operation, object }: AdmissionAttributes,
  nodeName: string,
): string | undefined {
  if (namespace !== NODE_LEASES) return `can only access leases in the "${NODE_LEASES}" system namespace`;
  const leaseName = operation === 'CREATE' ? object?.metadata?.name : name;
  return leaseName === nodeName ? undefined : 'can only access node lease with the same name as the requesting node';
}
