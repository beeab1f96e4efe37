import type { KubeObject } from '@kubets/apimachinery';
import { backoff, type Clock, type Logger } from '@kubets/component';
import type { RpcChannel } from '@kubets/rpc';
import {
  dynamicClient,
  readPath,
  scalesClient,
  watchResources,
  type ResourceAddress,
  type ScalesClient,
  type ServedResource,
} from './dynamic-client';
import type { ResourceClient } from './resource-client';

/** Reads what extensions of the API server serve, which may be no objects. */
export interface ApiReader {
  /** The JSON that a GET of the path answers, which has its query. @throws StatusError */
  read(path: string): Promise<unknown>;
}

/** Whatever a cluster serves, for those that do not know beforehand what that is. */
export interface DynamicCluster extends ApiReader {
  /** All resources that there are, and again whenever one comes or goes; ends or throws when the connection does. */
  watchResources(signal: AbortSignal): AsyncIterable<ServedResource[]>;
  /** Reads nothing of objects but their metadata (PartialObjectMetadata). */
  metadata(address: ResourceAddress): ResourceClient<KubeObject>;
  /** How many replicas objects of a resource have. */
  scales(address: ResourceAddress): ScalesClient;
}

/** `component`: field manager of what is written. */
export const dynamicCluster = (channel: RpcChannel, { component }: { component: string }): DynamicCluster => ({
  watchResources: (signal) => watchResources(channel, signal),
  scales: (address) => scalesClient(channel, address, { component }),
  read: (path) => readPath(channel, path),
  metadata: (address) => dynamicClient(channel, address, { component, metadataOnly: true }),
});

const RETRY_DELAYS = { initialMs: 50, maxMs: 500, jitter: 0.5 };

/** Tells of all resources that there are, at once and at each change, through every outage, until the signal aborts. */
export async function followResources(
  { watchResources: watch }: Pick<DynamicCluster, 'watchResources'>,
  onResources: (resources: ServedResource[]) => void,
  { signal, logger, clock }: { signal: AbortSignal; logger: Logger; clock: Clock },
): Promise<void> {
  const delays = backoff(RETRY_DELAYS);
  let isReported = false;
  while (!signal.aborted) {
    try {
      for await (const resources of watch(signal)) {
        if (signal.aborted) return;
        onResources(resources);
        delays.reset();
        isReported = false;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!isReported)
        logger.warn({ reason: (error as Error).message }, 'Cannot follow which resources there are, retrying');
      isReported = true;
    }
    await clock.sleep(delays.next(), signal);
  }
}
