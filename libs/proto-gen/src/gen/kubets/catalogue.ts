// Generated from the options `resource` in proto/. Do not edit.
import type { ConfigMap } from './core/v1/config_map';
import type { Endpoints } from './core/v1/endpoints';
import type { Event } from './core/v1/event';
import type { LimitRange } from './core/v1/limit_range';
import type { Namespace } from './core/v1/namespace';
import type { Node } from './core/v1/node';
import type { PersistentVolumeClaim } from './core/v1/persistent_volume_claim';
import type { PersistentVolume } from './core/v1/persistent_volume';
import type { Pod } from './core/v1/pod';
import type { PodTemplate } from './core/v1/pod_template';
import type { ReplicationController } from './core/v1/replication_controller';
import type { ResourceQuota } from './core/v1/resource_quota';
import type { Secret } from './core/v1/secret';
import type { ServiceAccount } from './core/v1/service_account';
import type { Service } from './core/v1/service';
import type { MutatingAdmissionPolicy } from './admissionregistration/v1/mutating_admission_policy';
import type { MutatingAdmissionPolicyBinding } from './admissionregistration/v1/mutating_admission_policy';
import type { MutatingWebhookConfiguration } from './admissionregistration/v1/webhook';
import type { ValidatingAdmissionPolicy } from './admissionregistration/v1/validating_admission_policy';
import type { ValidatingAdmissionPolicyBinding } from './admissionregistration/v1/validating_admission_policy';
import type { ValidatingWebhookConfiguration } from './admissionregistration/v1/webhook';
import type { CustomResourceDefinition } from './apiextensions/v1/custom_resource_definition';
import type { APIService } from './apiregistration/v1/api_service';
import type { ControllerRevision } from './apps/v1/controller_revision';
import type { DaemonSet } from './apps/v1/daemon_set';
import type { Deployment } from './apps/v1/deployment';
import type { ReplicaSet } from './apps/v1/replica_set';
import type { StatefulSet } from './apps/v1/stateful_set';
import type { HorizontalPodAutoscaler } from './autoscaling/v2/horizontal_pod_autoscaler';
import type { CronJob } from './batch/v1/cron_job';
import type { Job } from './batch/v1/job';
import type { CertificateSigningRequest } from './certificates/v1/certificate_signing_request';
import type { ClusterTrustBundle } from './certificates/v1/cluster_trust_bundle';
import type { PodCertificateRequest } from './certificates/v1/pod_certificate_request';
import type { Lease } from './coordination/v1/lease';
import type { EndpointSlice } from './discovery/v1/endpoint_slice';
import type { FlowSchema } from './flowcontrol/v1/flow_schema';
import type { PriorityLevelConfiguration } from './flowcontrol/v1/priority_level_configuration';
import type { IngressClass } from './networking/v1/ingress_class';
import type { Ingress } from './networking/v1/ingress';
import type { IPAddress } from './networking/v1/ip_address';
import type { NetworkPolicy } from './networking/v1/network_policy';
import type { ServiceCIDR } from './networking/v1/service_cidr';
import type { RuntimeClass } from './node/v1/runtime_class';
import type { PodDisruptionBudget } from './policy/v1/pod_disruption_budget';
import type { ClusterRoleBinding } from './rbac/v1/role_binding';
import type { ClusterRole } from './rbac/v1/role';
import type { RoleBinding } from './rbac/v1/role_binding';
import type { Role } from './rbac/v1/role';
import type { DeviceClass } from './resource/v1/device_class';
import type { DeviceTaintRule } from './resource/v1/device_taint_rule';
import type { ResourceClaim } from './resource/v1/resource_claim';
import type { ResourceClaimTemplate } from './resource/v1/resource_claim_template';
import type { ResourceSlice } from './resource/v1/resource_slice';
import type { PriorityClass } from './scheduling/v1/priority_class';
import type { CSIDriver } from './storage/v1/csi_driver';
import type { CSINode } from './storage/v1/csi_node';
import type { CSIStorageCapacity } from './storage/v1/csi_storage_capacity';
import type { StorageClass } from './storage/v1/storage_class';
import type { VolumeAttachment } from './storage/v1/volume_attachment';
import type { VolumeAttributesClass } from './storage/v1/volume_attributes_class';
import type { StorageVersionMigration } from './storagemigration/v1/storage_version_migration';
import type { ResourceNames } from '../../resource-names';

export type { ResourceNames, VersionNames } from '../../resource-names';

