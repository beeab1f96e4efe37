import { LABELS } from '@kubets/api';
import { createInformer, type Informer, type KubeClient } from '@kubets/client';
import type { Logger } from '@kubets/component';
import type { Node, Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import type { ServiceCIDR } from '@kubets/proto-gen/networking/v1';

/** What the proxy follows. */
export interface ProxyInformers {
  services: Informer<Service>;
  endpointSlices: Informer<EndpointSlice>;
  nodes: Informer<Node>;
  serviceCIDRs: Informer<ServiceCIDR>;
}

/** The index under which the slices of a Service are found, by namespace/name. */
export const byService = 'service';

/** Left to another proxy. */
const notForUs = '!service.kubernetes.io/service-proxy-name';
/** No address leads to the endpoints of a headless Service. */
const headless = `!${LABELS.headlessService}`;

export function createInformers(client: Pick<KubeClient, 'services' | 'endpointSlices' | 'nodes' | 'serviceCIDRs'>, nodeName: string, logger: Logger): ProxyInformers {
  return {
    services: createInformer(client.services, { name: 'services', labelSelector: notForUs, logger }),
    endpointSlices: createInformer(client.endpointSlices, { name: 'endpointslices', labelSelector: `${notForUs},${headless}`, indexers: { [byService]: serviceKeyOfSlice }, logger }),
    nodes: createInformer(client.nodes, { name: 'nodes', fieldSelector: `metadata.name=${nodeName}`, logger }),
    serviceCIDRs: createInformer(client.serviceCIDRs, { name: 'servicecidrs', logger }),
  };
}

/** namespace/name of the Service that a slice belongs to; [] when it belongs to none. */
export function serviceKeyOfSlice(slice: EndpointSlice): string[] {
  const name = slice.metadata?.labels?.[LABELS.serviceName];
  return name ? [`${slice.metadata?.namespace ?? ''}/${name}`] : [];
}
