// Generated from the options `resource` in proto/. Do not edit.
import * as catalogue from './catalogue';
import { Binding } from './core/v1/binding';
import { BindingsService } from './core/v1/bindings_rpc';
import { ConfigMap } from './core/v1/config_map';
import { ConfigMapsService } from './core/v1/config_maps_rpc';
import { Endpoints } from './core/v1/endpoints';
import { EndpointsApiService } from './core/v1/endpoints_rpc';
import { Event } from './core/v1/event';
import { EventsService } from './core/v1/events_rpc';
import { LimitRange } from './core/v1/limit_range';
import { LimitRangesService } from './core/v1/limit_ranges_rpc';
import { Namespace } from './core/v1/namespace';
import { NamespacesService } from './core/v1/namespaces_rpc';
import { Node } from './core/v1/node';
import { NodesService } from './core/v1/nodes_rpc';
import { PersistentVolumeClaim } from './core/v1/persistent_volume_claim';
import { PersistentVolumeClaimsService } from './core/v1/persistent_volume_claims_rpc';
import { PersistentVolume } from './core/v1/persistent_volume';
import { PersistentVolumesService } from './core/v1/persistent_volumes_rpc';
import { Pod } from './core/v1/pod';
import { PodsService } from './core/v1/pods_rpc';
import { PodTemplate } from './core/v1/pod_template';
import { PodTemplatesService } from './core/v1/pod_templates_rpc';
import { ReplicationController } from './core/v1/replication_controller';
import { ReplicationControllersService } from './core/v1/replication_controllers_rpc';
import { ResourceQuota } from './core/v1/resource_quota';
import { ResourceQuotasService } from './core/v1/resource_quotas_rpc';
import { Secret } from './core/v1/secret';
import { SecretsService } from './core/v1/secrets_rpc';
import { ServiceAccount } from './core/v1/service_account';
import { ServiceAccountsService } from './core/v1/service_accounts_rpc';
import { Service } from './core/v1/service';
import { ServicesService } from './core/v1/services_rpc';
import { MutatingAdmissionPolicy } from './admissionregistration/v1/mutating_admission_policy';
import { MutatingAdmissionPoliciesService } from './admissionregistration/v1/mutating_admission_policies_rpc';
import { MutatingAdmissionPolicyBinding } from './admissionregistration/v1/mutating_admission_policy';
import { MutatingAdmissionPolicyBindingsService } from './admissionregistration/v1/mutating_admission_policy_bindings_rpc';
import { MutatingWebhookConfiguration } from './admissionregistration/v1/webhook';
import { MutatingWebhookConfigurationsService } from './admissionregistration/v1/mutating_webhook_configurations_rpc';
import { ValidatingAdmissionPolicy } from './admissionregistration/v1/validating_admission_policy';
import { ValidatingAdmissionPoliciesService } from './admissionregistration/v1/validating_admission_policies_rpc';
import { ValidatingAdmissionPolicyBinding } from './admissionregistration/v1/validating_admission_policy';
import { ValidatingAdmissionPolicyBindingsService } from './admissionregistration/v1/validating_admission_policy_bindings_rpc';
import { ValidatingWebhookConfiguration } from './admissionregistration/v1/webhook';
import { ValidatingWebhookConfigurationsService } from './admissionregistration/v1/validating_webhook_configurations_rpc';
import { CustomResourceDefinition } from './apiextensions/v1/custom_resource_definition';
import { CustomResourceDefinitionsService } from './apiextensions/v1/custom_resource_definitions_rpc';
import { APIService } from './apiregistration/v1/api_service';
import { APIServicesService } from './apiregistration/v1/api_services_rpc';
import { ControllerRevision } from './apps/v1/controller_revision';
import { ControllerRevisionsService } from './apps/v1/controller_revisions_rpc';
import { DaemonSet } from './apps/v1/daemon_set';
import { DaemonSetsService } from './apps/v1/daemon_sets_rpc';
import { Deployment } from './apps/v1/deployment';
import { DeploymentsService } from './apps/v1/deployments_rpc';
import { ReplicaSet } from './apps/v1/replica_set';
import { ReplicaSetsService } from './apps/v1/replica_sets_rpc';
import { StatefulSet } from './apps/v1/stateful_set';
import { StatefulSetsService } from './apps/v1/stateful_sets_rpc';
import { SelfSubjectReview } from './authentication/v1/token_review';
import { SelfSubjectReviewsService } from './authentication/v1/self_subject_reviews_rpc';
import { TokenReview } from './authentication/v1/token_review';
import { TokenReviewsService } from './authentication/v1/token_reviews_rpc';
import { LocalSubjectAccessReview } from './authorization/v1/subject_access_review';
import { LocalSubjectAccessReviewsService } from './authorization/v1/local_subject_access_reviews_rpc';
import { SelfSubjectAccessReview } from './authorization/v1/subject_access_review';
import { SelfSubjectAccessReviewsService } from './authorization/v1/self_subject_access_reviews_rpc';
import { SelfSubjectRulesReview } from './authorization/v1/subject_access_review';
import { SelfSubjectRulesReviewsService } from './authorization/v1/self_subject_rules_reviews_rpc';
import { SubjectAccessReview } from './authorization/v1/subject_access_review';
import { SubjectAccessReviewsService } from './authorization/v1/subject_access_reviews_rpc';
import { HorizontalPodAutoscaler } from './autoscaling/v2/horizontal_pod_autoscaler';
import { HorizontalPodAutoscalersService } from './autoscaling/v2/horizontal_pod_autoscalers_rpc';
import { CronJob } from './batch/v1/cron_job';
import { CronJobsService } from './batch/v1/cron_jobs_rpc';
import { Job } from './batch/v1/job';
import { JobsService } from './batch/v1/jobs_rpc';
import { CertificateSigningRequest } from './certificates/v1/certificate_signing_request';
import { CertificateSigningRequestsService } from './certificates/v1/certificate_signing_requests_rpc';
import { ClusterTrustBundle } from './certificates/v1/cluster_trust_bundle';
import { ClusterTrustBundlesService } from './certificates/v1/cluster_trust_bundles_rpc';
import { PodCertificateRequest } from './certificates/v1/pod_certificate_request';
import { PodCertificateRequestsService } from './certificates/v1/pod_certificate_requests_rpc';
import { Lease } from './coordination/v1/lease';
import { LeasesService } from './coordination/v1/leases_rpc';
import { EndpointSlice } from './discovery/v1/endpoint_slice';
import { EndpointSlicesService } from './discovery/v1/endpoint_slices_rpc';
import { FlowSchema } from './flowcontrol/v1/flow_schema';
import { FlowSchemasService } from './flowcontrol/v1/flow_schemas_rpc';
import { PriorityLevelConfiguration } from './flowcontrol/v1/priority_level_configuration';
import { PriorityLevelConfigurationsService } from './flowcontrol/v1/priority_level_configurations_rpc';
import { IngressClass } from './networking/v1/ingress_class';
import { IngressClassesService } from './networking/v1/ingress_classes_rpc';
import { Ingress } from './networking/v1/ingress';
import { IngressesService } from './networking/v1/ingresses_rpc';
import { IPAddress } from './networking/v1/ip_address';
import { IPAddressesService } from './networking/v1/ip_addresses_rpc';
import { NetworkPolicy } from './networking/v1/network_policy';
import { NetworkPoliciesService } from './networking/v1/network_policies_rpc';
import { ServiceCIDR } from './networking/v1/service_cidr';
import { ServiceCIDRsService } from './networking/v1/service_cidrs_rpc';
import { RuntimeClass } from './node/v1/runtime_class';
import { RuntimeClassesService } from './node/v1/runtime_classes_rpc';
import { PodDisruptionBudget } from './policy/v1/pod_disruption_budget';
import { PodDisruptionBudgetsService } from './policy/v1/pod_disruption_budgets_rpc';
import { ClusterRoleBinding } from './rbac/v1/role_binding';
import { ClusterRoleBindingsService } from './rbac/v1/cluster_role_bindings_rpc';
import { ClusterRole } from './rbac/v1/role';
import { ClusterRolesService } from './rbac/v1/cluster_roles_rpc';
import { RoleBinding } from './rbac/v1/role_binding';
import { RoleBindingsService } from './rbac/v1/role_bindings_rpc';
import { Role } from './rbac/v1/role';
import { RolesService } from './rbac/v1/roles_rpc';
import { DeviceClass } from './resource/v1/device_class';
import { DeviceClassesService } from './resource/v1/device_classes_rpc';
import { DeviceTaintRule } from './resource/v1/device_taint_rule';
import { DeviceTaintRulesService } from './resource/v1/device_taint_rules_rpc';
import { ResourceClaim } from './resource/v1/resource_claim';
import { ResourceClaimsService } from './resource/v1/resource_claims_rpc';
import { ResourceClaimTemplate } from './resource/v1/resource_claim_template';
import { ResourceClaimTemplatesService } from './resource/v1/resource_claim_templates_rpc';
import { ResourceSlice } from './resource/v1/resource_slice';
import { ResourceSlicesService } from './resource/v1/resource_slices_rpc';
import { PriorityClass } from './scheduling/v1/priority_class';
import { PriorityClassesService } from './scheduling/v1/priority_classes_rpc';
import { CSIDriver } from './storage/v1/csi_driver';
import { CSIDriversService } from './storage/v1/csi_drivers_rpc';
import { CSINode } from './storage/v1/csi_node';
import { CSINodesService } from './storage/v1/csi_nodes_rpc';
import { CSIStorageCapacity } from './storage/v1/csi_storage_capacity';
import { CSIStorageCapacitiesService } from './storage/v1/csi_storage_capacities_rpc';
import { StorageClass } from './storage/v1/storage_class';
import { StorageClassesService } from './storage/v1/storage_classes_rpc';
import { VolumeAttachment } from './storage/v1/volume_attachment';
import { VolumeAttachmentsService } from './storage/v1/volume_attachments_rpc';
import { VolumeAttributesClass } from './storage/v1/volume_attributes_class';
import { VolumeAttributesClassesService } from './storage/v1/volume_attributes_classes_rpc';
import { StorageVersionMigration } from './storagemigration/v1/storage_version_migration';
import { StorageVersionMigrationsService } from './storagemigration/v1/storage_version_migrations_rpc';

