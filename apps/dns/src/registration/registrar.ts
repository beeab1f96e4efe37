import { isAlreadyExists, isConflict, isNotFound } from '@kubets/apimachinery';
import type { KubeClient } from '@kubets/client';
import { backoff, type Clock, type Logger } from '@kubets/component';
import type { Endpoints } from '@kubets/proto-gen/core/v1';
import {
  dnsService,
  NAME,
  NAMESPACE,
  peersOf,
  withInstance,
  withoutInstances,
  withPorts,
  type Instance,
} from './dns-endpoints';

export interface RegistrarOptions {
  client: Pick<KubeClient, 'services' | 'endpoints'>;
  instance: Instance;
  /** The Service's addresses, one per family. */
  clusterDns: readonly string[];
  /** Whether a DNS server answers there. */
  answers(peer: { address: string; port: number }): Promise<boolean>;
  clock: Clock;
  logger: Logger;
}

export interface Registrar {
  /** Keeps the Service and the own address in place until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** Takes the own address out, so that no pod asks here any more; resolves to whether others are left to ask. */
  leave(): Promise<boolean>;
}

const PERIOD_MS = 5000;
/** So often in a row an instance may stay silent until the others take it out. */
const MOST_SILENCES = 3;

/**
 * Enters this instance behind the Service kube-dns. Instances know of one another only through its Endpoints: each
 * keeps itself in, and takes out those that were killed and so could not leave.
 */
export function createRegistrar({ client, instance, clusterDns, answers, clock, logger }: RegistrarOptions): Registrar {
  const silences = new Map<string, number>();

  async function ensureService(): Promise<void> {
    try {
      const service = await client.services.get({ namespace: NAMESPACE, name: NAME });
      const { spec } = service;
      const complete = withPorts(service, instance);
      if (complete !== service) await client.services.update(complete);
      if (spec?.clusterIP !== clusterDns[0])
        logger.warn(
          { clusterIP: spec?.clusterIP, clusterDns },
          'Service kube-dns has another address than --cluster-dns, which pods are told to ask',
        );
    } catch (err) {
      if (!isNotFound(err)) throw err;
      await client.services.create(dnsService(clusterDns, instance)).catch((error: unknown) => {
        // Another instance was faster.
        if (!isAlreadyExists(error)) throw error;
      });
    }
  }

  async function current(): Promise<Endpoints | undefined> {
    try {
      return await client.endpoints.get({ namespace: NAMESPACE, name: NAME });
    } catch (err) {
      if (isNotFound(err)) return undefined;
      throw err;
    }
  }

  async function silentPeers(endpoints: Endpoints): Promise<string[]> {
    const peers = peersOf(endpoints, instance.address);
    for (const address of [...silences.keys()])
      if (!peers.some((peer) => peer.address === address)) silences.delete(address);
    await Promise.all(
      peers.map(async (peer) =>
        silences.set(peer.address, (await answers(peer)) ? 0 : (silences.get(peer.address) ?? 0) + 1),
      ),
    );
    return [...silences].filter(([, count]) => count >= MOST_SILENCES).map(([address]) => address);
  }

  async function ensureEndpoints(): Promise<void> {
    const before = await current();
    const entered = withInstance(before, instance);
    if (!before) {
      await client.endpoints.create(entered);
      return;
    }
    const silent = await silentPeers(before);
    if (silent.length > 0)
      logger.warn({ addresses: silent }, 'DNS servers do not answer and are taken out of Service kube-dns');
    const after = withoutInstances(entered, silent);
    if (after !== before) await client.endpoints.update(after);
  }

  return {
    async run(signal) {
      let registered = false;
      const retries = backoff({ initialMs: 500, maxMs: 30_000 });
      while (!signal.aborted) {
        try {
          await ensureService();
          await ensureEndpoints();
          if (!registered)
            logger.info({ address: instance.address, port: instance.port }, 'Registered with Service kube-dns');
          registered = true;
          retries.reset();
          await clock.sleep(PERIOD_MS, signal);
        } catch (err) {
          // Another instance wrote at the same time: read again.
          if (!isConflict(err) && !isAlreadyExists(err)) logger.warn({ err }, 'Cannot register with Service kube-dns');
          await clock.sleep(retries.next(), signal);
        }
      }
    },
    async leave() {
      for (let attempt = 0; attempt < 5; attempt++) {
        try {
          const before = await current();
          const after = before && withoutInstances(before, [instance.address]);
          if (after !== before) await client.endpoints.update(after!);
          return after !== undefined && peersOf(after, instance.address).length > 0;
        } catch (err) {
          if (isConflict(err)) continue;
          logger.warn({ err }, 'Cannot take this server out of Service kube-dns; others will');
          return false;
        }
      }
      return false;
    },
  };
}
