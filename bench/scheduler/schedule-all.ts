import { cpuSeconds, peakMiB } from '@kubets/component/testing';
import { createApiClient, type ApiClient } from '../api/api-client';
import { versionOf, watchFrom } from '../watch-from';
import { pendingPodOf } from './cluster-nodes';
import type { Contender } from './contender';
import { createNodes, NAMESPACE } from './create-nodes';

const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;
const JSON_BODY = { 'content-type': 'application/json' };
const METADATA_ONLY = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';
/** Until caches are full and the garbage of starting is gone. */
const SETTLED_MS = 3000;

export interface Workload {
  nodes: number;
  pods: number;
  inFlight: number;
}

/** What came of one contender; times of a processor are in milliseconds per pod. */
export interface Figures {
  createdPerSecond: number;
  boundPerSecond: number;
  schedulerMs: number;
  serverMs: number;
  etcdMs: number;
  schedulerPeakMiB: number;
  serverPeakMiB: number;
}

/** Makes the nodes, starts the scheduler, and then creates the pods; ends the contender. Rejects where a scheduler has ended. */
export async function scheduleAll({ server, startScheduler }: Contender, workload: Workload): Promise<Figures> {
  const client = await createApiClient(server.connection);
  const stop = new AbortController();
  try {
    await createNodes(client, workload);
    const scheduler = await startScheduler();
    stop.signal.addEventListener('abort', () => scheduler.kill('SIGKILL'));
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
    const pids = [scheduler.pid!, server.child.pid!, server.etcdPid];
    const before = pids.map(cpuSeconds);
    const ended = new Promise<never>((_, reject) =>
      scheduler.once('exit', (code) => reject(new Error(`the scheduler ended with ${code}`))),
    );
    const { createdSeconds, boundSeconds } = await Promise.race([createAndWait(client, workload), ended]);
    const [schedulerMs, serverMs, etcdMs] = pids.map(
      (pid, index) => ((cpuSeconds(pid) - before[index]!) * 1000) / workload.pods,
    ) as [number, number, number];
    return {
      createdPerSecond: workload.pods / createdSeconds,
      boundPerSecond: workload.pods / boundSeconds,
      schedulerMs,
      serverMs,
      etcdMs,
      schedulerPeakMiB: peakMiB(scheduler.pid!),
      serverPeakMiB: peakMiB(server.child.pid!),
    };
  } finally {
    stop.abort();
    client.close();
    await server.stop();
  }
}

/** From the first create until all are created, and until a watch has seen all bound. */
async function createAndWait(
  client: ApiClient,
  { pods, inFlight }: Workload,
): Promise<{ createdSeconds: number; boundSeconds: number }> {
  const since = await versionOf(client, PODS);
  const begun = performance.now();
  const secondsFrom = () => (performance.now() - begun) / 1000;
  const bound = untilBound(client, pods, since).then(secondsFrom);
  const creates = Array.from({ length: pods }, (_, index) => ({
    method: 'POST',
    path: PODS,
    headers: JSON_BODY,
    body: JSON.stringify(pendingPodOf(NAMESPACE, index)),
  }));
  const created = client.sendAll(creates, inFlight).then(secondsFrom);
  const [createdSeconds, boundSeconds] = await Promise.all([created, bound]);
  return { createdSeconds, boundSeconds };
}

/** Resolves when so many pods have been bound since that version: a pod comes into this watch when it is bound. */
async function untilBound(client: ApiClient, count: number, since: string): Promise<void> {
  let seen = 0;
  const watch = { path: PODS, query: 'fieldSelector=spec.nodeName!%3D', since, headers: { accept: METADATA_ONLY } };
  for await (const { type } of watchFrom(client, watch)) if (type === 'ADDED' && ++seen >= count) return;
}