export const bindings = { names: catalogue.bindings, codec: Binding, methods: BindingsService };
export const configMaps = { names: catalogue.configMaps, codec: ConfigMap, methods: ConfigMapsService };
export const endpoints = { names: catalogue.endpoints, codec: Endpoints, methods: EndpointsApiService };
export const events = { names: catalogue.events, codec: Event, methods: EventsService };
export const limitRanges = { names: catalogue.limitRanges, codec: LimitRange, methods: LimitRangesService };
export const namespaces = { names: catalogue.namespaces, codec: Namespace, methods: NamespacesService };
export const nodes = { names: catalogue.nodes, codec: Node, methods: NodesService };
export const persistentVolumeClaims = { names: catalogue.persistentVolumeClaims, codec: PersistentVolumeClaim, methods: PersistentVolumeClaimsService };
export const persistentVolumes = { names: catalogue.persistentVolumes, codec: PersistentVolume, methods: PersistentVolumesService };
export const pods = { names: catalogue.pods, codec: Pod, methods: PodsService };
export const podTemplates = { names: catalogue.podTemplates, codec: PodTemplate, methods: PodTemplatesService };
export const replicationControllers = { names: catalogue.replicationControllers, codec: ReplicationController, methods: ReplicationControllersService };
export const resourceQuotas = { names: catalogue.resourceQuotas, codec: ResourceQuota, methods: ResourceQuotasService };
export const secrets = { names: catalogue.secrets, codec: Secret, methods: SecretsService };
export const serviceAccounts = { names: catalogue.serviceAccounts, codec: ServiceAccount, methods: ServiceAccountsService };
export const services = { names: catalogue.services, codec: Service, methods: ServicesService };
export const mutatingAdmissionPolicies = { names: catalogue.mutatingAdmissionPolicies, codec: MutatingAdmissionPolicy, methods: MutatingAdmissionPoliciesService };
export const mutatingAdmissionPolicyBindings = { names: catalogue.mutatingAdmissionPolicyBindings, codec: MutatingAdmissionPolicyBinding, methods: MutatingAdmissionPolicyBindingsService };
export const mutatingWebhookConfigurations = { names: catalogue.mutatingWebhookConfigurations, codec: MutatingWebhookConfiguration, methods: MutatingWebhookConfigurationsService };
export const validatingAdmissionPolicies = { names: catalogue.validatingAdmissionPolicies, codec: ValidatingAdmissionPolicy, methods: ValidatingAdmissionPoliciesService };
export const validatingAdmissionPolicyBindings = { names: catalogue.validatingAdmissionPolicyBindings, codec: ValidatingAdmissionPolicyBinding, methods: ValidatingAdmissionPolicyBindingsService };
export const validatingWebhookConfigurations = { names: catalogue.validatingWebhookConfigurations, codec: ValidatingWebhookConfiguration, methods: ValidatingWebhookConfigurationsService };
export const customResourceDefinitions = { names: catalogue.customResourceDefinitions, codec: CustomResourceDefinition, methods: CustomResourceDefinitionsService };
export const apiServices = { names: catalogue.apiServices, codec: APIService, methods: APIServicesService };
export const controllerRevisions = { names: catalogue.controllerRevisions, codec: ControllerRevision, methods: ControllerRevisionsService };
export const daemonSets = { names: catalogue.daemonSets, codec: DaemonSet, methods: DaemonSetsService };
export const deployments = { names: catalogue.deployments, codec: Deployment, methods: DeploymentsService };
export const replicaSets = { names: catalogue.replicaSets, codec: ReplicaSet, methods: ReplicaSetsService };
export const statefulSets = { names: catalogue.statefulSets, codec: StatefulSet, methods: StatefulSetsService };
export const selfSubjectReviews = { names: catalogue.selfSubjectReviews, codec: SelfSubjectReview, methods: SelfSubjectReviewsService };
export const tokenReviews = { names: catalogue.tokenReviews, codec: TokenReview, methods: TokenReviewsService };
export const localSubjectAccessReviews = { names: catalogue.localSubjectAccessReviews, codec: LocalSubjectAccessReview, methods: LocalSubjectAccessReviewsService };
export const selfSubjectAccessReviews = { names: catalogue.selfSubjectAccessReviews, codec: SelfSubjectAccessReview, methods: SelfSubjectAccessReviewsService };
export const selfSubjectRulesReviews = { names: catalogue.selfSubjectRulesReviews, codec: SelfSubjectRulesReview, methods: SelfSubjectRulesReviewsService };
export const subjectAccessReviews = { names: catalogue.subjectAccessReviews, codec: SubjectAccessReview, methods: SubjectAccessReviewsService };
export const horizontalPodAutoscalers = { names: catalogue.horizontalPodAutoscalers, codec: HorizontalPodAutoscaler, methods: HorizontalPodAutoscalersService };
export const cronJobs = { names: catalogue.cronJobs, codec: CronJob, methods: CronJobsService };
export const jobs = { names: catalogue.jobs, codec: Job, methods: JobsService };
export const certificateSigningRequests = { names: catalogue.certificateSigningRequests, codec: CertificateSigningRequest, methods: CertificateSigningRequestsService };
export const clusterTrustBundles = { names: catalogue.clusterTrustBundles, codec: ClusterTrustBundle, methods: ClusterTrustBundlesService };
export const podCertificateRequests = { names: catalogue.podCertificateRequests, codec: PodCertificateRequest, methods: PodCertificateRequestsService };
export const leases = { names: catalogue.leases, codec: Lease, methods: LeasesService };
export const endpointSlices = { names: catalogue.endpointSlices, codec: EndpointSlice, methods: EndpointSlicesService };
export const flowSchemas = { names: catalogue.flowSchemas, codec: FlowSchema, methods: FlowSchemasService };
export const priorityLevelConfigurations = { names: catalogue.priorityLevelConfigurations, codec: PriorityLevelConfiguration, methods: PriorityLevelConfigurationsService };
export const ingressClasses = { names: catalogue.ingressClasses, codec: IngressClass, methods: IngressClassesService };
export const ingresses = { names: catalogue.ingresses, codec: Ingress, methods: IngressesService };
export const ipAddresses = { names: catalogue.ipAddresses, codec: IPAddress, methods: IPAddressesService };
export const networkPolicies = { names: catalogue.networkPolicies, codec: NetworkPolicy, methods: NetworkPoliciesService };
export const serviceCIDRs = { names: catalogue.serviceCIDRs, codec: ServiceCIDR, methods: ServiceCIDRsService };
export const runtimeClasses = { names: catalogue.runtimeClasses, codec: RuntimeClass, methods: RuntimeClassesService };
export const podDisruptionBudgets = { names: catalogue.podDisruptionBudgets, codec: PodDisruptionBudget, methods: PodDisruptionBudgetsService };
export const clusterRoleBindings = { names: catalogue.clusterRoleBindings, codec: ClusterRoleBinding, methods: ClusterRoleBindingsService };
export const clusterRoles = { names: catalogue.clusterRoles, codec: ClusterRole, methods: ClusterRolesService };
export const roleBindings = { names: catalogue.roleBindings, codec: RoleBinding, methods: RoleBindingsService };
export const roles = { names: catalogue.roles, codec: Role, methods: RolesService };
export const deviceClasses = { names: catalogue.deviceClasses, codec: DeviceClass, methods: DeviceClassesService };
export const deviceTaintRules = { names: catalogue.deviceTaintRules, codec: DeviceTaintRule, methods: DeviceTaintRulesService };
export const resourceClaims = { names: catalogue.resourceClaims, codec: ResourceClaim, methods: ResourceClaimsService };
export const resourceClaimTemplates = { names: catalogue.resourceClaimTemplates, codec: ResourceClaimTemplate, methods: ResourceClaimTemplatesService };
export const resourceSlices = { names: catalogue.resourceSlices, codec: ResourceSlice, methods: ResourceSlicesService };
export const priorityClasses = { names: catalogue.priorityClasses, codec: PriorityClass, methods: PriorityClassesService };
export const csiDrivers = { names: catalogue.csiDrivers, codec: CSIDriver, methods: CSIDriversService };
export const csiNodes = { names: catalogue.csiNodes, codec: CSINode, methods: CSINodesService };
export const csiStorageCapacities = { names: catalogue.csiStorageCapacities, codec: CSIStorageCapacity, methods: CSIStorageCapacitiesService };
export const storageClasses = { names: catalogue.storageClasses, codec: StorageClass, methods: StorageClassesService };
export const volumeAttachments = { names: catalogue.volumeAttachments, codec: VolumeAttachment, methods: VolumeAttachmentsService };
export const volumeAttributesClasses = { names: catalogue.volumeAttributesClasses, codec: VolumeAttributesClass, methods: VolumeAttributesClassesService };
export const storageVersionMigrations = { names: catalogue.storageVersionMigrations, codec: StorageVersionMigration, methods: StorageVersionMigrationsService };

