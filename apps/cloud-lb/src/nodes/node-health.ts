import { nameOf } from '@kubets/apimachinery';
import type { Informer } from '@kubets/client';
import type { Clock } from '@kubets/component';
import { joinHostPort } from '@kubets/net';
import type { Node } from '@kubets/proto-gen/core/v1';
import { usableNode, type UsableNode } from './usable-node';
import type { Fitness } from './fitness';
import { createHealthProber } from './health-prober';
import type { HttpProbe } from './http-probe';

const PROXY_HEALTH_PORT = 10256;
const NODE_OWNER = 'node:';
/** With the time of a probe a dead machine is noticed within 2.4 s. */
const NODE_INTERVAL_MS = 800;
/** While no Service needs nodes. The first one has them probed at once. */
const IDLE_INTERVAL_MS = 10_000;

/** Which nodes may announce addresses, and which of them can at the moment. */
export interface NodeHealth {
  names(): string[];
  /** The internal addresses of a node, of both families; none of one that load balancers must not use. */
  addressesOf(node: string): readonly string[];
  /** For a Service with local traffic, `healthCheckPort` of the node has to answer too. */
  fitness(node: string, healthCheckPort?: number): Fitness;
  /** A Service needs nodes: they are probed often from the first such Service to the last. Its own health check, where it has one, is, too. */
  followService(key: string, healthCheckPort: number | undefined): void;
  forgetService(key: string): void;
  stop(): void;
}

export interface NodeHealthOptions {
  nodes: Informer<Node>;
  probe: HttpProbe;
  clock: Clock;
  /** Nodes came, went or may be used (again) or no longer. */
  onNodesChanged(): void;
  onNodeHealth(node: string): void;
  onServiceHealth(key: string): void;
}

export function createNodeHealth({
  nodes,
  probe,
  clock,
  onNodesChanged,
  onNodeHealth,
  onServiceHealth,
}: NodeHealthOptions): NodeHealth {
  const usable = new Map<string, UsableNode>();
  /** Who needs nodes. */
  const services = new Set<string>();
  const prober = createHealthProber({
    probe,
    clock,
    onChange: (owner) =>
      owner.startsWith(NODE_OWNER) ? onNodeHealth(owner.slice(NODE_OWNER.length)) : onServiceHealth(owner),
  });

  function update(name: string, node: UsableNode | undefined): void {
    if (usable.get(name)?.addresses.join() === node?.addresses.join()) return;
    if (node) usable.set(name, node);
    else usable.delete(name);
    followNode(name);
    onNodesChanged();
  }

  function followNode(name: string): void {
    const node = usable.get(name);
    prober.follow(NODE_OWNER + name, node ? [healthUrl(node, PROXY_HEALTH_PORT)] : [], {
      intervalMs: services.size > 0 ? NODE_INTERVAL_MS : IDLE_INTERVAL_MS,
    });
  }

  function followNodes(): void {
    for (const name of usable.keys()) followNode(name);
  }
  nodes.addEventHandler({
    onAdd: (node) => update(nameOf(node), usableNode(node)),
    onUpdate: (_previous, node) => update(nameOf(node), usableNode(node)),
    onDelete: (node) => update(nameOf(node), undefined),
  });

  return {
    names: () => [...usable.keys()],
    addressesOf: (name) => usable.get(name)?.addresses ?? [],
    fitness(name, healthCheckPort) {
      const node = usable.get(name);
      if (!node) return 'unfit';
      const proxy = prober.health(healthUrl(node, PROXY_HEALTH_PORT));
      if (proxy !== 'fit' || healthCheckPort === undefined) return proxy;
      return prober.health(healthUrl(node, healthCheckPort));
    },
    followService(key, port) {
      const isFirst = services.size === 0;
      services.add(key);
      if (isFirst) followNodes();
      prober.follow(key, port === undefined ? [] : [...usable.values()].map((node) => healthUrl(node, port)));
    },
    forgetService(key) {
      prober.follow(key, []);
      if (services.delete(key) && services.size === 0) followNodes();
    },
    stop: prober.stop,
  };
}

function healthUrl({ address }: UsableNode, port: number): string {
  return `http://${joinHostPort({ host: address, port })}/healthz`;
}
