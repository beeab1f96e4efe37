// Pods that no node takes, made once by a client with many requests in flight and once by a ReplicaSet. The second
// figure is what users see when they scale; the first is the most that the API gives one client.
import { parseArgs } from 'node:util';
import { openKubeClient, type KubeClient } from '@kubets/client';
import type { PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import { namespaces, pods, replicaSets } from '@kubets/proto-gen/services';

const IN_FLIGHT = 64;
const NAMESPACE = 'bench-controllers';

const template = (app: string): PodTemplateSpec => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: 'web', image: 'nginx' }], nodeSelector: { 'bench.kubets.dev/nowhere': 'true' } },
});

/** Seconds until so many pods of an app were seen by a watch that began before `start`. */
async function secondsUntilSeen(
  client: KubeClient<'namespaces' | 'pods' | 'replicaSets'>,
  app: string,
  count: number,
  start: () => Promise<void>,
): Promise<number> {
  const stop = new AbortController();
  const { metadata } = await client.pods.list({ namespace: NAMESPACE, labelSelector: `app=${app}` });
  const seen = (async () => {
    let left = count;
    for await (const { type } of client.pods.watch({
      namespace: NAMESPACE,
      labelSelector: `app=${app}`,
      resourceVersion: metadata.resourceVersion,
      signal: stop.signal,
    })) {
      if (type === 'ADDED' && --left === 0) return;
    }
    throw new Error(
      `the watch ended when ${count - left} of ${count} pods had been seen: is the controller-manager running?`,
    );
  })();
  const startedAt = performance.now();
  await start();
  await seen;
  stop.abort();
  return (performance.now() - startedAt) / 1000;
}

async function createRaw(client: KubeClient<'namespaces' | 'pods' | 'replicaSets'>, count: number): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const name = `raw-${next++}`;
      await client.pods.create({
        apiVersion: 'v1',
        kind: 'Pod',
        ...template('raw'),
        metadata: { ...template('raw').metadata, namespace: NAMESPACE, name },
      });
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

async function createReplicaSet(
  client: KubeClient<'namespaces' | 'pods' | 'replicaSets'>,
  replicas: number,
): Promise<void> {
  await client.replicaSets.create({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { namespace: NAMESPACE, name: 'scaled' },
    spec: { replicas, selector: { matchLabels: { app: 'scaled' } }, template: template('scaled') },
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { kubeconfig: { type: 'string' }, replicas: { type: 'string', default: '500' } },
  });
  const replicas = Number(values.replicas);
  if (!values.kubeconfig || !(replicas > 0))
    throw new Error('usage: run.mjs --kubeconfig FILE (gRPC address of the apiserver) [--replicas 500]');
  const client = await openKubeClient(
    values.kubeconfig,
    { namespaces, pods, replicaSets },
    { component: 'bench-controllers' },
  );
  await client.namespaces.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  try {
    const raw = replicas / (await secondsUntilSeen(client, 'raw', replicas, () => createRaw(client, replicas)));
    const scaled =
      replicas / (await secondsUntilSeen(client, 'scaled', replicas, () => createReplicaSet(client, replicas)));
    console.log(`one client, ${IN_FLIGHT} in flight: ${raw.toFixed(0)} pods/s`);
    console.log(`ReplicaSet of ${replicas}:         ${scaled.toFixed(0)} pods/s`);
    console.log(`ratio:                     ${(scaled / raw).toFixed(2)}`);
  } finally {
    await client.namespaces.delete({ name: NAMESPACE });
    client.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