/** What is stored, for those who deal with every kind. */
export const storedServices = {
  configMaps,
  endpoints,
  events,
  limitRanges,
  namespaces,
  nodes,
  persistentVolumeClaims,
  persistentVolumes,
  pods,
  podTemplates,
  replicationControllers,
  resourceQuotas,
  secrets,
  serviceAccounts,
  services,
  mutatingAdmissionPolicies,
  mutatingAdmissionPolicyBindings,
  mutatingWebhookConfigurations,
  validatingAdmissionPolicies,
  validatingAdmissionPolicyBindings,
  validatingWebhookConfigurations,
  customResourceDefinitions,
  apiServices,
  controllerRevisions,
  daemonSets,
  deployments,
  replicaSets,
  statefulSets,
  horizontalPodAutoscalers,
  cronJobs,
  jobs,
  certificateSigningRequests,
  clusterTrustBundles,
  podCertificateRequests,
  leases,
  endpointSlices,
  flowSchemas,
  priorityLevelConfigurations,
  ingressClasses,
  ingresses,
  ipAddresses,
  networkPolicies,
  serviceCIDRs,
  runtimeClasses,
  podDisruptionBudgets,
  clusterRoleBindings,
  clusterRoles,
  roleBindings,
  roles,
  deviceClasses,
  deviceTaintRules,
  resourceClaims,
  resourceClaimTemplates,
  resourceSlices,
  priorityClasses,
  csiDrivers,
  csiNodes,
  csiStorageCapacities,
  storageClasses,
  volumeAttachments,
  volumeAttributesClasses,
  storageVersionMigrations,
};

/** What is answered and not stored. */
export const virtualServices = {
  bindings,
  selfSubjectReviews,
  tokenReviews,
  localSubjectAccessReviews,
  selfSubjectAccessReviews,
  selfSubjectRulesReviews,
  subjectAccessReviews,
};
