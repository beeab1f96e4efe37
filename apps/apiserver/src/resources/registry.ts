import type { ResourceDefinition } from '../registry/resource';
import { certificateSigningRequests } from './certificatesigningrequests/certificatesigningrequests';
import { apiServices } from './apiservices/apiservices';
import { clusterRoleBindings } from './clusterrolebindings/clusterrolebindings';
import { clusterRoles } from './clusterroles/clusterroles';
import { clusterTrustBundles } from './clustertrustbundles/clustertrustbundles';
import { configMaps } from './configmaps/configmaps';
import { controllerRevisions } from './controllerrevisions/controllerrevisions';
import { cronJobs } from './cronjobs/cronjobs';
import { csiDrivers } from './csidrivers/csidrivers';
import { csiNodes } from './csinodes/csinodes';
import { csiStorageCapacities } from './csistoragecapacities/csistoragecapacities';
import { customResourceDefinitions } from './customresourcedefinitions/customresourcedefinitions';
import { daemonSets } from './daemonsets/daemonsets';
import { deployments } from './deployments/deployments';
import { deviceClasses } from './deviceclasses/deviceclasses';
import { deviceTaintRules } from './devicetaintrules/devicetaintrules';
import { endpoints } from './endpoints/endpoints';
import { endpointSlices } from './endpointslices/endpointslices';
import { events } from './events/events';
import { flowSchemas } from './flowschemas/flowschemas';
import { horizontalPodAutoscalers } from './horizontalpodautoscalers/horizontalpodautoscalers';
import { ingressClasses } from './ingressclasses/ingressclasses';
import { ingresses } from './ingresses/ingresses';
import { ipAddresses } from './ipaddresses/ipaddresses';
import { jobs } from './jobs/jobs';
import { leases } from './leases/leases';
import { limitRanges } from './limitranges/limitranges';
import { mutatingAdmissionPolicies } from './mutatingadmissionpolicies/mutatingadmissionpolicies';
import { mutatingAdmissionPolicyBindings } from './mutatingadmissionpolicybindings/mutatingadmissionpolicybindings';
import { mutatingWebhookConfigurations } from './mutatingwebhookconfigurations/mutatingwebhookconfigurations';
import { namespaces } from './namespaces/namespaces';
import { networkPolicies } from './networkpolicies/networkpolicies';
import { nodes } from './nodes/nodes';
import { persistentVolumeClaims } from './persistentvolumeclaims/persistentvolumeclaims';
import { persistentVolumes } from './persistentvolumes/persistentvolumes';
import { podCertificateRequests } from './podcertificaterequests/podcertificaterequests';
import { podDisruptionBudgets } from './poddisruptionbudgets/poddisruptionbudgets';
import { pods } from './pods/pods';
import { podTemplates } from './podtemplates/podtemplates';
import { priorityClasses } from './priorityclasses/priorityclasses';
import { priorityLevelConfigurations } from './prioritylevelconfigurations/prioritylevelconfigurations';
import { replicaSets } from './replicasets/replicasets';
import { replicationControllers } from './replicationcontrollers/replicationcontrollers';
import { resourceClaims } from './resourceclaims/resourceclaims';
import { resourceClaimTemplates } from './resourceclaimtemplates/resourceclaimtemplates';
import { resourceQuotas } from './resourcequotas/resourcequotas';
import { resourceSlices } from './resourceslices/resourceslices';
import { roleBindings } from './rolebindings/rolebindings';
import { roles } from './roles/roles';
import { runtimeClasses } from './runtimeclasses/runtimeclasses';
import { secrets } from './secrets/secrets';
import { serviceAccounts } from './serviceaccounts/serviceaccounts';
import { serviceCidrs } from './servicecidrs/servicecidrs';
import { services } from './services/services';
import { storageVersionMigrations } from './storageversionmigrations/storageversionmigrations';
import { storageClasses } from './storageclasses/storageclasses';
import { statefulSets } from './statefulsets/statefulsets';
import { validatingAdmissionPolicies } from './validatingadmissionpolicies/validatingadmissionpolicies';
import { validatingAdmissionPolicyBindings } from './validatingadmissionpolicybindings/validatingadmissionpolicybindings';
import { validatingWebhookConfigurations } from './validatingwebhookconfigurations/validatingwebhookconfigurations';
import { volumeAttachments } from './volumeattachments/volumeattachments';
import { volumeAttributesClasses } from './volumeattributesclasses/volumeattributesclasses';

// Each definition is typed for its own kind; the pipeline handles them all alike and only hands a definition its own objects.
const definition = (typed: unknown): ResourceDefinition => typed as ResourceDefinition;

/** Every stored resource, in the order in which discovery lists them. */
export const resources: ResourceDefinition[] = [
  definition(configMaps),
  definition(endpoints),
  definition(events),
  definition(limitRanges),
  definition(namespaces),
  definition(nodes),
  definition(persistentVolumeClaims),
  definition(persistentVolumes),
  definition(pods),
  definition(podTemplates),
  definition(replicationControllers),
  definition(resourceQuotas),
  definition(secrets),
  definition(serviceAccounts),
  definition(services),
  definition(controllerRevisions),
  definition(daemonSets),
  definition(deployments),
  definition(replicaSets),
  definition(statefulSets),
  definition(certificateSigningRequests),
  definition(clusterTrustBundles),
  definition(podCertificateRequests),
  definition(horizontalPodAutoscalers),
  definition(cronJobs),
  definition(jobs),
  definition(leases),
  definition(podDisruptionBudgets),
  definition(deviceClasses),
  definition(deviceTaintRules),
  definition(resourceClaims),
  definition(resourceClaimTemplates),
  definition(resourceSlices),
  definition(csiDrivers),
  definition(csiNodes),
  definition(csiStorageCapacities),
  definition(storageClasses),
  definition(volumeAttachments),
  definition(volumeAttributesClasses),
  definition(storageVersionMigrations),
  definition(customResourceDefinitions),
  definition(endpointSlices),
  definition(ingressClasses),
  definition(ingresses),
  definition(ipAddresses),
  definition(networkPolicies),
  definition(serviceCidrs),
  definition(clusterRoleBindings),
  definition(clusterRoles),
  definition(roleBindings),
  definition(roles),
  definition(priorityClasses),
  definition(runtimeClasses),
  definition(apiServices),
  definition(mutatingWebhookConfigurations),
  definition(validatingWebhookConfigurations),
  definition(validatingAdmissionPolicies),
  definition(validatingAdmissionPolicyBindings),
  definition(mutatingAdmissionPolicies),
  definition(mutatingAdmissionPolicyBindings),
  definition(flowSchemas),
  definition(priorityLevelConfigurations),
];
