import { attachDetachController } from './attachdetach/attachdetach-controller';
import { csrCleanerController } from './certificates/csrcleaner-controller';
import { csrSigningController } from './certificates/csrsigning-controller';
import { podCertificateRequestCleanerController } from './certificates/podcertificaterequestcleaner-controller';
import { clusterRoleAggregationController } from './clusterroleaggregation/clusterroleaggregation-controller';
import { clusterTrustBundlePublisherController } from './clustertrustbundlepublisher/clustertrustbundlepublisher-controller';
import type { ControllerEntry } from './controller-context';
import { daemonSetController } from './daemon/daemonset-controller';
import { cronJobController } from './cronjob/cronjob-controller';
import { deploymentController } from './deployment/deployment-controller';
import { deviceTaintEvictionController } from './devicetainteviction/devicetainteviction-controller';
import { disruptionController } from './disruption/disruption-controller';
import { endpointsController } from './endpoints/endpoints-controller';
import { endpointSliceController } from './endpointslice/endpointslice-controller';
import { endpointSliceMirroringController } from './endpointslicemirroring/endpointslicemirroring-controller';
import { ephemeralVolumeController } from './ephemeral/ephemeral-controller';
import { expandController } from './expand/expand-controller';
import { garbageCollectorController } from './garbagecollector/garbagecollector-controller';
import { jobController } from './job/job-controller';
import { namespaceController } from './namespace/namespace-controller';
import { nodeIpamController } from './nodeipam/nodeipam-controller';
import { nodeLifecycleController } from './nodelifecycle/nodelifecycle-controller';
import { persistentVolumeController } from './persistentvolume/persistentvolume-controller';
import { horizontalPodAutoscalerController } from './podautoscaler/horizontal-pod-autoscaler-controller';
import { podGcController } from './podgc/podgc-controller';
import { replicaSetController } from './replicaset/replicaset-controller';
import { replicationControllerController } from './replicationcontroller/replicationcontroller-controller';
import { resourceClaimController } from './resourceclaim/resourceclaim-controller';
import { resourceQuotaController } from './resourcequota/resourcequota-controller';
import { rootCaCertPublisherController } from './rootcacertpublisher/rootcacertpublisher-controller';
import { legacyTokenCleanerController } from './serviceaccount/legacy-token-cleaner-controller';
import { serviceAccountController } from './serviceaccount/serviceaccount-controller';
import { tokensController } from './serviceaccount/tokens-controller';
import { serviceCidrController } from './servicecidr/servicecidr-controller';
import { statefulSetController } from './statefulset/statefulset-controller';
import { storageVersionMigratorController } from './storageversionmigrator/storageversionmigrator-controller';
import { taintEvictionController } from './tainteviction/tainteviction-controller';
import { ttlAfterFinishedController } from './ttlafterfinished/ttlafterfinished-controller';
import {
  attributesClassProtectionController,
  claimProtectionController,
  volumeProtectionController,
} from './volumeprotection/volumeprotection-controller';

/** Every controller, in the order in which they start: what nodes and pods wait for comes first. */
export const controllers: readonly ControllerEntry[] = [
  nodeIpamController,
  serviceAccountController,
  tokensController,
  rootCaCertPublisherController,
  clusterTrustBundlePublisherController,
  clusterRoleAggregationController,
  serviceCidrController,
  nodeLifecycleController,
  taintEvictionController,
  deploymentController,
  replicaSetController,
  replicationControllerController,
  statefulSetController,
  daemonSetController,
  jobController,
  disruptionController,
  horizontalPodAutoscalerController,
  persistentVolumeController,
  attachDetachController,
  ephemeralVolumeController,
  resourceClaimController,
  deviceTaintEvictionController,
  expandController,
  claimProtectionController,
  volumeProtectionController,
  attributesClassProtectionController,
  cronJobController,
  ttlAfterFinishedController,
  endpointSliceController,
  endpointsController,
  endpointSliceMirroringController,
  resourceQuotaController,
  csrSigningController,
  csrCleanerController,
  podCertificateRequestCleanerController,
  namespaceController,
  garbageCollectorController,
  storageVersionMigratorController,
  podGcController,
  legacyTokenCleanerController,
];
