import { isConflict, isNotFound, objectKey, statusErrorFrom } from '@kubets/apimachinery';
import type { EventRecorder, Informer, KubeClient } from '@kubets/client';
import type { Clock, Logger, Metrics } from '@kubets/component';
import { createController, type Controller } from '@kubets/controller';
import type { Node, Service } from '@kubets/proto-gen/core/v1';
import type { LoadBalancerProvider } from '../providers/provider';
import { createLoadBalancerEvents } from './load-balancer-events';
import { hasCleanupFinalizer, needsRelease, wantsLoadBalancer } from './load-balancer-wish';
import { hasAnnotations, isPublished, publishes } from './plan-difference';
import { createServiceStates } from './service-states';
import { createServiceWriter } from './service-writer';

/** How often a Service without a load balancer is tried again even if nothing changes, as in Kubernetes. */
const LONGEST_RETRY_MS = 300_000;

export interface ServiceControllerOptions {
  client: Pick<KubeClient, 'services'>;
  informers: { services: Informer<Service>; nodes: Informer<Node> };
  provider: LoadBalancerProvider;
  recorder: EventRecorder;
  clock: Clock;
  logger: Logger;
  metrics?: Metrics;
}

/** Brings the load balancer of each Service in line with what its provider plans. */
export function createServiceController({
  client,
  informers,
  provider,
  recorder,
  clock,
  logger,
  metrics,
}: ServiceControllerOptions): Controller {
  const { services, nodes } = informers;
  const events = createLoadBalancerEvents(recorder, clock);
  const states = createServiceStates(services, (key, service) => {
    provider.observe(key, service);
    if (!service) events.forget(key);
  });
  const writer = createServiceWriter(client.services, states.wrote);

  async function reconcile(key: string): Promise<void | { requeueAfterMs: number }> {
    const service = states.get(key);
    if (!service) return;
    try {
      if (needsRelease(service, provider.annotations)) return await release(service);
      if (wantsLoadBalancer(service)) return await ensure(service);
    } catch (error) {
      if (isNotFound(error)) return;
      const action = wantsLoadBalancer(service) ? 'ensure' : 'delete';
      if (!isConflict(error)) events.failed(service, action, statusErrorFrom(error).message);
      throw error;
    }
  }

  async function ensure(service: Service): Promise<void | { requeueAfterMs: number }> {
    let current = service;
    if (!hasCleanupFinalizer(current)) {
      events.ensuring(current);
      current = await writer.addFinalizer(current);
    }
    const plan = provider.plan(current);
    if (!hasAnnotations(current, plan.annotations)) {
      // Only a move is a change of hosts; a new address is a new load balancer.
      const isMove = plan.ingress !== undefined && isPublished(current) && publishes(current, plan.ingress);
      if (!isMove && !plan.failure) events.ensuring(current);
      current = await writer.annotate(current, plan.annotations);
      logger.info({ serviceKey: objectKey(current), annotations: plan.annotations }, 'Assigned load balancer');
      if (isMove) events.updated(current);
    }
    if (plan.ingress && !publishes(current, plan.ingress)) {
      if (!plan.failure) events.ensuring(current);
      current = await writer.publish(current, plan.ingress);
      logger.info({ serviceKey: objectKey(current), ingress: plan.ingress }, 'Published load balancer');
    }
    if (plan.ingress && !plan.failure) events.ensured(current);
    events.available(current, !plan.hasNoNodes);
    if (plan.failure === undefined) return events.recovered(current);
    events.failed(current, 'ensure', plan.failure);
    return { requeueAfterMs: LONGEST_RETRY_MS };
  }

  async function release(service: Service): Promise<void> {
    events.deleting(service);
    const unpublished = isPublished(service) ? await writer.publish(service, []) : service;
    await writer.release(unpublished, provider.annotations);
    logger.info({ serviceKey: objectKey(service) }, 'Released load balancer');
    events.deleted(service);
  }

  return createController({
    name: 'service',
    informers: [services, nodes],
    setup(enqueue) {
      services.addEventHandler({
        onAdd: (service) => enqueue(objectKey(service)),
        onUpdate: (_previous, service) => (states.isEcho(service) ? undefined : enqueue(objectKey(service))),
      });
      provider.onChange((key) => enqueue(key));
    },
    reconcile,
    // Addresses are given one after the other: two workers could give one address twice.
    workers: 1,
    logger,
    metrics,
    clock,
    retryMaxMs: LONGEST_RETRY_MS,
  });
}
