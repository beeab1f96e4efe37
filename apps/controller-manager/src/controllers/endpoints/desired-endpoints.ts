import { ANNOTATIONS, isHeadless, LABELS } from '@kubets/api';
import { nameOf, namespaceOf, semanticEqual } from '@kubets/apimachinery';
import type { Endpoints, Pod, Service } from '@kubets/proto-gen/core/v1';
import { OVER_CAPACITY_ANNOTATION, truncateSubsets } from './capacity';
import { endpointSubsets } from './subsets';

/** Tells the objects of this controller from those that users write. */
const ENDPOINTS_MANAGED_BY_LABEL = 'endpoints.kubernetes.io/managed-by';

export interface DesiredEndpointsOptions {
  service: Service;
  pods: readonly Pod[];
  current?: Endpoints;
  triggerTime?: string;
}

/** The Endpoints of a Service, built on what there is now. */
export function desiredEndpoints({ service, pods, current, triggerTime }: DesiredEndpointsOptions): Endpoints {
  const { subsets, truncated } = truncateSubsets(endpointSubsets(service, pods));
  const { [LABELS.headlessService]: _headless, ...labels } = service.metadata?.labels ?? {};
  const {
    [ANNOTATIONS.lastChangeTriggerTime]: _time,
    [OVER_CAPACITY_ANNOTATION]: _capacity,
    ...kept
  } = current?.metadata?.annotations ?? {};
  const annotations = {
    ...kept,
    ...(triggerTime ? { [ANNOTATIONS.lastChangeTriggerTime]: triggerTime } : {}),
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
        ...(isHeadless(service) ? { [LABELS.headlessService]: '' } : {}),
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
