import type { KubeClient, Informer } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import type { LoadBalancerIngress, Node, Service } from '@kubets/proto-gen/core/v1';
import type { CloudLbConfig } from '../config';

/** What a Service's load balancer should look like now. */
export interface LoadBalancerPlan {
  /** Annotations the Service has to carry; null takes one away. */
  annotations: Record<string, string | null>;
  /** What the status has to show; absent: it stays as it is, because the load balancer does not answer yet. */
  ingress?: LoadBalancerIngress[];
  /** Why there is no load balancer, or not the one that is asked for. */
  failure?: string;
  /** No node can take the traffic. */
  hasNoNodes?: boolean;
}

/** Whoever makes load balancers. It decides; the service controller writes, one Service at a time. */
export interface LoadBalancerProvider {
  /** The annotations of a Service that are the provider's own; they go when the load balancer goes. */
  readonly annotations: readonly string[];
  /** Every newest state of every Service, own writes included, before the next plan; undefined when it is gone. */
  observe(key: string, service: Service | undefined): void;
  /** The load balancer of a Service that wants one. Changes nothing that `observe` does not confirm. */
  plan(service: Service): LoadBalancerPlan;
  /** Calls back with the key of a Service whose plan may be another one by now. */
  onChange(listener: (key: string) => void): void;
  /** Ends everything that goes on in the background. */
  stop(): void;
}

export interface ProviderContext {
  client: KubeClient<'nodes' | 'services'>;
  informers: { nodes: Informer<Node>; services: Informer<Service> };
  config: CloudLbConfig;
  clock: Clock;
  logger: Logger;
}

/** A line of the registry: a provider under the name that --cloud-provider takes. */
export interface ProviderEntry {
  name: string;
  create(context: ProviderContext): LoadBalancerProvider | Promise<LoadBalancerProvider>;
  /** Takes away what the provider has left on this machine; absent where it leaves nothing. */
  cleanUp?(logger: Logger): Promise<void>;
}
