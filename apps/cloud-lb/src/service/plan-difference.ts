import { semanticEqual } from '@kubets/apimachinery';
import type { LoadBalancerIngress, Service } from '@kubets/proto-gen/core/v1';

/** Whether a Service carries exactly these annotations; null stands for one that must not be there. */
export function hasAnnotations(service: Service, wanted: Record<string, string | null>): boolean {
  return Object.entries(wanted).every(([name, value]) => (service.metadata?.annotations?.[name] ?? null) === value);
}

export function publishes(service: Service, ingress: readonly LoadBalancerIngress[]): boolean {
  return semanticEqual(service.status?.loadBalancer?.ingress ?? [], ingress);
}

export const isPublished = (service: Service): boolean => (service.status?.loadBalancer?.ingress ?? []).length > 0;
