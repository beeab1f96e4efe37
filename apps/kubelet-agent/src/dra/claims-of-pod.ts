import { podResourceClaims } from '@kubets/api';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import type { ResourceClaim } from '@kubets/proto-gen/resource/v1';

/** A claim of a pod, as it is to be looked for. */
export interface WantedClaim {
  claimName: string;
  /** It was made for this pod alone. */
  isOwn: boolean;
}

/**
 * The claims that a pod has on its node, without those of which there has turned out to be nothing.
 * @throws Error in Kubernetes' words while one has not been made yet.
 */
export function wantedClaims(pod: Pod): WantedClaim[] {
  const { namespace, name } = pod.metadata ?? {};
  const wanted: WantedClaim[] = [];
  for (const { claimName, templateName, isNone } of podResourceClaims(pod)) {
    if (isNone) continue;
    if (claimName === undefined) throw new Error(`pod "${namespace}/${name}": ResourceClaim not created yet`);
    wanted.push({ claimName, isOwn: templateName !== undefined });
  }
  const extended = pod.status?.extendedResourceClaimStatus?.resourceClaimName;
  if (extended) wanted.push({ claimName: extended, isOwn: false });
  return wanted;
}

/** Which requests of which claims a container uses: '' for all of a claim. By the claim's name. */
export function requestsOf(pod: Pod, container: Container): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const add = (claim: string, request: string): void => void found.set(claim, [...(found.get(claim) ?? []), request]);
  const claims = podResourceClaims(pod);
  for (const { name, request = '' } of container.resources?.claims ?? []) {
    const claimName = claims.find((one) => one.name === name)?.claimName;
    if (claimName !== undefined) add(claimName, request);
  }
  const { resourceClaimName, requestMappings = [] } = pod.status?.extendedResourceClaimStatus ?? {};
  for (const { containerName, requestName = '' } of requestMappings)
    if (resourceClaimName && containerName === container.name) add(resourceClaimName, requestName);
  return found;
}

/** Why the pod may not use the claim, in Kubernetes' words; undefined when it may. */
export function forbiddenClaim(pod: Pod, claim: ResourceClaim, { isOwn }: WantedClaim): string | undefined {
  const { namespace, name, uid } = pod.metadata ?? {};
  const isOwner = claim.metadata?.ownerReferences?.some((owner) => owner.controller && owner.uid === uid);
  if (isOwn && !isOwner)
    return `ResourceClaim ${claim.metadata?.namespace}/${claim.metadata?.name} was not created for Pod ${namespace}/${name} (Pod is not owner)`;
  if (!claim.status?.reservedFor?.some((one) => !one.apiGroup && one.resource === 'pods' && one.uid === uid))
    return `pod ${name} (${uid}) is not allowed to use ResourceClaim ${claim.metadata?.name} (${claim.metadata?.uid})`;
  return undefined;
}
