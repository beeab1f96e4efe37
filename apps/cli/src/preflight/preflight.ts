import { createServer } from 'node:net';
import type { ClusterLayout } from '../cluster/layout';
import { networkOf } from '../cluster/networks';
import { isRefusal } from '../network/refused-ranges';
import { runIfPossible } from '../network/run';
import { overlappingRoute, type Route } from '../network/route-conflicts';

/** A reason not to start that the user can do something about. */
export class PreflightError extends Error {
  override name = 'PreflightError';
}

const BRIDGE_NAME_MAX = 11;

/** Says why a cluster cannot be made here, before anything is touched. What runs of the cluster already may hold its ports. */
export async function preflight(layout: ClusterLayout, running: ReadonlySet<string>): Promise<void> {
  requireLinuxRoot();
  requireUsableOptions(layout);
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

/** @throws PreflightError for options of which no cluster can be made. */
export function requireUsableOptions({ options }: Pick<ClusterLayout, 'options'>): void {
  if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(options.name) || options.name.length > BRIDGE_NAME_MAX) {
    throw new PreflightError(
      `--name ${JSON.stringify(options.name)}: lower-case letters, digits and dashes, at most ${BRIDGE_NAME_MAX} characters`,
    );
  }
  const mostNodes = Math.min(100, 2 ** (32 - networkOf('node-cidr', options.nodeCidr).prefix) - 12);
  if (!Number.isInteger(options.nodes) || options.nodes < 1 || options.nodes > mostNodes) {
    throw new PreflightError(`--nodes ${options.nodes}: must be between 1 and ${mostNodes}`);
  }
}

export async function requireFreePorts(
  { options }: Pick<ClusterLayout, 'options'>,
  running: ReadonlySet<string>,
): Promise<void> {
  const wanted: [process: string, user: string, port: number][] = [
    ['apiserver', 'the API server (--secure-port)', options.securePort],
    ['apiserver', "the API server's gRPC (--grpc-port)", options.grpcPort],
    ['etcd', 'etcd (--etcd-port)', options.etcdPort],
    ['etcd', "etcd's peers (--etcd-port plus one)", options.etcdPort + 1],
  ];
  for (const [holder, user, port] of wanted) {
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
  const { nodeCidr, podCidr, serviceCidr } = options;
  for (const [flag, cidr] of [
    ['node-cidr', nodeCidr],
    ['pod-cidr', podCidr],
    ['service-cidr', serviceCidr],
  ] as const) {
    const taken = overlappingRoute(networkOf(flag, cidr), foreign);
    if (taken)
      throw new PreflightError(
        `--${flag} ${cidr} overlaps ${taken.dst} on ${taken.dev ?? 'this machine'}; choose another range with --${flag}`,
      );
  }
}
