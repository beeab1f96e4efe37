import { readFileSync } from 'node:fs';
import type { MeasuredApiserver } from '../apiserver/measured-apiserver';
import { createApiClient, type ApiClient } from './api-client';
import { NAMESPACE } from './pods';

/** One of the servers that are compared. */
export interface Contender {
  name: string;
  client: ApiClient;
  /** Of the server's and of etcd's process since their start, in milliseconds. */
  cpuMs(): { server: number; etcd: number };
  residentBytes(): number;
  /** From the start of the process until it was ready. */
  startMs: number;
  /** The most it held in memory at any time that was looked at. */
  peakBytes(): number;
  stop(): Promise<void>;
}

const SAMPLE_MS = 20;
const SETTLED_MS = 3000;
/** USER_HZ of Linux, which is the same on every machine: proc_pid_stat(5). */
const TICKS_PER_SECOND = 100;

export async function createContender(name: string, server: MeasuredApiserver): Promise<Contender> {
  const client = await createApiClient(server.connection);
  const make = (path: string, body: object) =>
    client.send({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  await make('/api/v1/namespaces', { metadata: { name: NAMESPACE } });
  // A controller makes it where there is one.
  await make(`/api/v1/namespaces/${NAMESPACE}/serviceaccounts`, { metadata: { name: 'default' } });
  let peak = 0;
  const sampling = setInterval(() => (peak = Math.max(peak, server.residentBytes())), SAMPLE_MS);
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  return {
    name,
    client,
    cpuMs: () => ({ server: cpuMsOf(server.child.pid!), etcd: cpuMsOf(server.etcdPid) }),
    residentBytes: server.residentBytes,
    startMs: server.startMs,
    peakBytes: () => peak,
    async stop() {
      clearInterval(sampling);
      client.close();
      await server.stop();
    },
  };
}

/** Time on a processor of all its threads, also those that have ended. */
function cpuMsOf(pid: number): number {
  const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return ((Number(afterName[11]) + Number(afterName[12])) * 1000) / TICKS_PER_SECOND;
}
