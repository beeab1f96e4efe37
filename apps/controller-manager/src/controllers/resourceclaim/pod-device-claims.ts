import { isPodTerminal } from '@kubets/api';
import { controllerOf, nameOf, namespaceOf, objectKey, uidOf } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type {
  ResourceClaim,
  ResourceClaimConsumerReference,
  ResourceClaimTemplate,
} from '@kubets/proto-gen/resource/v1';

export const POD_CLAIM_NAME = 'resource.kubernetes.io/pod-claim-name';
const MAX_PREFIX = 57;
const MAX_USERS = 256;

/** `POD-CLAIM-`, shortened in both parts alike so that five characters still fit behind it. */
export function claimNamePrefix(pod: string, claim: string): string {
  const whole = `${pod}-${claim}-`;
  if (whole.length <= MAX_PREFIX) return whole;
  const shortened = (text: string): string => text.slice(0, Math.floor((text.length * MAX_PREFIX) / whole.length));
  return `${shortened(pod)}-${shortened(claim)}`;
}

/** What a pod gets from a template, for the claim that it calls `name`. */
export function claimFromTemplate(pod: Pod, name: string, template: ResourceClaimTemplate): ResourceClaim {
  const { metadata, spec } = template.spec ?? {};
  return {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaim',
    metadata: {
      namespace: namespaceOf(pod),
      generateName: claimNamePrefix(nameOf(pod), name),
      ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: nameOf(pod), uid: uidOf(pod), controller: true }],
      annotations: { ...metadata?.annotations, [POD_CLAIM_NAME]: name },
      ...(metadata?.labels && { labels: metadata.labels }),
    },
    spec,
  };
}

/** @throws Error for a claim that has been made for somebody else. */
export function assertForPod(claim: ResourceClaim, pod: Pod): void {
  if (controllerOf(claim)?.uid === uidOf(pod)) return;
  throw new Error(`ResourceClaim ${objectKey(claim)} was not created for pod ${objectKey(pod)} (pod is not owner)`);
}

/** Whether a pod needs its devices no more: it has ended, or goes before it was on a node. */
export const isPodDone = (pod: Pod): boolean =>
  isPodTerminal(pod) || (pod.metadata?.deletionTimestamp !== undefined && !pod.spec?.nodeName);

export const podUser = (pod: Pod): ResourceClaimConsumerReference => ({
  resource: 'pods',
  name: nameOf(pod),
  uid: uidOf(pod),
});

/** Whether one more may use a claim. */
export const canBeReserved = ({ status }: ResourceClaim): boolean => (status?.reservedFor?.length ?? 0) < MAX_USERS;

export const isReservedFor = ({ status }: ResourceClaim, pod: Pod): boolean =>
  (status?.reservedFor ?? []).some(({ uid }) => uid === uidOf(pod));
