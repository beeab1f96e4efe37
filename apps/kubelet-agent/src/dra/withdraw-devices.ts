import { backoff, type Clock, type Logger } from '@kubets/component';
import { isNotFound } from '@kubets/apimachinery';
import type { KubeClient } from '@kubets/client';
import { errorFields } from '../system/error-fields';

/** Takes what drivers offer on the node (its ResourceSlices) out of the cluster: of one, or of all. Tries until it is done or the signal aborts. */
export function createWithdrawal(o: {
  client: KubeClient<'resourceSlices'>;
  nodeName: string;
  /** Resolves when the node has a Node. */
  registered: Promise<unknown>;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}): (driver: string | undefined) => Promise<void> {
  return async (driver) => {
    const delays = backoff({ initialMs: 1000, maxMs: 300_000 });
    const fieldSelector = `spec.nodeName=${o.nodeName}${driver === undefined ? '' : `,spec.driver=${driver}`}`;
    await o.registered.catch(() => undefined);
    while (!o.signal.aborted) {
      try {
        await o.client.resourceSlices.deleteCollection({ fieldSelector });
        return;
      } catch (error) {
        if (isNotFound(error)) return;
        o.logger.warn({ ...errorFields(error), driver }, 'Devices of a driver cannot be withdrawn, trying again');
        await o.clock.sleep(delays.next(), o.signal).catch(() => undefined);
      }
    }
  };
}
