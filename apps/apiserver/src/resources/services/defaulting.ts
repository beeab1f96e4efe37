import { isExternallyAccessible, isExternalName, isLoadBalancer } from '@kubets/api';
import type { KubeObject } from '@kubets/apimachinery';
import type { Service } from '@kubets/proto-gen/core/v1';

const AFFINITY_TIMEOUT_SECONDS = 10800;
const POLICIES: ReadonlySet<string | undefined> = new Set(['Cluster', 'Local']);

function defaultSessionAffinity(service: Service): void {
  const spec = service.spec!;
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity !== 'ClientIP') return;
  const timeoutSeconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? AFFINITY_TIMEOUT_SECONDS;
  spec.sessionAffinityConfig = { clientIP: { timeoutSeconds } };
}

export function defaultService(object: KubeObject): void {
  const service = object as Service;
  const spec = service.spec!;
  defaultSessionAffinity(service);
  for (const port of spec.ports ?? []) if (!port.targetPort) port.targetPort = port.port;
  if (isExternallyAccessible(service)) spec.externalTrafficPolicy ||= 'Cluster';
  if (!isExternalName(service)) spec.internalTrafficPolicy ??= 'Cluster';
  // One that is none is refused, another is never seen again.
  else if (POLICIES.has(spec.internalTrafficPolicy)) delete spec.internalTrafficPolicy;
  if (isLoadBalancer(service)) spec.allocateLoadBalancerNodePorts ??= true;
  defaultIngress(service);
}

/** Nodes short-circuit an address of a load balancer unless told not to. */
export function defaultIngress({ status }: Service): void {
  for (const ingress of status?.loadBalancer?.ingress ?? []) {
    if (ingress.ip) ingress.ipMode ??= 'VIP';
  }
}
