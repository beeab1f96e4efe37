import type { StorageView } from '../framework/plugin';
import type { SchedulerInformers } from './scheduler-informers';

type Informers = Pick<
  SchedulerInformers,
  'persistentVolumes' | 'persistentVolumeClaims' | 'storageClasses' | 'csiNodes' | 'csiDrivers' | 'csiStorageCapacities'
>;

/** What the informers know of storage. */
export const storageView = ({
  persistentVolumes: volumes,
  persistentVolumeClaims: claims,
  storageClasses,
  csiNodes,
  csiDrivers,
  csiStorageCapacities,
}: Informers): StorageView => ({
  claim: (namespace, name) => claims.lister.get(`${namespace}/${name}`),
  volume: (name) => volumes.lister.get(name),
  volumes: (storageClass) => volumes.lister.byIndex('class', storageClass),
  storageClass: (name) => storageClasses.lister.get(name),
  csiNode: (name) => csiNodes.lister.get(name),
  csiDriver: (name) => csiDrivers.lister.get(name),
  capacities: (storageClass) => csiStorageCapacities.lister.byIndex('class', storageClass),
});
