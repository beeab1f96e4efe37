import { ROUTE_PROTOCOL } from '@kubets/api';
import { networkOf } from '../cluster/networks';
import type { ClusterLayout } from '../cluster/layout';
import { run, runIfPossible } from './run';

/**
 * What the host itself, or a node by way of it, sends to an address of pods or Services that nothing leads to is refused there,
 * instead of leaving the machine by the default route. Any other route to the same destination goes before.
 */
export async function refuseClusterRanges(layout: ClusterLayout): Promise<void> {
  for (const route of refusals(layout)) await run('ip', 'route', 'replace', ...route);
}

export async function releaseClusterRanges(layout: ClusterLayout): Promise<void> {
  for (const route of refusals(layout)) await runIfPossible('ip', 'route', 'del', ...route);
}

/** Two clusters of one machine may have the same Services' range, but not the same nodes: by the metric each keeps routes of its own. */
function refusals({ options }: ClusterLayout): string[][] {
  const metric = String(networkOf('node-cidr', options.nodeCidr).base);
  return [options.podCidr, options.serviceCidr].map((cidr) => [
    'unreachable',
    cidr,
    'proto',
    ROUTE_PROTOCOL,
    'metric',
    metric,
  ]);
}
