import { FINALIZERS } from '@kubets/api';
import { controllerOf, ignoreNotFound, isNotFound, nameOf, namespaceOf, uidOf } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { ResourceClaim, ResourceClaimConsumerReference } from '@kubets/proto-gen/resource/v1';
import type { ControllerClient } from '../../controller-client';
import { isPodDone } from './pod-device-claims';

export interface ReleaseOptions {
  client: Pick<ControllerClient, 'pods' | 'resourceClaims'>;
  /** By namespace/name; what the cache does not have is asked for. */
  podOf(key: string): Pod | undefined;
}

/** Takes devices back from pods that need them no more, and claims that were made for such pods. */
export function createRelease({ client, podOf }: ReleaseOptions): (claim: ResourceClaim) => Promise<void> {
  async function isInUse(
    { apiGroup = '', resource, name = '', uid }: ResourceClaimConsumerReference,
    namespace: string,
  ) {
    if (apiGroup !== '' || resource !== 'pods') return true;
    const pod = podOf(`${namespace}/${name}`) ?? (await found(namespace, name));
    return pod !== undefined && uidOf(pod) === uid && !isPodDone(pod);
  }

  async function found(namespace: string, name: string): Promise<Pod | undefined> {
    try {
      return await client.pods.get({ namespace, name });
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async function withoutProtection(claim: ResourceClaim): Promise<void> {
    const finalizers = (claim.metadata?.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZERS.resourceClaim);
    await client.resourceClaims.update({ ...claim, metadata: { ...claim.metadata, finalizers } });
  }

  return async function release(claim) {
    const namespace = namespaceOf(claim);
    const users = claim.status?.reservedFor ?? [];
    const left: ResourceClaimConsumerReference[] = [];
    for (const user of users) if (await isInUse(user, namespace)) left.push(user);
    const isProtected = (claim.metadata?.finalizers ?? []).includes(FINALIZERS.resourceClaim);
    const isGoing = claim.metadata?.deletionTimestamp !== undefined;
    let current = claim;
    const isOver = left.length === 0 && isProtected && (users.length > 0 || isGoing);
    if (left.length < users.length || (isOver && claim.status?.allocation)) {
      const { reservedFor: _users, allocation, ...rest } = claim.status ?? {};
      const status = {
        ...rest,
        ...(left.length > 0 && { reservedFor: left }),
        ...(allocation && !isOver && { allocation }),
      };
      current = await client.resourceClaims.updateStatus({ ...claim, status });
    }
    if (isOver) await withoutProtection(current);
    const owner = controllerOf(claim);
    if (left.length > 0 || owner?.kind !== 'Pod' || isGoing) return;
    const pod = podOf(`${namespace}/${owner.name}`);
    if (!pod || (uidOf(pod) === owner.uid && !isPodDone(pod))) return;
    await client.resourceClaims
      .delete({ namespace, name: nameOf(claim) }, { preconditions: { uid: uidOf(claim) } })
      .catch(ignoreNotFound);
  };
}
