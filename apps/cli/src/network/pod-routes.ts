import { applyRoutes, type Route } from '@kubets/api';
import { createInformer, openKubeClient } from '@kubets/client';
import { createWakeLoop, type Logger } from '@kubets/component';
import { cidrCovers, parseCidr } from '@kubets/net';
import type { Node } from '@kubets/proto-gen/core/v1';
import { nodes } from '@kubets/proto-gen/services';
import type { ClusterLayout } from '../cluster/layout';
import { networkOf } from '../cluster/networks';
import { componentKubeconfig } from '../pki/kubeconfig';
import { run } from './run';

/**
 * Keeps routes on the host to the pods of every node, as nodes come, go and are given their ranges, until the signal aborts:
 * who works on the host reaches a pod by its address. They lead over the cluster's bridge and go with it, so nothing has to
 * take them away. Not by Node objects alone: an address is what the layout says.
 */
export async function keepPodRoutes({
  layout,
  logger,
  signal,
}: {
  layout: ClusterLayout;
  logger: Logger;
  signal: AbortSignal;
}): Promise<void> {
  const [reader] = layout.nodes;
  if (!reader) return;
  const client = await openKubeClient(componentKubeconfig(layout, `network-${reader.name}`), { nodes });
  const informer = createInformer(client.nodes, { name: 'nodes', logger });
  const loop = createWakeLoop({
    async turn() {
      // Asked for first: more may come while this waits.
      const complete = informer.hasSynced();
      const routes = podRoutes(layout, informer.lister.list());
      if (await applyRoutes(routes, complete, (program, args) => run(program, ...args), layout.bridge))
        logger.info({ routes }, 'Routes to the pods of the nodes set');
    },
    retry: { initialMs: 200, maxMs: 10_000 },
    onError: (err) => logger.warn({ err }, 'Routes to the pods of the nodes cannot be set'),
  });
  const follow = () => loop.wake();

  informer.addEventHandler({ onAdd: follow, onUpdate: follow, onDelete: follow });
  informer.start(signal);
  void informer.synced().then(follow, () => undefined); // it was stopped before
  void loop.run(signal);
  signal.addEventListener('abort', () => client.close(), { once: true });
}

/** The routes to the nodes of this machine whose range of pods lies in the cluster's. */
export function podRoutes(layout: ClusterLayout, nodes: readonly Node[]): Route[] {
  const podCidr = networkOf('pod-cidr', layout.options.podCidr);
  return layout.nodes.flatMap(({ name, address }) => {
    const node = nodes.find(({ metadata }) => metadata?.name === name);
    const cidr = parseCidr(node?.spec?.podCIDR ?? '');
    return cidr && cidrCovers(podCidr, cidr) ? [{ cidr: node!.spec!.podCIDR!, via: address }] : [];
  });
}
