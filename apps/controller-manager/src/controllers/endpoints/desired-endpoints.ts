import { nameOf, namespaceOf, semanticEqual } from '@kubets/apimachinery';
import type { Endpoints, Pod, Service } from '@kubets/proto-gen/core/v1';
import { isHeadless } from '../../addresses/service-pods';
import { HEADLESS_LABEL, TRIGGER_TIME_ANNOTATION } from '../../addresses/slice-labels';
import { OVER_CAPACITY_ANNOTATION, truncateSubsets } from './capacity';
import { endpointSubsets } from './subsets';

/** Tells the objects of this controller from those that users write. */
export const ENDPOINTS_MANAGED_BY_LABEL = 'endpoints.kubernetes.io/managed-by';

export interface DesiredEndpointsOptions {
  service: Service;
  pods: readonly Pod[];
  current?: Endpoints;
  triggerTime?: string;
}

/** The Endpoints of a Service, built on what there is now. */
export function desiredEndpoints({ service, pods, current, triggerTime }: DesiredEndpointsOptions): Endpoints {
  const { subsets, truncated } = truncateSubsets(endpointSubsets(service, pods));
  const { [HEADLESS_LABEL]: _headless, ...labels } = service.metadata?.labels ?? {};
  const { [TRIGGER_TIME_ANNOTATION]: _time, [OVER_CAPACITY_ANNOTATION]: _capacity, ...kept } = current?.metadata?.annotations ?? {};
  const annotations = {
    ...kept,
    ...(triggerTime ? { [TRIGGER_TIME_ANNOTATION]: triggerTime } : {}),
    ...(truncated ? { [OVER_CAPACITY_ANNOTATION]: 'truncated' } : {}),
  };
  return {
    ...current,
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      ...(current?.metadata ?? { namespace: namespaceOf(service), name: nameOf(service) }),
      labels: {
        ...labels,
        [ENDPOINTS_MANAGED_BY_LABEL]: 'endpoint-controller',
        ...(isHeadless(service) ? { [HEADLESS_LABEL]: '' } : {}),
      },
      ...(Object.keys(annotations).length > 0 ? { annotations } : { annotations: undefined }),
    },
    subsets: subsets.length > 0 ? subsets : undefined,
  };
}

/** The trigger time alone is no reason to write. */
export function sameEndpoints(current: Endpoints, wanted: Endpoints): boolean {
  const overCapacity = (endpoints: Endpoints) => endpoints.metadata?.annotations?.[OVER_CAPACITY_ANNOTATION];
  return (
    semanticEqual(current.subsets ?? [], wanted.subsets ?? []) &&
    semanticEqual(current.metadata?.labels ?? {}, wanted.metadata?.labels ?? {}) &&
    overCapacity(current) === overCapacity(wanted)
  );
}
