import { createInformerSet, type InformerSet, type KubeClient } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import { servicesBySelector, servicesBySelectorIndex } from './workload-selector';

type Followed = 'pods' | 'nodes' | 'namespaces' | 'services' | 'replicationControllers' | 'replicaSets';
export type SchedulerInformers = InformerSet<KubeClient<Followed>, Followed>;

export const createSchedulerInformers = (client: KubeClient<Followed>, o: { logger: Logger; clock?: Clock }): SchedulerInformers =>
  createInformerSet(
    client,
    { pods: {}, nodes: {}, namespaces: {}, services: { indexers: { [servicesBySelectorIndex]: servicesBySelector } }, replicationControllers: {}, replicaSets: {} },
    o,
  );
