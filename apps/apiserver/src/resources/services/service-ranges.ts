import { nameOf } from '@kubets/apimachinery';
import type { ServiceCIDR } from '@kubets/proto-gen/networking/v1';
import type { StrategyContext } from '../../registry/resource';

const RESOURCE = { group: 'networking.k8s.io', plural: 'servicecidrs' };

/** Ranges that Services may get addresses of: those the server was started with first, then every further ServiceCIDR. */
export function serviceRanges({ reader, settings }: Pick<StrategyContext, 'reader' | 'settings'>): string[] {
  const cidrs = (reader.list(RESOURCE) as ServiceCIDR[])
    .filter((cidr) => !cidr.metadata?.deletionTimestamp)
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .flatMap(({ spec }) => spec?.cidrs ?? []);
  return [...new Set([...settings.serviceClusterIpRanges, ...cidrs])];
}
