import { setTimeout as sleep } from 'node:timers/promises';
import type { RestClient } from '../../test/fuzz/beside/rest-client';

const NAMESPACE = 'beside';
const NODES = ['beside-1', 'beside-2'];
const SETS = `/apis/apps/v1/namespaces/${NAMESPACE}/replicasets`;
const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;
const POLL_MS = 25;
const HEARTBEAT_MS = 10_000;

/** A client that has controllers and scheduler do something, and what they need for it. */
export interface Beside {
  /** Has a ReplicaSet's pod made, scheduled and taken away: how long that took in ms; rejects with what did not come within a time. */
  step(timeoutMs: number): Promise<number>;
  stop(): void;
}

/** Two nodes nobody runs, their heart beaten here. */
export async function createBeside(client: RestClient): Promise<Beside> {
  await client.call('POST', '/api/v1/namespaces', { metadata: { name: NAMESPACE } });
  await client.call('POST', `/api/v1/namespaces/${NAMESPACE}/serviceaccounts`, { metadata: { name: 'default' } });
  for (const name of NODES) await client.call('POST', '/api/v1/nodes', { metadata: { name } });
  const beat = () => {
    for (const name of NODES) void client.call('PATCH', `/api/v1/nodes/${name}/status`, alive(), MERGE).catch(() => {});
  };
  beat();
  const beating = setInterval(beat, HEARTBEAT_MS);
  let count = 0;

  return {
    async step(timeoutMs) {
      const begun = performance.now();
      const until = async (what: string, isSo: () => Promise<boolean>) => {
        while (!(await isSo())) {
          if (performance.now() - begun > timeoutMs) throw new Error(`${what} did not come in ${timeoutMs} ms`);
          await sleep(POLL_MS);
        }
      };
      const name = `beside-${count++}`;
      const items = async () =>
        ((await client.call('GET', `${PODS}?labelSelector=app%3D${name}`)).body.items ?? []) as {
          spec: { nodeName?: string };
        }[];
      await client.call('POST', SETS, replicaSet(name));
      await until('a scheduled pod', async () => (await items())[0]?.spec.nodeName !== undefined);
      await client.call('DELETE', `${SETS}/${name}`);
      await until('the end of a pod', async () => (await items()).length === 0);
      return performance.now() - begun;
    },
    stop: () => clearInterval(beating),
  };
}

const MERGE = { contentType: 'application/merge-patch+json' };

const alive = () => {
  const time = new Date().toISOString().replace(/\.\d+/, '');
  return {
    status: {
      capacity: { cpu: '4', memory: '8Gi', pods: '110' },
      allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
      conditions: [
        { type: 'Ready', status: 'True', lastHeartbeatTime: time, lastTransitionTime: time, reason: 'Beside' },
      ],
    },
  };
};

const replicaSet = (name: string) => ({
  metadata: { name },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        terminationGracePeriodSeconds: 0,
        tolerations: [{ operator: 'Exists' }],
        priority: undefined,
        containers: [{ name: 'c', image: 'fuzz.invalid/none:1' }],
      },
    },
  },
});
