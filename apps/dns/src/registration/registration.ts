import type { KubeClient } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import { advertisedAddress } from './advertised-address';
import { probePeer } from './probe-peer';
import { createRegistrar } from './registrar';

export interface RegistrationOptions {
  config: {
    advertiseAddress: string | undefined;
    bindAddress: string;
    clusterDns: readonly string[];
    securePort: number;
    xdsPort: number;
  };
  client: Pick<KubeClient, 'endpoints' | 'services'>;
  port: number;
  /** Pods must not be sent here before there is something to answer. */
  synced: Promise<void>;
  zoneName(): string;
  logger: Logger;
  clock: Clock;
  signal: AbortSignal;
}

const LAME_DUCK_MS = 1000;

/** Enters this server behind the Service kube-dns once it can answer. The function it returns takes it out again, after the signal. */
export function startRegistration({
  config,
  client,
  port,
  synced,
  zoneName,
  ...o
}: RegistrationOptions): () => Promise<void> {
  const { logger, clock, signal } = o;
  const address = config.advertiseAddress ?? advertisedAddress(config.bindAddress);
  if (!address) {
    logger.error(
      'Not registered with Service kube-dns, because no address is known that pods could reach; --advertise-address names one',
    );
    return async () => undefined;
  }
  const registrar = createRegistrar({
    client,
    instance: { address, port, metricsPort: config.securePort, xdsPort: config.xdsPort },
    clusterDns: config.clusterDns,
    answers: (peer) => probePeer(peer, zoneName()),
    clock,
    logger,
  });
  const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  const registering = Promise.race([synced, aborted]).then(
    () => registrar.run(signal),
    (err: unknown) => {
      if (!signal.aborted) throw err;
    },
  );
  return async () => {
    await registering;
    // Until the proxies know, pods are still sent here.
    if (await registrar.leave()) await clock.sleep(LAME_DUCK_MS);
  };
}
