import { createInformer, type Informer, type KubeClient } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import type { ReplicaSet } from '@kubets/proto-gen/apps/v1';
import type { Namespace, Node, Pod, ReplicationController, Service } from '@kubets/proto-gen/core/v1';
import { servicesBySelector, servicesBySelectorIndex } from './workload-selector';

export interface SchedulerInformers {
  pods: Informer<Pod>;
  nodes: Informer<Node>;
  namespaces: Informer<Namespace>;
  services: Informer<Service>;
  replicationControllers: Informer<ReplicationController>;
  replicaSets: Informer<ReplicaSet>;
}

export function createSchedulerInformers(client: KubeClient<keyof SchedulerInformers>, o: { logger: Logger; clock?: Clock }): SchedulerInformers {
  return {
    pods: createInformer(client.pods, { name: 'pods', ...o }),
    nodes: createInformer(client.nodes, { name: 'nodes', ...o }),
    namespaces: createInformer(client.namespaces, { name: 'namespaces', ...o }),
    services: createInformer(client.services, { name: 'services', indexers: { [servicesBySelectorIndex]: servicesBySelector }, ...o }),
    replicationControllers: createInformer(client.replicationControllers, { name: 'replicationcontrollers', ...o }),
    replicaSets: createInformer(client.replicaSets, { name: 'replicasets', ...o }),
  };
}

const all = (informers: SchedulerInformers): Informer<never>[] => Object.values(informers);

/** Starts all of them and resolves when each has its first list. */
export async function startInformers(informers: SchedulerInformers, signal: AbortSignal): Promise<void> {
  for (const informer of all(informers)) informer.start(signal);
  await Promise.all(all(informers).map((informer) => informer.synced()));
}

export function unsyncedInformers(informers: SchedulerInformers): string[] {
  return all(informers)
    .filter((informer) => !informer.hasSynced())
    .map(({ name }) => name);
}
