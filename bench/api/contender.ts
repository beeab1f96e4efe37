import { childrenOf } from '@kubets/component';
import { cpuSeconds, peakMiB, residentMiB } from '@kubets/component/testing';
import type { MeasuredApiserver } from '../apiserver/measured-apiserver';
import { createApiClient, type ApiClient } from './api-client';
import { NAMESPACE } from './pods';

/** One of the servers that are compared. */
export interface Contender {
  name: string;
  client: ApiClient;
  /** Of the server's processes and of etcd's since their start, in milliseconds. */
  cpuMs(): { server: number; etcd: number };
  residentMiB(): number;
  /** From the start of the process until it was ready. */
  startMs: number;
  /** The most it held in memory at any time. */
  peakMiB(): number;
  stop(): Promise<void>;
}

const SETTLED_MS = 3000;

export async function createContender(name: string, server: MeasuredApiserver): Promise<Contender> {
  const client = await createApiClient(server.connection);
  const make = (path: string, body: object) =>
    client.send({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  await make('/api/v1/namespaces', { metadata: { name: NAMESPACE } });
  // A controller makes it where there is one.
  await make(`/api/v1/namespaces/${NAMESPACE}/serviceaccounts`, { metadata: { name: 'default' } });
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  const ofAll = (figure: (pid: number) => number) =>
    [server.child.pid!, ...childrenOf(server.child.pid!)].reduce((sum, pid) => sum + figure(pid), 0);
  return {
    name,
    client,
    cpuMs: () => ({ server: ofAll(cpuSeconds) * 1000, etcd: cpuSeconds(server.etcdPid) * 1000 }),
    residentMiB: () => ofAll(residentMiB),
    startMs: server.startMs,
    peakMiB: () => ofAll(peakMiB),
    async stop() {
      client.close();
      await server.stop();
    },
  };
}
