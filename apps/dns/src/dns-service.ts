import type { KubeClient } from '@kubets/client';
import type { Health } from '@kubets/component';
import { startAnswering, type Answering, type AnsweringOptions } from './answering';
import { startRegistration } from './registration/registration';

export interface DnsServiceOptions extends Omit<AnsweringOptions, 'waitsForNames'> {
  client: KubeClient<'endpoints' | 'endpointSlices' | 'namespaces' | 'services'>;
  health: Health;
}

export interface DnsService extends Pick<Answering, 'port' | 'informers' | 'synced' | 'zoneName'> {
  /** Leaves the Service first, then stops answering. */
  stop(): Promise<void>;
}

/** Builds and starts the whole server; it answers SERVFAIL for cluster names until it knows them. */
export async function startDnsService({ health, ...o }: DnsServiceOptions): Promise<DnsService> {
  const answering = await startAnswering(o);
  health.addCheck(
    'zone-sync',
    () => {
      if (!answering.hasSynced())
        throw new Error('the first lists of Services, EndpointSlices and namespaces are not complete');
    },
    { kinds: ['readyz'] },
  );
  const leave = startRegistration({
    ...o,
    port: answering.port,
    synced: answering.synced(),
    zoneName: answering.zoneName,
  });
  return {
    ...answering,
    async stop() {
      await leave();
      await answering.close();
    },
  };
}