export const bindings = {"group":"","kind":"Binding","plural":"bindings","singular":"binding","shortNames":[],"categories":[],"namespaced":true,"subresources":[],"versions":[{"version":"v1","apiVersion":"v1","message":"kubets.core.v1.Binding"}],"service":"kubets.core.v1.Bindings"} as const satisfies ResourceNames;
export const configMaps = {"group":"","kind":"ConfigMap","plural":"configmaps","singular":"configmap","shortNames":["cm"],"categories":[],"namespaced":true,"subresources":[],"versions":[{"version":"v1","apiVersion":"v1","message":"kubets.core.v1.ConfigMap"}],"service":"kubets.core.v1.ConfigMaps"} as const satisfies ResourceNames;
export const endpoints = {"group":"","kind":"Endpoints","plural":"endpoints","singular":"endpoints","shortNames":["ep"],"categories":[],"namespaced":true,"subresources":[],"versions":[{"version":"v1","apiVersion":"v1","message":"kubets.core.v1.Endpoints"}],"service":"kubets.core.v1.EndpointsApi"} as const satisfies ResourceNames;
export const events = {"group":"","kind":"Event","plural":"events","singular":"event","shortNames":["ev"],"categories":[],"namespaced":true,"subresources":[],"versions":[{"version":"v1","apiVersion":"v1","message":"kubets.core.v1.Event"},{"version":"v1","group":"events.k8s.io","apiVersion":"events.k8s.io/v1","message":"kubets.events.v1.Event"}],"service":"kubets.core.v1.Events"} as const satisfies ResourceNames;
export const limitRanges = {"group":"","kind":"LimitRange","plural":"limitranges","singular":"limitrange","shortNames":["limits"],"categories":[],"namespaced":true,"subresources":[],"versions":[{"version":"v1","apiVersion":"v1","message":"kubets.core.v1.LimitRange"}],"service":"kubets.core.v1.LimitRanges"} as const satisfies ResourceNames;
export const namespaces = {"group":"","kind":"Namespace","plural":"namespaces","singular":"namespace","shortNames":["ns"],"categories":[],"namespaced":false,"subresources":["finalize","status"],"versions":[{"version":"v1","apiVersion":"v1","message":"kubets.core.v1.Namespace"}],"service":"kubets.core.v1.Namespaces"} as const satisfies ResourceNames;
export const nodes = {"group":"","kind":"Node","plural":"nodes","singular":"node","shortNames":["no"],"categories":[],"namespaced":false,"subresources":["proxy","status"],"versions":[{"version":"v1","apiVersion":"v1","message":"kubets.core.v1.Node"}],"service":"kubets.core.v1.Nodes"} as const satisfies ResourceNames;
export const persistentVolumeClaims = {"group":"","kind":"PersistentVolumeClaim","plural":"persistentvolumeclaims","singular":"persistentvolumeclaim","shortNames":["pvc"],"categories":[],"namespaced":true,"subresources":["status"],"versions":[{"version":"v1","apiVersion":"v1","message":"kubets.core.v1.PersistentVolumeClaim"}],"service":"kubets.core.v1.PersistentVolumeClaims"} as const satisfies ResourceNames;
export const persistentVolumes = {"group":"","kind":"PersistentVolume","plural":"persistentvolumes","singular":"persistentvolume","shortNames":["pv"],"categories":[],"namespaced":false,"subresources":["status"],"versions":[{"version":"v1","apiVersion":"v1","message":"kubets.core.v1.PersistentVolume"}],"service":"kubets.core.v1.PersistentVolumes"} as const satisfies ResourceNames;
export const pods = {"group":"","kind":"Pod","plural":"pods","singular":"pod","shortNames":["po"],"categories":["all"],"namespaced":true,"subresources":["attach","binding","ephemeralcontainers","eviction","exec","log","portforward","proxy","resize","status"],"versions":[{"version":"v1","apiVersion":"v1","message":"kubets.core.v1.Pod"}],"service":"kubets.core.v1.Pods"} as const satisfies ResourceNames;
export const podTemplates = {"group":"","kind":"PodTemplate","plural":"podtemplates","singular":"podtemplate","shortNames":[],"categories":[],"namespaced":true,"subresources":[],"versions":[{"version":"v1","apiVersion":"v1","message":"kubets.core.v1.PodTemplate"}],"service":"kubets.core.v1.PodTemplates"} as const satisfies ResourceNames;
export const replicationControllers = {"group":"","kind":"ReplicationController","plural":"replicationcontrollers","singular":"replicationcontroller","shortNames":["rc"],"categories":["all"],"namespaced":true,"subresources":["scale","status"],"versions":[{"version":"v1","apiVersion":"v1","message":"kubets.core.v1.ReplicationController"}],"service":"kubets.core.v1.ReplicationControllers"} as const satisfies ResourceNames;
export const resourceQuotas = {"group":"","kind":"ResourceQuota","plural":"resourcequotas","singular":"resourcequota","shortNames":["quota"],"categories":[],"namespaced":true,"subresources":["status"],"versions":[{"version":"v1","apiVersion":"v1","message":"kubets.core.v1.ResourceQuota"}],"service":"kubets.core.v1.ResourceQuotas"} as const satisfies ResourceNames;
export const secrets = {"group":"","kind":"Secret","plural":"secrets","singular":"secret","shortNames":[],"categories":[],"namespaced":true,"subresources":[],"versions":[{"version":"v1","apiVersion":"v1","message":"kubets.core.v1.Secret"}],"service":"kubets.core.v1.Secrets"} as const satisfies ResourceNames;
export const serviceAccounts = {"group":"","kind":"ServiceAccount","plural":"serviceaccounts","singular":"serviceaccount","shortNames":["sa"],"categories":[],"namespaced":true,"subresources":["token"],"versions":[{"version":"v1","apiVersion":"v1","message":"kubets.core.v1.ServiceAccount"}],"service":"kubets.core.v1.ServiceAccounts"} as const satisfies ResourceNames;
export const services = {"group":"","kind":"Service","plural":"services","singular":"service","shortNames":["svc"],"categories":["all"],"namespaced":true,"subresources":["proxy","status"],"versions":[{"version":"v1","apiVersion":"v1","message":"kubets.core.v1.Service"}],"service":"kubets.core.v1.Services"} as const satisfies ResourceNames;
export const mutatingAdmissionPolicies = {"group":"admissionregistration.k8s.io","kind":"MutatingAdmissionPolicy","plural":"mutatingadmissionpolicies","singular":"mutatingadmissionpolicy","shortNames":[],"categories":["api-extensions"],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"admissionregistration.k8s.io/v1","message":"kubets.admissionregistration.v1.MutatingAdmissionPolicy"}],"service":"kubets.admissionregistration.v1.MutatingAdmissionPolicies"} as const satisfies ResourceNames;
export const mutatingAdmissionPolicyBindings = {"group":"admissionregistration.k8s.io","kind":"MutatingAdmissionPolicyBinding","plural":"mutatingadmissionpolicybindings","singular":"mutatingadmissionpolicybinding","shortNames":[],"categories":["api-extensions"],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"admissionregistration.k8s.io/v1","message":"kubets.admissionregistration.v1.MutatingAdmissionPolicyBinding"}],"service":"kubets.admissionregistration.v1.MutatingAdmissionPolicyBindings"} as const satisfies ResourceNames;
export const mutatingWebhookConfigurations = {"group":"admissionregistration.k8s.io","kind":"MutatingWebhookConfiguration","plural":"mutatingwebhookconfigurations","singular":"mutatingwebhookconfiguration","shortNames":[],"categories":["api-extensions"],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"admissionregistration.k8s.io/v1","message":"kubets.admissionregistration.v1.MutatingWebhookConfiguration"}],"service":"kubets.admissionregistration.v1.MutatingWebhookConfigurations"} as const satisfies ResourceNames;
export const validatingAdmissionPolicies = {"group":"admissionregistration.k8s.io","kind":"ValidatingAdmissionPolicy","plural":"validatingadmissionpolicies","singular":"validatingadmissionpolicy","shortNames":[],"categories":["api-extensions"],"namespaced":false,"subresources":["status"],"versions":[{"version":"v1","apiVersion":"admissionregistration.k8s.io/v1","message":"kubets.admissionregistration.v1.ValidatingAdmissionPolicy"}],"service":"kubets.admissionregistration.v1.ValidatingAdmissionPolicies"} as const satisfies ResourceNames;
export const validatingAdmissionPolicyBindings = {"group":"admissionregistration.k8s.io","kind":"ValidatingAdmissionPolicyBinding","plural":"validatingadmissionpolicybindings","singular":"validatingadmissionpolicybinding","shortNames":[],"categories":["api-extensions"],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"admissionregistration.k8s.io/v1","message":"kubets.admissionregistration.v1.ValidatingAdmissionPolicyBinding"}],"service":"kubets.admissionregistration.v1.ValidatingAdmissionPolicyBindings"} as const satisfies ResourceNames;
export const validatingWebhookConfigurations = {"group":"admissionregistration.k8s.io","kind":"ValidatingWebhookConfiguration","plural":"validatingwebhookconfigurations","singular":"validatingwebhookconfiguration","shortNames":[],"categories":["api-extensions"],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"admissionregistration.k8s.io/v1","message":"kubets.admissionregistration.v1.ValidatingWebhookConfiguration"}],"service":"kubets.admissionregistration.v1.ValidatingWebhookConfigurations"} as const satisfies ResourceNames;
export const customResourceDefinitions = {"group":"apiextensions.k8s.io","kind":"CustomResourceDefinition","plural":"customresourcedefinitions","singular":"customresourcedefinition","shortNames":["crd","crds"],"categories":["api-extensions"],"namespaced":false,"subresources":["status"],"versions":[{"version":"v1","apiVersion":"apiextensions.k8s.io/v1","message":"kubets.apiextensions.v1.CustomResourceDefinition"}],"service":"kubets.apiextensions.v1.CustomResourceDefinitions"} as const satisfies ResourceNames;
export const apiServices = {"group":"apiregistration.k8s.io","kind":"APIService","plural":"apiservices","singular":"apiservice","shortNames":[],"categories":["api-extensions"],"namespaced":false,"subresources":["status"],"versions":[{"version":"v1","apiVersion":"apiregistration.k8s.io/v1","message":"kubets.apiregistration.v1.APIService"}],"service":"kubets.apiregistration.v1.APIServices"} as const satisfies ResourceNames;
export const controllerRevisions = {"group":"apps","kind":"ControllerRevision","plural":"controllerrevisions","singular":"controllerrevision","shortNames":[],"categories":[],"namespaced":true,"subresources":[],"versions":[{"version":"v1","apiVersion":"apps/v1","message":"kubets.apps.v1.ControllerRevision"}],"service":"kubets.apps.v1.ControllerRevisions"} as const satisfies ResourceNames;
export const daemonSets = {"group":"apps","kind":"DaemonSet","plural":"daemonsets","singular":"daemonset","shortNames":["ds"],"categories":["all"],"namespaced":true,"subresources":["status"],"versions":[{"version":"v1","apiVersion":"apps/v1","message":"kubets.apps.v1.DaemonSet"}],"service":"kubets.apps.v1.DaemonSets"} as const satisfies ResourceNames;
export const deployments = {"group":"apps","kind":"Deployment","plural":"deployments","singular":"deployment","shortNames":["deploy"],"categories":["all"],"namespaced":true,"subresources":["scale","status"],"versions":[{"version":"v1","apiVersion":"apps/v1","message":"kubets.apps.v1.Deployment"},{"version":"v1beta1","apiVersion":"apps/v1beta1","message":"kubets.apps.v1beta1.Deployment"}],"service":"kubets.apps.v1.Deployments"} as const satisfies ResourceNames;
export const replicaSets = {"group":"apps","kind":"ReplicaSet","plural":"replicasets","singular":"replicaset","shortNames":["rs"],"categories":["all"],"namespaced":true,"subresources":["scale","status"],"versions":[{"version":"v1","apiVersion":"apps/v1","message":"kubets.apps.v1.ReplicaSet"}],"service":"kubets.apps.v1.ReplicaSets"} as const satisfies ResourceNames;
export const statefulSets = {"group":"apps","kind":"StatefulSet","plural":"statefulsets","singular":"statefulset","shortNames":["sts"],"categories":["all"],"namespaced":true,"subresources":["scale","status"],"versions":[{"version":"v1","apiVersion":"apps/v1","message":"kubets.apps.v1.StatefulSet"}],"service":"kubets.apps.v1.StatefulSets"} as const satisfies ResourceNames;
export const selfSubjectReviews = {"group":"authentication.k8s.io","kind":"SelfSubjectReview","plural":"selfsubjectreviews","singular":"selfsubjectreview","shortNames":[],"categories":[],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"authentication.k8s.io/v1","message":"kubets.authentication.v1.SelfSubjectReview"}],"service":"kubets.authentication.v1.SelfSubjectReviews"} as const satisfies ResourceNames;
export const tokenReviews = {"group":"authentication.k8s.io","kind":"TokenReview","plural":"tokenreviews","singular":"tokenreview","shortNames":[],"categories":[],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"authentication.k8s.io/v1","message":"kubets.authentication.v1.TokenReview"}],"service":"kubets.authentication.v1.TokenReviews"} as const satisfies ResourceNames;
export const localSubjectAccessReviews = {"group":"authorization.k8s.io","kind":"LocalSubjectAccessReview","plural":"localsubjectaccessreviews","singular":"localsubjectaccessreview","shortNames":[],"categories":[],"namespaced":true,"subresources":[],"versions":[{"version":"v1","apiVersion":"authorization.k8s.io/v1","message":"kubets.authorization.v1.LocalSubjectAccessReview"}],"service":"kubets.authorization.v1.LocalSubjectAccessReviews"} as const satisfies ResourceNames;
export const selfSubjectAccessReviews = {"group":"authorization.k8s.io","kind":"SelfSubjectAccessReview","plural":"selfsubjectaccessreviews","singular":"selfsubjectaccessreview","shortNames":[],"categories":[],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"authorization.k8s.io/v1","message":"kubets.authorization.v1.SelfSubjectAccessReview"}],"service":"kubets.authorization.v1.SelfSubjectAccessReviews"} as const satisfies ResourceNames;
export const selfSubjectRulesReviews = {"group":"authorization.k8s.io","kind":"SelfSubjectRulesReview","plural":"selfsubjectrulesreviews","singular":"selfsubjectrulesreview","shortNames":[],"categories":[],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"authorization.k8s.io/v1","message":"kubets.authorization.v1.SelfSubjectRulesReview"}],"service":"kubets.authorization.v1.SelfSubjectRulesReviews"} as const satisfies ResourceNames;
export const subjectAccessReviews = {"group":"authorization.k8s.io","kind":"SubjectAccessReview","plural":"subjectaccessreviews","singular":"subjectaccessreview","shortNames":[],"categories":[],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"authorization.k8s.io/v1","message":"kubets.authorization.v1.SubjectAccessReview"}],"service":"kubets.authorization.v1.SubjectAccessReviews"} as const satisfies ResourceNames;
export const horizontalPodAutoscalers = {"group":"autoscaling","kind":"HorizontalPodAutoscaler","plural":"horizontalpodautoscalers","singular":"horizontalpodautoscaler","shortNames":["hpa"],"categories":["all"],"namespaced":true,"subresources":["status"],"versions":[{"version":"v2","apiVersion":"autoscaling/v2","message":"kubets.autoscaling.v2.HorizontalPodAutoscaler"},{"version":"v1","apiVersion":"autoscaling/v1","message":"kubets.autoscaling.v1.HorizontalPodAutoscaler"}],"service":"kubets.autoscaling.v2.HorizontalPodAutoscalers"} as const satisfies ResourceNames;
export const cronJobs = {"group":"batch","kind":"CronJob","plural":"cronjobs","singular":"cronjob","shortNames":["cj"],"categories":["all"],"namespaced":true,"subresources":["status"],"versions":[{"version":"v1","apiVersion":"batch/v1","message":"kubets.batch.v1.CronJob"}],"service":"kubets.batch.v1.CronJobs"} as const satisfies ResourceNames;
export const jobs = {"group":"batch","kind":"Job","plural":"jobs","singular":"job","shortNames":[],"categories":["all"],"namespaced":true,"subresources":["status"],"versions":[{"version":"v1","apiVersion":"batch/v1","message":"kubets.batch.v1.Job"}],"service":"kubets.batch.v1.Jobs"} as const satisfies ResourceNames;
export const certificateSigningRequests = {"group":"certificates.k8s.io","kind":"CertificateSigningRequest","plural":"certificatesigningrequests","singular":"certificatesigningrequest","shortNames":["csr"],"categories":[],"namespaced":false,"subresources":["approval","status"],"versions":[{"version":"v1","apiVersion":"certificates.k8s.io/v1","message":"kubets.certificates.v1.CertificateSigningRequest"}],"service":"kubets.certificates.v1.CertificateSigningRequests"} as const satisfies ResourceNames;
export const clusterTrustBundles = {"group":"certificates.k8s.io","kind":"ClusterTrustBundle","plural":"clustertrustbundles","singular":"clustertrustbundle","shortNames":[],"categories":[],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"certificates.k8s.io/v1","message":"kubets.certificates.v1.ClusterTrustBundle"}],"service":"kubets.certificates.v1.ClusterTrustBundles"} as const satisfies ResourceNames;
export const podCertificateRequests = {"group":"certificates.k8s.io","kind":"PodCertificateRequest","plural":"podcertificaterequests","singular":"podcertificaterequest","shortNames":[],"categories":[],"namespaced":true,"subresources":["status"],"versions":[{"version":"v1","apiVersion":"certificates.k8s.io/v1","message":"kubets.certificates.v1.PodCertificateRequest"}],"service":"kubets.certificates.v1.PodCertificateRequests"} as const satisfies ResourceNames;
export const leases = {"group":"coordination.k8s.io","kind":"Lease","plural":"leases","singular":"lease","shortNames":[],"categories":[],"namespaced":true,"subresources":[],"versions":[{"version":"v1","apiVersion":"coordination.k8s.io/v1","message":"kubets.coordination.v1.Lease"}],"service":"kubets.coordination.v1.Leases"} as const satisfies ResourceNames;
export const endpointSlices = {"group":"discovery.k8s.io","kind":"EndpointSlice","plural":"endpointslices","singular":"endpointslice","shortNames":[],"categories":[],"namespaced":true,"subresources":[],"versions":[{"version":"v1","apiVersion":"discovery.k8s.io/v1","message":"kubets.discovery.v1.EndpointSlice"}],"service":"kubets.discovery.v1.EndpointSlices"} as const satisfies ResourceNames;
export const flowSchemas = {"group":"flowcontrol.apiserver.k8s.io","kind":"FlowSchema","plural":"flowschemas","singular":"flowschema","shortNames":[],"categories":[],"namespaced":false,"subresources":["status"],"versions":[{"version":"v1","apiVersion":"flowcontrol.apiserver.k8s.io/v1","message":"kubets.flowcontrol.v1.FlowSchema"}],"service":"kubets.flowcontrol.v1.FlowSchemas"} as const satisfies ResourceNames;
export const priorityLevelConfigurations = {"group":"flowcontrol.apiserver.k8s.io","kind":"PriorityLevelConfiguration","plural":"prioritylevelconfigurations","singular":"prioritylevelconfiguration","shortNames":[],"categories":[],"namespaced":false,"subresources":["status"],"versions":[{"version":"v1","apiVersion":"flowcontrol.apiserver.k8s.io/v1","message":"kubets.flowcontrol.v1.PriorityLevelConfiguration"}],"service":"kubets.flowcontrol.v1.PriorityLevelConfigurations"} as const satisfies ResourceNames;
export const ingressClasses = {"group":"networking.k8s.io","kind":"IngressClass","plural":"ingressclasses","singular":"ingressclass","shortNames":[],"categories":[],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"networking.k8s.io/v1","message":"kubets.networking.v1.IngressClass"}],"service":"kubets.networking.v1.IngressClasses"} as const satisfies ResourceNames;
export const ingresses = {"group":"networking.k8s.io","kind":"Ingress","plural":"ingresses","singular":"ingress","shortNames":["ing"],"categories":[],"namespaced":true,"subresources":["status"],"versions":[{"version":"v1","apiVersion":"networking.k8s.io/v1","message":"kubets.networking.v1.Ingress"}],"service":"kubets.networking.v1.Ingresses"} as const satisfies ResourceNames;
export const ipAddresses = {"group":"networking.k8s.io","kind":"IPAddress","plural":"ipaddresses","singular":"ipaddress","shortNames":["ip"],"categories":[],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"networking.k8s.io/v1","message":"kubets.networking.v1.IPAddress"}],"service":"kubets.networking.v1.IPAddresses"} as const satisfies ResourceNames;
export const networkPolicies = {"group":"networking.k8s.io","kind":"NetworkPolicy","plural":"networkpolicies","singular":"networkpolicy","shortNames":["netpol"],"categories":[],"namespaced":true,"subresources":[],"versions":[{"version":"v1","apiVersion":"networking.k8s.io/v1","message":"kubets.networking.v1.NetworkPolicy"}],"service":"kubets.networking.v1.NetworkPolicies"} as const satisfies ResourceNames;
export const serviceCIDRs = {"group":"networking.k8s.io","kind":"ServiceCIDR","plural":"servicecidrs","singular":"servicecidr","shortNames":[],"categories":[],"namespaced":false,"subresources":["status"],"versions":[{"version":"v1","apiVersion":"networking.k8s.io/v1","message":"kubets.networking.v1.ServiceCIDR"}],"service":"kubets.networking.v1.ServiceCIDRs"} as const satisfies ResourceNames;
export const runtimeClasses = {"group":"node.k8s.io","kind":"RuntimeClass","plural":"runtimeclasses","singular":"runtimeclass","shortNames":[],"categories":[],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"node.k8s.io/v1","message":"kubets.node.v1.RuntimeClass"}],"service":"kubets.node.v1.RuntimeClasses"} as const satisfies ResourceNames;
export const podDisruptionBudgets = {"group":"policy","kind":"PodDisruptionBudget","plural":"poddisruptionbudgets","singular":"poddisruptionbudget","shortNames":["pdb"],"categories":[],"namespaced":true,"subresources":["status"],"versions":[{"version":"v1","apiVersion":"policy/v1","message":"kubets.policy.v1.PodDisruptionBudget"}],"service":"kubets.policy.v1.PodDisruptionBudgets"} as const satisfies ResourceNames;
export const clusterRoleBindings = {"group":"rbac.authorization.k8s.io","kind":"ClusterRoleBinding","plural":"clusterrolebindings","singular":"clusterrolebinding","shortNames":[],"categories":[],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"rbac.authorization.k8s.io/v1","message":"kubets.rbac.v1.ClusterRoleBinding"}],"service":"kubets.rbac.v1.ClusterRoleBindings"} as const satisfies ResourceNames;
export const clusterRoles = {"group":"rbac.authorization.k8s.io","kind":"ClusterRole","plural":"clusterroles","singular":"clusterrole","shortNames":[],"categories":[],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"rbac.authorization.k8s.io/v1","message":"kubets.rbac.v1.ClusterRole"}],"service":"kubets.rbac.v1.ClusterRoles"} as const satisfies ResourceNames;
export const roleBindings = {"group":"rbac.authorization.k8s.io","kind":"RoleBinding","plural":"rolebindings","singular":"rolebinding","shortNames":[],"categories":[],"namespaced":true,"subresources":[],"versions":[{"version":"v1","apiVersion":"rbac.authorization.k8s.io/v1","message":"kubets.rbac.v1.RoleBinding"}],"service":"kubets.rbac.v1.RoleBindings"} as const satisfies ResourceNames;
export const roles = {"group":"rbac.authorization.k8s.io","kind":"Role","plural":"roles","singular":"role","shortNames":[],"categories":[],"namespaced":true,"subresources":[],"versions":[{"version":"v1","apiVersion":"rbac.authorization.k8s.io/v1","message":"kubets.rbac.v1.Role"}],"service":"kubets.rbac.v1.Roles"} as const satisfies ResourceNames;
export const deviceClasses = {"group":"resource.k8s.io","kind":"DeviceClass","plural":"deviceclasses","singular":"deviceclass","shortNames":[],"categories":[],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"resource.k8s.io/v1","message":"kubets.resource.v1.DeviceClass"}],"service":"kubets.resource.v1.DeviceClasses"} as const satisfies ResourceNames;
export const deviceTaintRules = {"group":"resource.k8s.io","kind":"DeviceTaintRule","plural":"devicetaintrules","singular":"devicetaintrule","shortNames":[],"categories":[],"namespaced":false,"subresources":["status"],"versions":[{"version":"v1","apiVersion":"resource.k8s.io/v1","message":"kubets.resource.v1.DeviceTaintRule"}],"service":"kubets.resource.v1.DeviceTaintRules"} as const satisfies ResourceNames;
export const resourceClaims = {"group":"resource.k8s.io","kind":"ResourceClaim","plural":"resourceclaims","singular":"resourceclaim","shortNames":[],"categories":[],"namespaced":true,"subresources":["status"],"versions":[{"version":"v1","apiVersion":"resource.k8s.io/v1","message":"kubets.resource.v1.ResourceClaim"}],"service":"kubets.resource.v1.ResourceClaims"} as const satisfies ResourceNames;
export const resourceClaimTemplates = {"group":"resource.k8s.io","kind":"ResourceClaimTemplate","plural":"resourceclaimtemplates","singular":"resourceclaimtemplate","shortNames":[],"categories":[],"namespaced":true,"subresources":[],"versions":[{"version":"v1","apiVersion":"resource.k8s.io/v1","message":"kubets.resource.v1.ResourceClaimTemplate"}],"service":"kubets.resource.v1.ResourceClaimTemplates"} as const satisfies ResourceNames;
export const resourceSlices = {"group":"resource.k8s.io","kind":"ResourceSlice","plural":"resourceslices","singular":"resourceslice","shortNames":[],"categories":[],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"resource.k8s.io/v1","message":"kubets.resource.v1.ResourceSlice"}],"service":"kubets.resource.v1.ResourceSlices"} as const satisfies ResourceNames;
export const priorityClasses = {"group":"scheduling.k8s.io","kind":"PriorityClass","plural":"priorityclasses","singular":"priorityclass","shortNames":["pc"],"categories":[],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"scheduling.k8s.io/v1","message":"kubets.scheduling.v1.PriorityClass"}],"service":"kubets.scheduling.v1.PriorityClasses"} as const satisfies ResourceNames;
export const csiDrivers = {"group":"storage.k8s.io","kind":"CSIDriver","plural":"csidrivers","singular":"csidriver","shortNames":[],"categories":[],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"storage.k8s.io/v1","message":"kubets.storage.v1.CSIDriver"}],"service":"kubets.storage.v1.CSIDrivers"} as const satisfies ResourceNames;
export const csiNodes = {"group":"storage.k8s.io","kind":"CSINode","plural":"csinodes","singular":"csinode","shortNames":[],"categories":[],"namespaced":false,"subresources":["status"],"versions":[{"version":"v1","apiVersion":"storage.k8s.io/v1","message":"kubets.storage.v1.CSINode"}],"service":"kubets.storage.v1.CSINodes"} as const satisfies ResourceNames;
export const csiStorageCapacities = {"group":"storage.k8s.io","kind":"CSIStorageCapacity","plural":"csistoragecapacities","singular":"csistoragecapacity","shortNames":[],"categories":[],"namespaced":true,"subresources":[],"versions":[{"version":"v1","apiVersion":"storage.k8s.io/v1","message":"kubets.storage.v1.CSIStorageCapacity"}],"service":"kubets.storage.v1.CSIStorageCapacities"} as const satisfies ResourceNames;
export const storageClasses = {"group":"storage.k8s.io","kind":"StorageClass","plural":"storageclasses","singular":"storageclass","shortNames":["sc"],"categories":[],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"storage.k8s.io/v1","message":"kubets.storage.v1.StorageClass"}],"service":"kubets.storage.v1.StorageClasses"} as const satisfies ResourceNames;
export const volumeAttachments = {"group":"storage.k8s.io","kind":"VolumeAttachment","plural":"volumeattachments","singular":"volumeattachment","shortNames":[],"categories":[],"namespaced":false,"subresources":["status"],"versions":[{"version":"v1","apiVersion":"storage.k8s.io/v1","message":"kubets.storage.v1.VolumeAttachment"}],"service":"kubets.storage.v1.VolumeAttachments"} as const satisfies ResourceNames;
export const volumeAttributesClasses = {"group":"storage.k8s.io","kind":"VolumeAttributesClass","plural":"volumeattributesclasses","singular":"volumeattributesclass","shortNames":["vac"],"categories":[],"namespaced":false,"subresources":[],"versions":[{"version":"v1","apiVersion":"storage.k8s.io/v1","message":"kubets.storage.v1.VolumeAttributesClass"}],"service":"kubets.storage.v1.VolumeAttributesClasses"} as const satisfies ResourceNames;
export const storageVersionMigrations = {"group":"storagemigration.k8s.io","kind":"StorageVersionMigration","plural":"storageversionmigrations","singular":"storageversionmigration","shortNames":[],"categories":[],"namespaced":false,"subresources":["status"],"versions":[{"version":"v1","apiVersion":"storagemigration.k8s.io/v1","message":"kubets.storagemigration.v1.StorageVersionMigration"}],"service":"kubets.storagemigration.v1.StorageVersionMigrations"} as const satisfies ResourceNames;

