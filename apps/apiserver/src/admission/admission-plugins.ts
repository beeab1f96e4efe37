import type { Agent } from 'node:https';
import type { Clock } from '@kubets/component';
import type { Authorizer } from '../pipeline/authorization';
import type { AdmissionPlugins } from '../pipeline/admission';
import { createRbacEscalation } from '../auth/rbac/escalation';
import type { RoleIndex } from '../auth/rbac/role-index';
import type { ApiRegistry } from '../registry/api-registry';
import type { ObjectReader } from '../registry/object-reader';
import { createCertificatePlugins } from './certificates';
import { persistentVolumeClaimResize } from './claim-resize';
import { defaultIngressClass } from './default-ingress-class';
import { defaultStorageClass, storageObjectInUseProtection } from './default-storage-class';
import { createDeviceClaimStatus } from './device-claims';
import { createDefaultTolerationSeconds, type DefaultTolerationOptions } from './default-toleration-seconds';
import { createLimitRanger } from './limit-ranger/limit-ranger';
import { createNamespaceLifecycle } from './namespace-lifecycle';
import { nodeRestriction } from './node-restriction/node-restriction';
import { createPodSecurity, type PodSecurityConfiguration } from './pod-security/pod-security';
import { podResizeValidator } from './pod-resize';
import { podTopologyLabels } from './pod-topology-labels';
import { createMutatingPolicies, createValidatingPolicies } from './policies/policy-plugin';
import { createPriority, priorityClassDefault } from './priority';
import { createResourceQuota, type ResourceQuotaOptions } from './resource-quota/resource-quota';
import { createRuntimeClass } from './runtime-class';
import { createServiceAccountAdmission } from './service-account';
import { taintNodesByCondition } from './taint-nodes-by-condition';
import { withoutPlugins } from './without-plugins';
import { createWebhookPlugins } from './webhooks/webhook-plugins';

export interface AdmissionOptions {
  /** `--disable-admission-plugins` */
  disabled: readonly string[];
  clock: Clock;
  /** Brings the watch cache up to date; WatchCache.catchUp. */
  catchUp(): Promise<void>;
  tolerations: DefaultTolerationOptions;
  roles: RoleIndex;
  authorizer: Authorizer;
  reader: ObjectReader;
  /** What is served now. */
  registry(): ApiRegistry;
  /** Connects to kubelets, by way of which webhooks in pods are reached. */
  kubeletAgent: Agent;
  updateQuotaStatus: ResourceQuotaOptions['updateStatus'];
  podSecurity: PodSecurityConfiguration;
}

/**
 * What an operation passes on its way, in this order, which is Kubernetes' recommended one (AllOrderedPlugins):
 * the mutating plugins, then validation by the schema and the kind itself, then the validating plugins.
 *
 * @throws Error for a disabled plugin that there is not
 */
export function createAdmissionPlugins({
  disabled,
  clock,
  catchUp,
  tolerations,
  roles,
  authorizer,
  reader,
  registry,
  kubeletAgent,
  updateQuotaStatus,
  podSecurity,
}: AdmissionOptions): AdmissionPlugins {
  const limitRanger = createLimitRanger({ catchUp, clock });
  const runtimeClass = createRuntimeClass({ catchUp });
  const webhooks = createWebhookPlugins({ reader, kubeletAgent, catchUp, authorizer });
  const policies = { registry, authorizer, catchUp };
  return withoutPlugins(disabled, {
    mutating: [
      createNamespaceLifecycle({ catchUp }),
      limitRanger.mutating,
      createServiceAccountAdmission({ catchUp, clock }),
      taintNodesByCondition,
      createPriority({ catchUp }),
      createDefaultTolerationSeconds(tolerations),
      defaultStorageClass,
      storageObjectInUseProtection,
      runtimeClass.mutating,
      defaultIngressClass,
      podTopologyLabels,
      // They come last, and see what all the others have made of an object.
      createMutatingPolicies(policies),
      webhooks.mutating,
    ],
    validating: [
      limitRanger.validating,
      nodeRestriction,
      createPodSecurity({ configuration: podSecurity, catchUp }),
      priorityClassDefault,
      persistentVolumeClaimResize,
      runtimeClass.validating,
      ...createCertificatePlugins(authorizer),
      podResizeValidator,
      createDeviceClaimStatus(authorizer),
      // No plugin in Kubernetes, where the storage of roles and bindings does this.
      createRbacEscalation({ index: roles, authorizer }),
      createValidatingPolicies(policies),
      webhooks.validating,
      // Quotas come last: they count only what nobody else refuses.
      createResourceQuota({ updateStatus: updateQuotaStatus, catchUp, now: () => clock.now() }),
    ],
  });
}
