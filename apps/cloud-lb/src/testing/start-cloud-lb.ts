import type { KubeObject } from '@kubets/apimachinery';
import { createFakeCluster, type FakeCluster, settled } from '@kubets/client/testing';
import { createFakeClock, createTestLogger, type FakeClock } from '@kubets/component/testing';
import type { Event, Service } from '@kubets/proto-gen/core/v1';
import { runCloudLb } from '../cloud-lb';
import { config } from '../config';
import { createPooledProvider } from '../assignment/pooled-provider';
import type { HttpProbe } from '../nodes/http-probe';
import { configuredPools } from '../pools/configured-pools';
import { createAnnounceDelivery } from '../providers/l2-pool/announce-delivery';
import type { ForwardingPlan } from '../providers/passthrough/forwarding-plan';
import { createPassthroughDelivery } from '../providers/passthrough/passthrough-delivery';
import type { ProviderEntry } from '../providers/provider';

export interface RunningCloudLb {
  cluster: FakeCluster;
  clock: FakeClock;
  /** `ADDRESS:PORT` of health checks that answer 200. */
  healthy: Set<string>;
  /** Addresses at which nobody answers. */
  silent: Set<string>;
  /** Returns when nothing has been written for a while. */
  settle(): Promise<void>;
  /** `Normal EnsuredLoadBalancer …` of the events of a Service. */
  events(name: string): string[];
  service(name: string): Service;
  /** What users see: published addresses, announced addresses, node. */
  state(name: string): { published: (string | undefined)[]; address?: string; node?: string };
  /** What the machine of the provider `passthrough` was told to forward, last first. */
  forwarded: ForwardingPlan[];
  stop(): Promise<void>;
}

/** The providers there are, without what they do to the network. */
export type TestedProvider = 'l2-pool' | 'passthrough';

/** Runs the whole of cloud-lb against an in-memory cluster, on a clock that stands still and a network of two sets. */
export function startCloudLb(
  o: {
    objects?: readonly KubeObject[];
    provider?: TestedProvider;
    pool?: string;
    flags?: readonly string[];
    /** Rejects what the kernel is told. */
    refuse?: () => Error | undefined;
    healthy?: readonly string[];
    silent?: readonly string[];
    cluster?: FakeCluster;
  } = {},
): RunningCloudLb {
  const clock = createFakeClock();
  const cluster = o.cluster ?? createFakeCluster([], { clock });
  cluster.seed(...(o.objects ?? []));
  const healthy = new Set(o.healthy ?? ['10.0.0.11:10256', '10.0.0.12:10256']);
  const silent = new Set(o.silent);
  const abort = new AbortController();
  const options = config.parse(
    ['--kubeconfig', 'unused', '--load-balancer-pool', o.pool ?? '10.0.0.200-10.0.0.203', ...(o.flags ?? [])],
    {},
  );
  const forwarded: ForwardingPlan[] = [];
  const probeHttp: HttpProbe = async (url) => (healthy.has(new URL(url).host) ? 'healthy' : 'silent');
  const provider: ProviderEntry = {
    name: o.provider ?? 'l2-pool',
    create: async ({ informers: { nodes, services } }) =>
      createPooledProvider({
        pools: await configuredPools(options),
        domain: options.loadBalancerDomain,
        clock,
        probeTcp: async (address) => !silent.has(address),
        deliver: (context) =>
          o.provider === 'passthrough'
            ? createPassthroughDelivery(
                {
                  nodes,
                  synced: Promise.all([nodes.synced(), services.synced()]),
                  clock,
                  probeHttp,
                  logger: createTestLogger(),
                  forwarder: {
                    async apply(plan) {
                      const refusal = o.refuse?.();
                      if (refusal) throw refusal;
                      forwarded.unshift(plan);
                    },
                  },
                },
                context,
              )
            : createAnnounceDelivery({ nodes, clock, probeHttp }, context),
      }),
  };
  const done = runCloudLb(
    { client: cluster, config: options, provider, clock, logger: createTestLogger() },
    abort.signal,
  );

  function service(name: string): Service {
    const found = cluster.objects<Service>('services').find(({ metadata }) => metadata?.name === name);
    if (!found) throw new Error(`there is no Service ${name}`);
    return found;
  }

  return {
    cluster,
    clock,
    healthy,
    silent,
    forwarded,
    settle: () => settled(cluster, clock),
    service,
    events: (name) =>
      cluster
        .objects<Event>('events')
        .filter(({ involvedObject }) => involvedObject?.name === name)
        .map(({ type, reason, message }) => `${type} ${reason} ${message}`),
    state(name) {
      const { metadata, status } = service(name);
      return {
        published: (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname),
        address: metadata?.annotations?.['loadbalancer.kubets.dev/address'],
        node: metadata?.annotations?.['loadbalancer.kubets.dev/node'],
      };
    },
    async stop() {
      abort.abort();
      await clock.advance(1000);
      await done;
    },
  };
}
