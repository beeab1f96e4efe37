import { createServer } from 'node:net';
import type { ClusterLayout } from '../cluster/layout';
import { networkOf } from '../cluster/networks';
import { isRefusal } from '../network/refused-ranges';
import { runIfPossible } from '../network/run';
import { overlappingRoute, type Route } from '../network/route-conflicts';
import { networksOf, portsOf, PreflightError } from './usable-options';

/** Says why a cluster cannot be made here, before anything is touched. What runs of the cluster already may hold its ports. */
export async function preflight(layout: ClusterLayout, running: ReadonlySet<string>): Promise<void> {
  requireLinuxRoot();
  await requireFreePorts(layout, running);
  await requireFreeNetworks(layout);
}

function requireLinuxRoot(): void {
  if (process.platform !== 'linux') {
    throw new PreflightError(
      `npm start needs Linux (network namespaces, nftables); this is ${process.platform}. Use docker-compose up, or a Linux machine.`,
    );
  }
  if (process.getuid?.() !== 0) {
    throw new PreflightError(
      'npm start needs root: it makes network namespaces and runs containers. Use: sudo npm start',
    );
  }
}

export async function requireFreePorts(
  { options }: Pick<ClusterLayout, 'options'>,
  running: ReadonlySet<string>,
): Promise<void> {
  for (const [holder, user, port] of portsOf(options)) {
    if (!running.has(holder) && (await isTaken(port)))
      throw new PreflightError(
        `port ${port}, wanted for ${user}, is taken by another program; stop it or choose another port`,
      );
  }
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(true));
    server.listen(port, '0.0.0.0', () => server.close(() => resolve(false)));
  });
}

async function requireFreeNetworks(layout: ClusterLayout): Promise<void> {
  const routes = (await runIfPossible('ip', '-4', '-json', 'route', 'show')) ?? '[]';
  requireFreeRanges(layout, JSON.parse(routes) as Route[]);
}

/** @throws PreflightError when something else than this or another cluster's refusals has a route into one of the ranges. */
export function requireFreeRanges(
  { bridge, options }: Pick<ClusterLayout, 'bridge' | 'options'>,
  routes: Route[],
): void {
  const foreign = routes.filter((route) => route.dev !== bridge && !isRefusal(route));
  for (const [flag, cidr] of networksOf(options)) {
    const taken = overlappingRoute(networkOf(flag, cidr), foreign);
    if (taken)
      throw new PreflightError(
        `--${flag} ${cidr} overlaps ${taken.dst} on ${taken.dev ?? 'this machine'}; choose another range with --${flag}`,
      );
  }
}
