import { isConflict, isNotFound, nameOf, namespaceOf, semanticEqual } from '@kubets/apimachinery';
import type { ResourceClient } from '@kubets/client';
import type { Ingress } from '@kubets/proto-gen/networking/v1';

/** What has to be written into the status of an Ingress; undefined for nothing. One that is not ours (any longer) loses what we wrote. */
export function statusChange(
  ingress: Ingress,
  isOwn: boolean,
  addresses: readonly string[],
): { ip: string }[] | undefined {
  const present = ingress.status?.loadBalancer?.ingress ?? [];
  const ours = addresses.map((ip) => ({ ip }));
  const isThere = semanticEqual(present, ours);
  if (isOwn) return isThere ? undefined : ours;
  return isThere && present.length > 0 ? [] : undefined;
}

/** Writes all that differ. What changed meanwhile, or is gone, is left to the change's own turn. */
export async function writeStatuses(
  client: Pick<ResourceClient<Ingress>, 'patch'>,
  ingresses: readonly { ingress: Ingress; isOwn: boolean }[],
  addresses: readonly string[],
): Promise<void> {
  for (const { ingress, isOwn } of ingresses) {
    const wanted = statusChange(ingress, isOwn, addresses);
    if (!wanted) continue;
    const body = {
      metadata: { resourceVersion: ingress.metadata?.resourceVersion },
      status: { loadBalancer: { ingress: wanted.length > 0 ? wanted : null } },
    };
    try {
      await client.patch(
        { namespace: namespaceOf(ingress), name: nameOf(ingress) },
        { type: 'merge', body, subresource: 'status' },
      );
    } catch (error) {
      if (!isConflict(error) && !isNotFound(error)) throw error;
    }
  }
}
