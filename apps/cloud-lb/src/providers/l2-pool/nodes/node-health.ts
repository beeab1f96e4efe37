import { nameOf } from '@kubets/apimachinery';
import type { Informer } from '@kubets/client';
import type { Clock } from '@kubets/component';
import { joinHostPort } from '@kubets/net';
import type { Node } from '@kubets/proto-gen/core/v1';
import { announcerOf, type Announcer } from './announcer';
import type { Fitness } from './choose-node';
import { createHealthProber } from './health-prober';
import type { HttpProbe } from './http-probe';

const PROXY_HEALTH_PORT = 10256;
const NODE_OWNER = 'node:';

/** Which nodes may announce addresses, and which of them can at the moment. */
export interface NodeHealth {
  names(): string[];
  /** For a Service with local traffic, `healthCheckPort` of the node has to answer too. */
  fitness(node: string, healthCheckPort?: number): Fitness;
  /** Probes a Service's own health check on all nodes; undefined ends it. */
  followService(key: string, healthCheckPort: number | undefined): void;
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
  const announcers = new Map<string, Announcer>();
  const prober = createHealthProber({
    probe,
    clock,
    onChange: (owner) =>
      owner.startsWith(NODE_OWNER) ? onNodeHealth(owner.slice(NODE_OWNER.length)) : onServiceHealth(owner),
  });

  function update(name: string, announcer: Announcer | undefined): void {
    if (announcers.get(name)?.address === announcer?.address) return;
    if (announcer) announcers.set(name, announcer);
    else announcers.delete(name);
    prober.follow(NODE_OWNER + name, announcer ? [healthUrl(announcer, PROXY_HEALTH_PORT)] : []);
    onNodesChanged();
  }
  nodes.addEventHandler({
    onAdd: (node) => update(nameOf(node), announcerOf(node)),
    onUpdate: (_previous, node) => update(nameOf(node), announcerOf(node)),
    onDelete: (node) => update(nameOf(node), undefined),
  });

  return {
    names: () => [...announcers.keys()],
    fitness(name, healthCheckPort) {
      const announcer = announcers.get(name);
      if (!announcer) return 'unfit';
      const proxy = prober.health(healthUrl(announcer, PROXY_HEALTH_PORT));
      if (proxy !== 'fit' || healthCheckPort === undefined) return proxy;
      return prober.health(healthUrl(announcer, healthCheckPort));
    },
    followService: (key, port) =>
      prober.follow(
        key,
        port === undefined ? [] : [...announcers.values()].map((announcer) => healthUrl(announcer, port)),
      ),
    stop: prober.stop,
  };
}

function healthUrl({ address }: Announcer, port: number): string {
  return `http://${joinHostPort({ host: address, port })}/healthz`;
}
