import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds, peakMiB } from '@kubets/component/testing';
import { createApiClient } from '../api/api-client';
import type { Contender } from '../scheduler/contender';
import { createNodes, NAMESPACE } from '../scheduler/create-nodes';
import { simulateKubelets } from './kubelets';
import { WORKLOADS } from './workloads';

/** Until caches are full and the garbage of starting is gone. */
const SETTLED_MS = 3000;
/** What follows when all is there, as the last events and slices, belongs to it. */
const TRAILING_MS = 2000;

export interface Size {
  nodes: number;
  /** Of the largest workloads. */
  pods: number;
  inFlight: number;
  only: RegExp;
}

/** By what they are about, in the order of a table. */
export type Figures = Map<string, number>;

/** Makes the nodes, starts controllers and scheduler, and asks for one workload after the other; ends the contender. */
export async function measure(contender: Contender, { only, ...size }: Size): Promise<Figures> {
  const { server } = contender;
  const client = await createApiClient(server.connection);
  const stop = new AbortController();
  const figures: Figures = new Map();
  try {
    await createNodes(client, size);
    const scheduler = await contender.startScheduler();
    stop.signal.addEventListener('abort', () => scheduler.kill('SIGKILL'));
    const controllers = await contender.startControllerManager();
    const controllersEnded = once(controllers, 'exit');
    stop.signal.addEventListener('abort', () => controllers.kill('SIGTERM'));
    const ended = Promise.race([once(scheduler, 'exit'), controllersEnded]).then(([code]) => {
      throw new Error(`controllers or scheduler of ${contender.name} ended with ${code}`);
    });
    // Whoever waits learns of it.
    ended.catch(() => undefined);
    await sleep(SETTLED_MS);
    const pids = {
      controllers: controllers.pid!,
      scheduler: scheduler.pid!,
      'API server': server.child.pid!,
      etcd: server.etcdPid,
    };
    const kubelets = await simulateKubelets(client, NAMESPACE, stop.signal);
    for (const workload of WORKLOADS) {
      const cpuBefore = Object.values(pids).map(cpuSeconds);
      const begun = performance.now();
      const boundSeconds = await Promise.race([workload.run({ client, kubelets }, size.pods), ended]);
      const seconds = (performance.now() - begun) / 1000;
      await sleep(TRAILING_MS);
      if (!only.test(workload.name)) continue;
      const pods = workload.pods(size.pods);
      if (boundSeconds !== undefined) figures.set(`${workload.name}: bound per second`, pods / boundSeconds);
      figures.set(`${workload.name}: done per second`, pods / seconds);
      for (const [index, [process, pid]] of Object.entries(pids).entries())
        figures.set(`${workload.name}: ${process}, ms`, ((cpuSeconds(pid) - cpuBefore[index]!) * 1000) / pods);
    }
    for (const [process, pid] of Object.entries(pids)) figures.set(`${process}, MiB resident at most`, peakMiB(pid));
    stop.abort();
    // It writes its profile.
    await controllersEnded;
    return figures;
  } finally {
    stop.abort();
    client.close();
    await server.stop();
  }
}
