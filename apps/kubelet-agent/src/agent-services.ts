// The kinds that a node agent reads or writes.
export {
  clusterTrustBundles,
  configMaps,
  csiDrivers,
  csiNodes,
  events,
  leases,
  nodes,
  persistentVolumeClaims,
  persistentVolumes,
  podCertificateRequests,
  pods,
  runtimeClasses,
  secrets,
  serviceAccounts,
  services,
  volumeAttachments,
} from '@kubets/proto-gen/services';
