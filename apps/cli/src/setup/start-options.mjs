// @ts-check
// What a user may choose about a cluster: flags, help, configuration file and defaults are made of this one table.
// Plain JavaScript without dependencies, as all of this folder: on a fresh clone there is nothing else yet.
import { podInfraImageOf } from './pod-infra-image.mjs';

/**
 * @typedef {object} StartOption
 * @property {string} flag without the dashes
 * @property {string} value what `--help` calls its value
 * @property {'string' | 'integer' | 'list'} type a list is given by the flag several times
 * @property {string} text
 * @property {string | number | readonly string[]} default
 */

/** By the name that an option has in a cluster's `cluster.json`. */
export const START_OPTIONS = /** @satisfies {Record<string, StartOption>} */ ({
  stateDir: option('state-dir', 'dir', 'string', '/var/lib/kubets', 'where the cluster keeps its state'),
  name: option('name', 'name', 'string', 'kubets', 'prefix of what the cluster makes on this machine'),
  nodes: option('nodes', 'count', 'integer', 2, 'number of nodes'),
  nodeCidr: option('node-cidr', 'cidr', 'string', '10.201.0.0/24', "the nodes' network"),
  podCidr: option('pod-cidr', 'cidr', 'string', '10.244.0.0/16', "the pods' network"),
  serviceCidr: option('service-cidr', 'cidr', 'string', '10.96.0.0/12', 'addresses of Services'),
  loadBalancerPool: option(
    'load-balancer-pool',
    'range',
    'string',
    '10.201.0.200-10.201.0.250',
    'addresses of LoadBalancer Services, inside the node network',
  ),
  securePort: option('secure-port', 'port', 'integer', 6443, 'HTTPS port of the API server'),
  grpcPort: option('grpc-port', 'port', 'integer', 6444, 'gRPC port of the API server'),
  etcdPort: option('etcd-port', 'port', 'integer', 2379, "etcd's client port; peers use the next one"),
  ports: option(
    'port',
    'host-port:port@target',
    'list',
    [],
    'a port of this machine that leads into the cluster, such as 8080:80@loadbalancer for Ingresses or 8443:30443@node-1 (repeatable)',
  ),
  registryMirrors: option('registry-mirror', 'url', 'list', [], 'registry to pull every image through (repeatable)'),
  registryPort: option(
    'registry',
    'port',
    'integer',
    0,
    'port of a registry beside the cluster, such as 5000 for images called localhost:5000/NAME; 0 for none',
  ),
  podInfraImage: option(
    'pod-infra-container-image',
    'image',
    'string',
    podInfraImageOf(process.arch),
    'image that holds the namespaces of a pod; the default comes with kubets',
  ),
  serviceArgs: option(
    'service-arg',
    'service:--flag=value',
    'list',
    [],
    'a further flag for one service, or etcd, such as scheduler:--log-level=debug (repeatable)',
  ),
});

/** @type {[keyof typeof START_OPTIONS, StartOption][]} */
export const START_OPTION_ENTRIES = /** @type {any} */ (Object.entries(START_OPTIONS));

/** @type {import('../cluster/options').ClusterOptions} */
export const DEFAULT_OPTIONS = /** @type {any} */ (
  Object.fromEntries(START_OPTION_ENTRIES.map(([name, { default: value }]) => [name, value]))
);

/** Where a cluster of another name keeps its state unless it is told. @param {string} name */
export const stateDirOf = (name) =>
  name === START_OPTIONS.name.default ? START_OPTIONS.stateDir.default : `/var/lib/kubets-${name}`;

/** What `--help` says of an option. @param {StartOption} of */
export function helpOf({ text, type, default: value }) {
  return type === 'list' ? text : `${text} (default: ${value})`;
}

/**
 * @template {StartOption['type']} K
 * @param {string} flag @param {string} value @param {K} type
 * @param {K extends 'integer' ? number : K extends 'list' ? readonly string[] : string} initial @param {string} text
 */
function option(flag, value, type, initial, text) {
  return { flag, value, type, default: initial, text };
}
