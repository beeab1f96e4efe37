import type { Service } from '@kubets/proto-gen/core/v1';
import { ANNOTATIONS } from '../well-known';

/**
 * The ranges from which the load balancer's addresses may be used; none given means everybody. The annotation counts
 * where the field is empty.
 * https://kubernetes.io/docs/reference/labels-annotations-taints/#service-beta-kubernetes-io-load-balancer-source-ranges
 */
export function loadBalancerSourceRanges({ metadata, spec }: Service): string[] {
  const listed = spec?.loadBalancerSourceRanges ?? [];
  if (listed.length > 0) return listed;
  const annotated = metadata?.annotations?.[ANNOTATIONS.loadBalancerSourceRanges] ?? '';
  return annotated
    .split(',')
    .map((range) => range.trim())
    .filter((range) => range !== '');
}
