import { podResourceClaims } from '@kubets/api';
import { controllerOf, namespaceOf, objectKey, uidOf } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { ResourceClaim } from '@kubets/proto-gen/resource/v1';
import type { DeviceView } from '../framework/plugin';
import { missingClass } from './allocate-devices';
import { claimName } from './device-view';

const MAX_USERS = 256;

/** The claims of a pod, each once, or Kubernetes' words for why it has to wait for them. */
export function podClaims(
  pod: Pod,
  view: Pick<DeviceView, 'claim' | 'deviceClass' | 'isAssumed'>,
): { claims: ResourceClaim[]; problem?: undefined } | { claims?: undefined; problem: string } {
  const found = new Map<string, ResourceClaim>();
  for (const { name, claimName: named, templateName, isNone } of podResourceClaims(pod)) {
    if (isNone) continue;
    if (named === undefined) return { problem: `pod ${JSON.stringify(objectKey(pod))}: ResourceClaim not created yet` };
    const claim = view.claim(namespaceOf(pod), named);
    if (!claim) return { problem: `resourceclaim ${JSON.stringify(named)} not found` };
    if (claim.metadata?.deletionTimestamp !== undefined)
      return { problem: `resourceclaim ${JSON.stringify(named)} is being deleted` };
    if (templateName !== undefined && controllerOf(claim)?.uid !== uidOf(pod)) {
      const whose = `was not created for Pod ${objectKey(pod)} (Pod is not owner)`;
      return { problem: `ResourceClaim ${claimName(claim)} ${whose}` };
    }
    const problem = problemOf(claim, pod, view);
    if (problem !== undefined) return { problem };
    found.set(name, claim);
  }
  return { claims: [...new Map([...found.values()].map((claim) => [uidOf(claim), claim])).values()] };
}

function problemOf(
  claim: ResourceClaim,
  pod: Pod,
  view: Pick<DeviceView, 'deviceClass' | 'isAssumed'>,
): string | undefined {
  const { allocation, reservedFor = [] } = claim.status ?? {};
  if (view.isAssumed(claim)) return `resource claim ${claimName(claim)} is in the process of being allocated`;
  if (!allocation) return missingClass(claim, view.deviceClass);
  const isFull = reservedFor.length >= MAX_USERS && !reservedFor.some(({ uid }) => uid === uidOf(pod));
  return isFull ? 'resourceclaim in use' : undefined;
}
