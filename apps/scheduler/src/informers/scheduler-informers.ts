import { storageClassNameOf } from '@kubets/api';
import { createInformerSet, type InformerSet, type KubeClient } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import { servicesBySelector, SERVICES_BY_SELECTOR_INDEX } from './workload-selector';

type Followed =
  | 'resourceClaims'
  | 'resourceSlices'
  | 'deviceClasses'
  | 'deviceTaintRules'
  | 'persistentVolumes'
  | 'persistentVolumeClaims'
  | 'storageClasses'
  | 'csiNodes'
  | 'csiDrivers'
  | 'csiStorageCapacities'
  | 'pods'
  | 'nodes'
  | 'namespaces'
  | 'services'
  | 'replicationControllers'
  | 'replicaSets'
  | 'statefulSets';
export type SchedulerInformers = InformerSet<KubeClient<Followed>, Followed>;

export const createSchedulerInformers = (
  client: KubeClient<Followed>,
  o: { logger: Logger; clock?: Clock },
): SchedulerInformers =>
  createInformerSet(
    client,
    {
      persistentVolumes: { indexers: { class: (volume) => [storageClassNameOf(volume)] } },
      persistentVolumeClaims: {},
      resourceClaims: {},
      resourceSlices: {},
      deviceClasses: {},
      deviceTaintRules: {},
      storageClasses: {},
      csiNodes: {},
      csiDrivers: {},
      csiStorageCapacities: { indexers: { class: ({ storageClassName = '' }) => [storageClassName] } },
      pods: {},
      nodes: {},
      namespaces: {},
      services: { indexers: { [SERVICES_BY_SELECTOR_INDEX]: servicesBySelector } },
      replicationControllers: {},
      replicaSets: {},
      statefulSets: {},
    },
    o,
  );
