import type { KubeObject } from '@kubets/apimachinery';
import { createFakeCluster, type FakeCluster } from '@kubets/client/testing';
import { createFakeClock, createTestLogger, type FakeClock } from '@kubets/component/testing';
import type { Event, Service } from '@kubets/proto-gen/core/v1';
import { runCloudLb } from '../cloud-lb';
import { config } from '../config';
import { createL2PoolProvider } from '../providers/l2-pool/l2-pool-provider';
import { configuredPools } from '../providers/l2-pool/pools/configured-pools';

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
  stop(): Promise<void>;
}

/** Runs the whole of cloud-lb against an in-memory cluster, on a clock that stands still and a network of two sets. */
export function startCloudLb(
  o: {
    objects?: readonly KubeObject[];
    pool?: string;
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
    ['--kubeconfig', 'unused', '--load-balancer-pool', o.pool ?? '10.0.0.200-10.0.0.203'],
    {},
  );
  const provider = {
    name: 'l2-pool',
    create: async ({ informers }: Parameters<Parameters<typeof runCloudLb>[0]['provider']['create']>[0]) =>
      createL2PoolProvider({
        pools: await configuredPools(options),
        nodes: informers.nodes,
        clock,
        probeHttp: async (url) => healthy.has(new URL(url).host),
        probeTcp: async (address) => !silent.has(address),
      }),
  };
  const done = runCloudLb(
    { client: cluster, config: options, provider, clock, logger: createTestLogger() },
    abort.signal,
  );

  async function settle(): Promise<void> {
    for (let quiet = 0, writes = -1; quiet < 3;) {
      await clock.advance(1);
      quiet = cluster.calls.length === writes ? quiet + 1 : 0;
      writes = cluster.calls.length;
    }
  }

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
    settle,
    service,
    events: (name) =>
      cluster
        .objects<Event>('events')
        .filter(({ involvedObject }) => involvedObject?.name === name)
        .map(({ type, reason, message }) => `${type} ${reason} ${message}`),
    state(name) {
      const { metadata, status } = service(name);
      return {
        published: (status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip),
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
