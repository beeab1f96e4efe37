import { LABELS } from '@kubets/api';
import { namespaceOf } from '@kubets/apimachinery';
import { createInformerSet, type InformerSet, type KubeClient } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';

type Clients = Pick<KubeClient, 'services' | 'endpointSlices' | 'namespaces'>;

/** What is followed of the cluster, once for all who answer from it. */
export type ClusterInformers = InformerSet<Clients, keyof Clients>;

const BY_SERVICE = 'service';

/** None is started. */
export function createClusterInformers(client: Clients, o: { logger: Logger; clock?: Clock }): ClusterInformers {
  return createInformerSet(
    client,
    {
      services: {},
      endpointSlices: { indexers: { [BY_SERVICE]: (slice) => [serviceKeyOf(slice) ?? ''] } },
      namespaces: {},
    },
    o,
  );
}

/** `namespace/name` of the Service that a slice belongs to; undefined for none. */
export function serviceKeyOf(slice: EndpointSlice): string | undefined {
  const name = slice.metadata?.labels?.[LABELS.serviceName];
  return name ? `${namespaceOf(slice)}/${name}` : undefined;
}

/** The slices of a Service. */
export const slicesOf = ({ endpointSlices }: ClusterInformers, serviceKey: string): EndpointSlice[] =>
  endpointSlices.lister.byIndex(BY_SERVICE, serviceKey);
