import { objectKey } from '@kubets/apimachinery';
import type { EventRecorder } from '@kubets/client';
import type { Clock } from '@kubets/component';
import type { Service } from '@kubets/proto-gen/core/v1';

const REPEAT_AFTER_MS = 300_000;

/** Tells users what happens to their load balancers, in Kubernetes' words. What has been said is not said again with every attempt. */
export interface LoadBalancerEvents {
  ensuring(service: Service): void;
  /** What was being ensured is there. */
  ensured(service: Service): void;
  updated(service: Service): void;
  failed(service: Service, action: 'ensure' | 'delete', reason: string): void;
  /** Nothing is wrong with the Service (any longer). */
  recovered(service: Service): void;
  available(service: Service, hasNodes: boolean): void;
  deleting(service: Service): void;
  deleted(service: Service): void;
  forget(key: string): void;
}

export function createLoadBalancerEvents(recorder: EventRecorder, clock: Clock): LoadBalancerEvents {
  const ensuring = new Set<string>();
  const deleting = new Set<string>();
  const withoutNodes = new Set<string>();
  const failures = new Map<string, { message: string; atMs: number }>();

  const tell = (service: Service, type: 'Normal' | 'Warning', reason: string, message: string): void =>
    recorder.event({ ...service, apiVersion: 'v1', kind: 'Service' }, type, reason, message);

  function once(said: Set<string>, service: Service, reason: string, message: string): void {
    if (said.has(objectKey(service))) return;
    said.add(objectKey(service));
    tell(service, 'Normal', reason, message);
  }

  function forget(key: string): void {
    ensuring.delete(key);
    deleting.delete(key);
    withoutNodes.delete(key);
    failures.delete(key);
  }

  return {
    ensuring: (service) => once(ensuring, service, 'EnsuringLoadBalancer', 'Ensuring load balancer'),
    ensured(service) {
      if (ensuring.delete(objectKey(service))) tell(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer');
    },
    updated: (service) => tell(service, 'Normal', 'UpdatedLoadBalancer', 'Updated load balancer with new hosts'),
    failed(service, action, reason) {
      const message = `Error syncing load balancer: failed to ${action} load balancer: ${reason}`;
      const last = failures.get(objectKey(service));
      if (last?.message === message && clock.monotonicMs() - last.atMs < REPEAT_AFTER_MS) return;
      failures.set(objectKey(service), { message, atMs: clock.monotonicMs() });
      tell(service, 'Warning', 'SyncLoadBalancerFailed', message);
    },
    recovered: (service) => void failures.delete(objectKey(service)),
    available(service, hasNodes) {
      const key = objectKey(service);
      if (hasNodes) return void withoutNodes.delete(key);
      if (withoutNodes.has(key)) return;
      withoutNodes.add(key);
      tell(service, 'Warning', 'UnAvailableLoadBalancer', 'There are no available nodes for LoadBalancer');
    },
    deleting: (service) => once(deleting, service, 'DeletingLoadBalancer', 'Deleting load balancer'),
    deleted(service) {
      forget(objectKey(service));
      tell(service, 'Normal', 'DeletedLoadBalancer', 'Deleted load balancer');
    },
    forget,
  };
}
