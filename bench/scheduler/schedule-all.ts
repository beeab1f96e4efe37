import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { cpuSeconds, peakMiB } from '@kubets/component/testing';
import type { Pod, PodList } from '@kubets/proto-gen/core/v1';
import { createApiClient, type ApiClient } from '../api/api-client';
import { nodeOf, pendingPodOf } from './cluster-nodes';
import type { Contender } from './contender';

const NAMESPACE = 'bench';
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
    await fill(client, workload);
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

async function fill(client: ApiClient, { nodes, inFlight }: Workload): Promise<void> {
  const post = (path: string, object: object) => ({
    method: 'POST',
    path,
    headers: JSON_BODY,
    body: JSON.stringify(object),
  });
  await client.send(post('/api/v1/namespaces', { metadata: { name: NAMESPACE } }));
  // A controller makes it where there is one.
  await client.send(post(`/api/v1/namespaces/${NAMESPACE}/serviceaccounts`, { metadata: { name: 'default' } }));
  const indices = Array.from({ length: nodes }, (_, index) => index);
  await client.sendAll(
    indices.map((index) => post('/api/v1/nodes', nodeOf(index))),
    inFlight,
  );
  // Where nobody looks after nodes, the taint that new ones get stays.
  await client.sendAll(
    indices.map((index) => ({
      method: 'PATCH',
      path: `/api/v1/nodes/node-${index}`,
      headers: { 'content-type': 'application/merge-patch+json' },
      body: '{"spec":{"taints":null}}',
    })),
    inFlight,
  );
}

/** From the first create until all are created, and until a watch has seen all bound. */
async function createAndWait(
  client: ApiClient,
  { pods, inFlight }: Workload,
): Promise<{ createdSeconds: number; boundSeconds: number }> {
  const list = JSON.parse((await client.send({ method: 'GET', path: PODS })).toString()) as PodList;
  const begun = performance.now();
  const secondsFrom = () => (performance.now() - begun) / 1000;
  const bound = untilBound(client, pods, list.metadata!.resourceVersion!).then(secondsFrom);
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
async function untilBound(client: ApiClient, count: number, version: string): Promise<void> {
  let seen = 0;
  // A server that is busy ends watches that it does not get on with; clients go on from where they were.
  for (let last = version; ;) {
    for await (const { type, object } of await boundPods(client, last)) {
      if (type === 'ERROR') throw new Error(JSON.stringify(object));
      last = object.metadata!.resourceVersion!;
      if (type === 'ADDED' && ++seen >= count) return;
    }
  }
}

async function boundPods(client: ApiClient, version: string): Promise<AsyncIterable<{ type: string; object: Pod }>> {
  const path = `${PODS}?watch=true&resourceVersion=${version}&fieldSelector=spec.nodeName!%3D`;
  const watch: Readable = await client.open({ method: 'GET', path, headers: { accept: METADATA_ONLY } });
  return Readable.from(createInterface({ input: watch })).map((line: string) => JSON.parse(line));
}