/** What is stored: all verbs. */
export const storedResources = {
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

/** What is answered and not stored: create alone. */
export const virtualResources = {
  bindings,
  selfSubjectReviews,
  tokenReviews,
  localSubjectAccessReviews,
  selfSubjectAccessReviews,
  selfSubjectRulesReviews,
  subjectAccessReviews,
};

/** The objects of what is stored. */
export interface StoredObjects {
  configMaps: ConfigMap;
  endpoints: Endpoints;
  events: Event;
  limitRanges: LimitRange;
  namespaces: Namespace;
  nodes: Node;
  persistentVolumeClaims: PersistentVolumeClaim;
  persistentVolumes: PersistentVolume;
  pods: Pod;
  podTemplates: PodTemplate;
  replicationControllers: ReplicationController;
  resourceQuotas: ResourceQuota;
  secrets: Secret;
  serviceAccounts: ServiceAccount;
  services: Service;
  mutatingAdmissionPolicies: MutatingAdmissionPolicy;
  mutatingAdmissionPolicyBindings: MutatingAdmissionPolicyBinding;
  mutatingWebhookConfigurations: MutatingWebhookConfiguration;
  validatingAdmissionPolicies: ValidatingAdmissionPolicy;
  validatingAdmissionPolicyBindings: ValidatingAdmissionPolicyBinding;
  validatingWebhookConfigurations: ValidatingWebhookConfiguration;
  customResourceDefinitions: CustomResourceDefinition;
  apiServices: APIService;
  controllerRevisions: ControllerRevision;
  daemonSets: DaemonSet;
  deployments: Deployment;
  replicaSets: ReplicaSet;
  statefulSets: StatefulSet;
  horizontalPodAutoscalers: HorizontalPodAutoscaler;
  cronJobs: CronJob;
  jobs: Job;
  certificateSigningRequests: CertificateSigningRequest;
  clusterTrustBundles: ClusterTrustBundle;
  podCertificateRequests: PodCertificateRequest;
  leases: Lease;
  endpointSlices: EndpointSlice;
  flowSchemas: FlowSchema;
  priorityLevelConfigurations: PriorityLevelConfiguration;
  ingressClasses: IngressClass;
  ingresses: Ingress;
  ipAddresses: IPAddress;
  networkPolicies: NetworkPolicy;
  serviceCIDRs: ServiceCIDR;
  runtimeClasses: RuntimeClass;
  podDisruptionBudgets: PodDisruptionBudget;
  clusterRoleBindings: ClusterRoleBinding;
  clusterRoles: ClusterRole;
  roleBindings: RoleBinding;
  roles: Role;
  deviceClasses: DeviceClass;
  deviceTaintRules: DeviceTaintRule;
  resourceClaims: ResourceClaim;
  resourceClaimTemplates: ResourceClaimTemplate;
  resourceSlices: ResourceSlice;
  priorityClasses: PriorityClass;
  csiDrivers: CSIDriver;
  csiNodes: CSINode;
  csiStorageCapacities: CSIStorageCapacity;
  storageClasses: StorageClass;
  volumeAttachments: VolumeAttachment;
  volumeAttributesClasses: VolumeAttributesClass;
  storageVersionMigrations: StorageVersionMigration;
}
