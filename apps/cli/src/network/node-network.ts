import { existsSync } from 'node:fs';
import type { ClusterLayout, NodeLayout } from '../cluster/layout';
import { networkOf } from '../cluster/networks';
import { run, runIfPossible, runWithInput } from './run';

/**
 * Joins the nodes' network namespaces, and the ingress controller's, by a bridge on the host. What is there already is kept, so that a supervisor
 * that starts again leaves running pods alone.
 */
export async function ensureNodeNetwork(layout: ClusterLayout): Promise<void> {
  const prefix = networkOf('node-cidr', layout.options.nodeCidr).prefix;
  await ipBatch([
    ...(existsSync(`/sys/class/net/${layout.bridge}`)
      ? []
      : [`link add ${layout.bridge} type bridge stp_state 0 forward_delay 0`]),
    `addr replace ${layout.hostAddress}/${prefix} dev ${layout.bridge}`,
    `link set ${layout.bridge} up`,
  ]);
  await Promise.all([
    ...layout.nodes.map((node, index) => ensureMember(layout, node, portOf(layout, String(index + 1)), prefix)),
    ensureMember(layout, layout.ingress, portOf(layout, 'in'), prefix),
  ]);
}

type Member = Pick<NodeLayout, 'netns' | 'address'>;

async function ensureMember(layout: ClusterLayout, node: Member, port: string, prefix: number): Promise<void> {
  const routes = await runIfPossible('ip', '-netns', node.netns, 'route', 'show', 'default');
  if (routes?.includes(layout.hostAddress)) return;
  // Missing, or left half-made by an interrupted start.
  await runIfPossible('ip', 'netns', 'delete', node.netns);
  await runIfPossible('ip', 'link', 'delete', port);
  await run('ip', 'netns', 'add', node.netns);
  await ipBatch([
    `link add ${port} type veth peer name eth0 netns ${node.netns}`,
    `link set ${port} master ${layout.bridge} up`,
  ]);
  await ipBatch(
    [
      'link set lo up',
      `addr add ${node.address}/${prefix} dev eth0`,
      'link set eth0 up',
      `route add default via ${layout.hostAddress}`,
    ],
    node.netns,
  );
}

/** Removes namespaces and bridge; the links between them go with the namespaces. */
export async function removeNodeNetwork(layout: ClusterLayout): Promise<void> {
  const namespaces = ((await runIfPossible('ip', 'netns', 'list')) ?? '')
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '');
  const isOurs = (name: string) => name === layout.ingress.netns || name.startsWith(`${layout.options.name}-node-`);
  for (const netns of namespaces.filter(isOurs)) await runIfPossible('ip', 'netns', 'delete', netns);
  if (existsSync(`/sys/class/net/${layout.bridge}`)) await run('ip', 'link', 'delete', layout.bridge);
}

const portOf = (layout: ClusterLayout, end: string) => `${layout.options.name}-${end}`.slice(-15);

const ipBatch = (lines: string[], netns?: string) =>
  runWithInput(`${lines.join('\n')}\n`, 'ip', ...(netns ? ['-netns', netns] : []), '-batch', '-');
