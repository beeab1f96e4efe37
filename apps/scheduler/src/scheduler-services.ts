// The kinds that a scheduler reads or writes.
export {
  csiDrivers,
  csiNodes,
  csiStorageCapacities,
  events,
  leases,
  namespaces,
  nodes,
  persistentVolumeClaims,
  persistentVolumes,
  pods,
  replicaSets,
  replicationControllers,
  services,
  statefulSets,
  storageClasses,
} from '@kubets/proto-gen/services';
