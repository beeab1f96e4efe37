import { createInformer, openKubeClient } from '@kubets/client';
import type { Logger } from '@kubets/component';
import { cidrCovers, parseCidr } from '@kubets/net';
import type { Node } from '@kubets/proto-gen/core/v1';
import { nodes } from '@kubets/proto-gen/services';
import type { ClusterLayout } from '../cluster/layout';
import { networkOf } from '../cluster/networks';
import { componentKubeconfig } from '../pki/kubeconfig';
import { ROUTE_PROTOCOL } from './refused-ranges';
import { run } from './run';

/** The way from the host to the pods of one node. */
export interface PodRoute {
  cidr: string;
  via: string;
}

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
  let routed = '';
  let work = Promise.resolve();

  async function apply(): Promise<void> {
    const complete = informer.hasSynced();
    const wanted = podRoutes(layout, informer.lister.list());
    const state = JSON.stringify([complete, wanted]);
    if (state === routed || signal.aborted) return;
    for (const words of routeCommands(await presentRoutes(layout), wanted, complete))
      await run('ip', ...words, 'dev', layout.bridge, 'proto', ROUTE_PROTOCOL);
    routed = state;
    logger.info({ routes: wanted }, 'Routes to the pods of the nodes set');
  }
  // One after the other; what could not be set is tried again when a node tells its status.
  const follow = () => {
    work = work
      .then(apply)
      .catch((err: unknown) => logger.warn({ err }, 'Routes to the pods of the nodes cannot be set'));
  };

  informer.addEventHandler({ onAdd: follow, onUpdate: follow, onDelete: follow });
  informer.start(signal);
  void informer.synced().then(follow, () => undefined); // it was stopped before
  signal.addEventListener('abort', () => client.close(), { once: true });
}

/** The routes to the nodes of this machine whose range of pods lies in the cluster's. */
export function podRoutes(layout: ClusterLayout, nodes: readonly Node[]): PodRoute[] {
  const podCidr = networkOf('pod-cidr', layout.options.podCidr);
  return layout.nodes.flatMap(({ name, address }) => {
    const node = nodes.find(({ metadata }) => metadata?.name === name);
    const cidr = parseCidr(node?.spec?.podCIDR ?? '');
    return cidr && cidrCovers(podCidr, cidr) ? [{ cidr: node!.spec!.podCIDR!, via: address }] : [];
  });
}

/** What `ip` has to be told to get from the present routes to the wanted ones. `complete`: what is not wanted is to go, rather than not known yet. */
export function routeCommands(
  present: readonly PodRoute[],
  wanted: readonly PodRoute[],
  complete: boolean,
): string[][] {
  const isSame = (a: PodRoute) => (b: PodRoute) => a.cidr === b.cidr && a.via === b.via;
  const set = wanted
    .filter((route) => !present.some(isSame(route)))
    .map(({ cidr, via }) => ['route', 'replace', cidr, 'via', via]);
  const gone = present.filter(({ cidr }) => complete && !wanted.some((route) => route.cidr === cidr));
  return [...set, ...gone.map(({ cidr, via }) => ['route', 'del', cidr, 'via', via])];
}

async function presentRoutes({ bridge }: ClusterLayout): Promise<PodRoute[]> {
  const text = await run('ip', '-4', '-json', 'route', 'show', 'dev', bridge, 'proto', ROUTE_PROTOCOL);
  return (JSON.parse(text || '[]') as { dst: string; gateway: string }[]).map(({ dst, gateway }) => ({
    cidr: dst,
    via: gateway,
  }));
}
