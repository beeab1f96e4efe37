import { nameOf, newAlreadyExists } from '@kubets/apimachinery';
import type { Service } from '@kubets/proto-gen/core/v1';
import type { IPAddress } from '@kubets/proto-gen/networking/v1';
import { clusterIpKey } from '../../allocation/claim-keys';
import type { ClaimChange, ClaimAllocation } from '../../registry/claims';
import type { StrategyContext } from '../../registry/resource';

const RESOURCE = { group: 'networking.k8s.io', resource: 'ipaddresses' };

function isHeldByService({ metadata, spec }: IPAddress, { reader }: StrategyContext): boolean {
  const { resource, namespace = '', name = '' } = spec?.parentRef ?? {};
  if (resource !== 'services') return false;
  const service = reader.get({ group: '', plural: 'services' }, namespace, name) as Service | undefined;
  return service?.spec?.clusterIPs?.includes(metadata?.name ?? '') ?? false;
}

/**
 * An IPAddress that somebody writes keeps its address from Services. Those that Services bring with them are written and
 * deleted in the Service's own transaction and never come this way; deleting one by hand leaves the Service its address.
 */
export function allocateIpAddressClaims(
  { object, old }: ClaimChange<IPAddress>,
  context: StrategyContext,
): ClaimAllocation {
  const none: ClaimAllocation = { claims: [], releases: [], sideObjects: [] };
  if (object && old) return none;
  if (object) {
    const name = nameOf(object);
    return { ...none, claims: [{ key: clusterIpKey(name), refused: newAlreadyExists(RESOURCE, name) }] };
  }
  return old && !isHeldByService(old, context) ? { ...none, releases: [clusterIpKey(nameOf(old))] } : none;
}
