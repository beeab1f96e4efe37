import { cidrsOverlap } from '@kubets/net';
import { networkOf } from '../cluster/networks';
import type { ClusterOptions } from '../cluster/options';

/** A reason not to start that the user can do something about. */
export class PreflightError extends Error {
  override name = 'PreflightError';
}

const BRIDGE_NAME_MAX = 11;
const MAX_PORT = 65535;

/** The ports of the cluster on this machine: who listens, for whom, by which flag. */
export const portsOf = ({ securePort, grpcPort, etcdPort }: ClusterOptions) =>
  [
    ['apiserver', 'the API server (--secure-port)', securePort],
    ['apiserver', "the API server's gRPC (--grpc-port)", grpcPort],
    ['etcd', 'etcd (--etcd-port)', etcdPort],
    ['etcd', "etcd's peers (--etcd-port plus one)", etcdPort + 1],
  ] as const;

/** The networks of the cluster, by their flags. */
export const networksOf = ({ nodeCidr, podCidr, serviceCidr }: ClusterOptions) =>
  [
    ['node-cidr', nodeCidr],
    ['pod-cidr', podCidr],
    ['service-cidr', serviceCidr],
  ] as const;

/** @throws PreflightError, or the Error of a network, for options that no cluster can be made with. */
export function assertUsable(options: ClusterOptions): void {
  const { name, nodes } = options;
  if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name) || name.length > BRIDGE_NAME_MAX)
    throw new PreflightError(
      `--name ${JSON.stringify(name)}: lower-case letters, digits and dashes, at most ${BRIDGE_NAME_MAX} characters`,
    );
  assertNetworks(options);
  const mostNodes = Math.min(100, 2 ** (32 - networkOf('node-cidr', options.nodeCidr).prefix) - 12);
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > mostNodes)
    throw new PreflightError(
      mostNodes < 1
        ? `--node-cidr ${options.nodeCidr} is too small for a node: nodes follow from its 11th address`
        : `--nodes ${nodes}: must be between 1 and ${mostNodes}`,
    );
  assertPorts(options);
}

/** A packet has one place to go to. */
function assertNetworks(options: ClusterOptions): void {
  const networks = networksOf(options).map(([flag, text]) => ({ flag, text, cidr: networkOf(flag, text) }));
  for (const [index, one] of networks.entries()) {
    const other = networks.slice(index + 1).find(({ cidr }) => cidrsOverlap(one.cidr, cidr));
    if (other) throw new PreflightError(`--${one.flag} ${one.text} and --${other.flag} ${other.text} overlap`);
  }
}

function assertPorts(options: ClusterOptions): void {
  const users = new Map<number, string>();
  for (const [, user, port] of portsOf(options)) {
    if (!Number.isInteger(port) || port < 1 || port > MAX_PORT)
      throw new PreflightError(`port ${port}, wanted for ${user}: must be between 1 and ${MAX_PORT}`);
    const other = users.get(port);
    if (other) throw new PreflightError(`port ${port} is wanted both for ${other} and for ${user}`);
    users.set(port, user);
  }
}
