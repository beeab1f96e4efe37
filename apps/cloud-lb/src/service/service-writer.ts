import { nameOf, namespaceOf } from '@kubets/apimachinery';
import type { ResourceClient } from '@kubets/client';
import type { LoadBalancerIngress, Service } from '@kubets/proto-gen/core/v1';
import { CLEANUP_FINALIZER } from './load-balancer-wish';

/**
 * The writes of a load balancer's life. Each holds only for the version it was decided on and fails with a conflict
 * otherwise; each returns the new state.
 */
export interface ServiceWriter {
  addFinalizer(service: Service): Promise<Service>;
  annotate(service: Service, annotations: Record<string, string | null>): Promise<Service>;
  publish(service: Service, ingress: readonly LoadBalancerIngress[]): Promise<Service>;
  /** Takes the annotations and the finalizer away in one write: with it the Service may be gone. */
  release(service: Service, annotations: readonly string[]): Promise<Service>;
}

export function createServiceWriter(
  client: Pick<ResourceClient<Service>, 'patch'>,
  wrote: (service: Service) => void,
): ServiceWriter {
  async function patch(
    service: Service,
    body: { metadata?: object; status?: object },
    subresource?: string,
  ): Promise<Service> {
    const metadata = { ...body.metadata, resourceVersion: service.metadata?.resourceVersion };
    const written = await client.patch(
      { namespace: namespaceOf(service), name: nameOf(service) },
      { type: 'merge', body: { ...body, metadata }, subresource },
    );
    wrote(written);
    return written;
  }

  return {
    addFinalizer: (service) =>
      patch(service, { metadata: { finalizers: [...(service.metadata?.finalizers ?? []), CLEANUP_FINALIZER] } }),
    annotate: (service, annotations) => patch(service, { metadata: { annotations } }),
    publish: (service, ingress) =>
      patch(service, { status: { loadBalancer: { ingress: ingress.length > 0 ? ingress : null } } }, 'status'),
    release: (service, annotations) =>
      patch(service, {
        metadata: {
          annotations: Object.fromEntries(annotations.map((annotation) => [annotation, null])),
          finalizers: service.metadata?.finalizers?.filter((finalizer) => finalizer !== CLEANUP_FINALIZER) ?? null,
        },
      }),
  };
}
