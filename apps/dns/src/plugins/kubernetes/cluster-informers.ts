import { serviceKeysOfSlice } from '@kubets/api';
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
      endpointSlices: { indexers: { [BY_SERVICE]: serviceKeysOfSlice } },
      namespaces: {},
    },
    o,
  );
}

/** The slices of a Service. */
export const slicesOf = ({ endpointSlices }: ClusterInformers, serviceKey: string): EndpointSlice[] =>
  endpointSlices.lister.byIndex(BY_SERVICE, serviceKey);
