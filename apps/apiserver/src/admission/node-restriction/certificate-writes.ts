import { isMirrorPod } from '@kubets/api';
import type { PodCertificateRequest } from '@kubets/proto-gen/certificates/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { AdmissionAttributes } from '../../pipeline/admission';

/** A node asks for certificates for pods that it runs, of signers that they name, and says truly who they are. */
export function certificateWriteProblem(attributes: AdmissionAttributes, nodeName: string): string | undefined {
  const { operation, subresource, object, namespace, reader } = attributes;
  if (operation !== 'CREATE') return `unexpected operation ${operation}`;
  if (subresource) return `unexpected subresource ${subresource}`;
  const { spec = {} } = object as PodCertificateRequest;
  const { podName = '', serviceAccountName = '', signerName = '' } = spec;
  if (spec.nodeName !== nodeName)
    return `PodCertificateRequest.Spec.NodeName=${JSON.stringify(spec.nodeName ?? '')}, which is not the requesting node "${nodeName}"`;
  const find = (plural: string, name: string, within = namespace) => reader.get({ group: '', plural }, within, name);
  const named = `"${namespace}/${podName}"`;
  const request = `PodCertificateRequest for pod ${named}`;

  const node = find('nodes', nodeName, '');
  if (node?.metadata?.uid !== spec.nodeUID)
    return `${request} names node UID "${spec.nodeUID}", inconsistent with the running node ("${node?.metadata?.uid ?? ''}")`;
  const pod = find('pods', podName) as Pod | undefined;
  if (!pod) return `while retrieving pod ${named} named in the PodCertificateRequest: pod "${podName}" not found`;
  if (pod.metadata?.uid !== spec.podUID)
    return `${request} contains pod UID ("${spec.podUID}") which differs from running pod "${pod.metadata?.uid}"`;
  if (pod.spec?.nodeName !== nodeName)
    return `pod ${named} is not running on node "${nodeName}" named in the PodCertificateRequest`;
  if (isMirrorPod(pod)) return `pod ${named} is a mirror pod`;
  if (pod.spec.serviceAccountName !== serviceAccountName)
    return `${request} contains serviceAccountName ("${serviceAccountName}") that differs from running pod ("${pod.spec.serviceAccountName}")`;
  const account = find('serviceaccounts', serviceAccountName);
  if (account?.metadata?.uid !== spec.serviceAccountUID)
    return `${request} names service account UID "${spec.serviceAccountUID}", which differs from the running service account ("${account?.metadata?.uid ?? ''}")`;
  return mountsCertificateOf(pod, signerName)
    ? undefined
    : `pod ${named} does not mount a podCertificate projected volume for signer "${signerName}"`;
}

const mountsCertificateOf = ({ spec }: Pod, signer: string): boolean =>
  (spec?.volumes ?? []).some(({ projected }) =>
    projected?.sources?.some(({ podCertificate }) => podCertificate?.signerName === signer),
  );
