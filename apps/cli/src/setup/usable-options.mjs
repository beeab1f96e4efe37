// @ts-check
import { readNetwork } from './networks.mjs';
import { portMappingFaults, readPortMapping } from './port-mappings.mjs';
import { serviceArgFault } from './service-args.mjs';

/** @typedef {import('../cluster/options').ClusterOptions} ClusterOptions */

const BRIDGE_NAME_MAX = 11;
const NODES_MAX = 100;
const MAX_PORT = 65535;
const SERVICE_PREFIX_MAX = 28;
/** What the controller-manager gives each node of the pods' network. */
const NODE_POD_PREFIX = 24;

/**
 * The ports of the cluster on this machine: for whom, by which flag.
 * @param {Pick<ClusterOptions, 'securePort' | 'grpcPort' | 'etcdPort' | 'ports' | 'registryPort'>} options
 */
export const portsOf = ({ securePort, grpcPort, etcdPort, ports, registryPort }) => [
  { flag: 'secure-port', user: 'the API server (--secure-port)', port: securePort },
  { flag: 'grpc-port', user: "the API server's gRPC (--grpc-port)", port: grpcPort },
  { flag: 'etcd-port', user: 'etcd (--etcd-port)', port: etcdPort },
  { flag: 'etcd-port', user: "etcd's peers (--etcd-port plus one)", port: etcdPort + 1 },
  ...(registryPort === 0 ? [] : [{ flag: 'registry', user: 'the registry (--registry)', port: registryPort }]),
  ...ports.flatMap((text) => {
    const mapping = readPortMapping(text);
    return mapping?.protocol === 'tcp' ? [{ flag: 'port', user: `--port ${text}`, port: mapping.hostPort }] : [];
  }),
];

/**
 * The networks of the cluster, by their flags.
 * @param {Pick<ClusterOptions, 'nodeCidr' | 'podCidr' | 'serviceCidr'>} options
 */
export const networksOf = ({ nodeCidr, podCidr, serviceCidr }) => [
  { flag: 'node-cidr', text: nodeCidr },
  { flag: 'pod-cidr', text: podCidr },
  { flag: 'service-cidr', text: serviceCidr },
];

/**
 * Why no cluster can be made with these options anywhere: all reasons, each with the option and its value.
 * @param {ClusterOptions} options
 * @returns {string[]}
 */
export function faultsOf(options) {
  return [
    ...nameFaults(options),
    ...networkFaults(options),
    ...nodeFaults(options),
    ...portFaults(options),
    ...portMappingFaults(options),
    ...options.serviceArgs.flatMap((text) => serviceArgFaults(text)),
  ];
}

/** @param {string} text */
function serviceArgFaults(text) {
  const fault = serviceArgFault(text);
  return fault ? [`--service-arg ${text}: ${fault}`] : [];
}

/** @param {ClusterOptions} options */
function nameFaults({ name }) {
  if (/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name) && name.length <= BRIDGE_NAME_MAX) return [];
  return [
    `--name ${JSON.stringify(name)}: lower-case letters, digits and dashes, at most ${BRIDGE_NAME_MAX} characters`,
  ];
}

/** A packet has one place to go to. @param {ClusterOptions} options */
function networkFaults(options) {
  const networks = networksOf(options).map(({ flag, text }) => ({ flag, text, network: readNetwork(text) }));
  const unreadable = networks
    .filter(({ network }) => !network)
    .map(({ flag, text }) => `--${flag} ${JSON.stringify(text)}: an IPv4 network is wanted, such as 10.201.0.0/24`);
  const overlaps = networks.flatMap(({ flag, text, network }, index) =>
    networks
      .slice(index + 1)
      .filter((other) => network?.overlaps(other.text))
      .map((other) => `--${flag} ${text} and --${other.flag} ${other.text} overlap`),
  );
  return [...unreadable, ...overlaps, ...sizeFaults(options), ...poolFaults(options)];
}

/** @param {ClusterOptions} options */
function sizeFaults({ nodes, podCidr, serviceCidr }) {
  const services = readNetwork(serviceCidr);
  const pods = readNetwork(podCidr);
  const ranges = pods ? 2 ** (NODE_POD_PREFIX - pods.prefix) : Infinity;
  return [
    ...(services && services.prefix > SERVICE_PREFIX_MAX
      ? [`--service-cidr ${serviceCidr} is too small: DNS has its 10th address, so /${SERVICE_PREFIX_MAX} is the least`]
      : []),
    ...(ranges < Math.max(nodes, 1)
      ? [`--pod-cidr ${podCidr} is too small: each of ${nodes} nodes gets a /${NODE_POD_PREFIX} of it`]
      : []),
  ];
}

/** @param {ClusterOptions} options */
function poolFaults({ loadBalancerPool, nodeCidr }) {
  const network = readNetwork(nodeCidr);
  const [first = '', last = first, ...rest] = loadBalancerPool.replace(/\/\d+$/, '').split('-');
  if (!network || (network.contains(first) && network.contains(last) && rest.length === 0)) return [];
  return [
    `--load-balancer-pool ${JSON.stringify(loadBalancerPool)}: addresses inside --node-cidr ${nodeCidr} are wanted, as FIRST-LAST or a network`,
  ];
}

/** @param {ClusterOptions} options */
function nodeFaults({ nodes, nodeCidr }) {
  const network = readNetwork(nodeCidr);
  const most = network ? Math.min(NODES_MAX, 2 ** (32 - network.prefix) - 12) : NODES_MAX;
  if (most < 1) return [`--node-cidr ${nodeCidr} is too small for a node: nodes follow from its 11th address`];
  return Number.isInteger(nodes) && nodes >= 1 && nodes <= most
    ? []
    : [`--nodes ${nodes}: must be between 1 and ${most}`];
}

/** @param {ClusterOptions} options */
function portFaults(options) {
  const ports = portsOf(options);
  return ports.flatMap(({ user, port }, index) => {
    if (!Number.isInteger(port) || port < 1 || port > MAX_PORT)
      return [`port ${port}, wanted for ${user}: must be between 1 and ${MAX_PORT}`];
    const other = ports.slice(0, index).find((earlier) => earlier.port === port);
    return other ? [`port ${port} is wanted both for ${other.user} and for ${user}`] : [];
  });
}
