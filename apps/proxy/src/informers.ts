import { LABELS, serviceKeysOfSlice } from '@kubets/api';
import { createInformerSet, type InformerSet, type KubeClient } from '@kubets/client';
import type { Logger } from '@kubets/component';
import { keptOfService, keptOfSlice } from './kept-objects';

/** What the proxy follows. */
export type ProxyInformers = InformerSet<KubeClient, 'services' | 'endpointSlices' | 'nodes' | 'serviceCIDRs'>;

/** The index under which the slices of a Service are found, by namespace/name. */
export const BY_SERVICE = 'service';

/** Left to another proxy. */
const NOT_FOR_US = '!service.kubernetes.io/service-proxy-name';
/** No address leads to the endpoints of a headless Service. */
const HEADLESS = `!${LABELS.headlessService}`;

export const createInformers = (
  client: Pick<KubeClient, keyof ProxyInformers>,
  nodeName: string,
  logger: Logger,
): ProxyInformers =>
  createInformerSet(
    client,
    {
      services: { labelSelector: NOT_FOR_US, transform: keptOfService },
      endpointSlices: {
        labelSelector: `${NOT_FOR_US},${HEADLESS}`,
        transform: keptOfSlice,
        indexers: { [BY_SERVICE]: serviceKeysOfSlice },
      },
      nodes: { fieldSelector: `metadata.name=${nodeName}` },
      serviceCIDRs: {},
    },
    { logger },
  );
