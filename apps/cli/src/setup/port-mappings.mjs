// @ts-check
import { isIPv4 } from 'node:net';
import { readNetwork } from './networks.mjs';

/**
 * A port of this machine that leads into the cluster.
 * @typedef {object} PortMapping
 * @property {string} [address] of this machine; all of them unless it is given
 * @property {number} hostPort
 * @property {number} port
 * @property {'tcp' | 'udp'} protocol
 * @property {string} target `loadbalancer`, which is the address of Ingresses, a node, or an address of the nodes' network
 */

const MAX_PORT = 65535;
const FORM = /^(?:([\d.]{7,15}):)?(\d{1,5}):(\d{1,5})(?:\/(tcp|udp))?(?:@([\w.-]+))?$/;

/** What `--port` says; undefined for what it cannot mean. @param {string} text @returns {PortMapping | undefined} */
export function readPortMapping(text) {
  const [, address, hostPort, port, protocol = 'tcp', target = 'loadbalancer'] = FORM.exec(text) ?? [];
  const ports = [Number(hostPort), Number(port)];
  if (!ports.every((number) => number >= 1 && number <= MAX_PORT)) return undefined;
  if (address !== undefined && !isIPv4(address)) return undefined;
  if (target !== 'loadbalancer' && !/^node-[1-9]\d*$/.test(target) && !isIPv4(target)) return undefined;
  return {
    ...(address && { address }),
    hostPort: Number(hostPort),
    port: Number(port),
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    target,
  };
}

/**
 * What is wrong with the mappings.
 * @param {Pick<import('../cluster/options').ClusterOptions, 'ports' | 'nodes' | 'nodeCidr'>} options
 */
export function portMappingFaults({ ports, nodes, nodeCidr }) {
  return ports.flatMap((text, index) => {
    const says = (/** @type {string} */ fault) => [`--port ${text}: ${fault}`];
    const mapping = readPortMapping(text);
    if (!mapping)
      return says(
        "[ADDRESS:]HOSTPORT:PORT[/tcp|/udp][@TARGET] is wanted, such as 8080:80@loadbalancer; targets are loadbalancer, a node, or an address of the nodes' network",
      );
    const { target } = mapping;
    if (target.startsWith('node-') && Number(target.slice('node-'.length)) > nodes)
      return says(`there are ${nodes} nodes, no ${target}`);
    if (isIPv4(target) && !readNetwork(nodeCidr)?.contains(target))
      return says(`${target} is not in --node-cidr ${nodeCidr}`);
    const earlier = ports.slice(0, index).find((other) => clash(readPortMapping(other), mapping));
    return earlier ? says(`the port leads elsewhere by --port ${earlier} already`) : [];
  });
}

/** @param {PortMapping | undefined} one @param {PortMapping} other */
const clash = (one, other) =>
  one?.hostPort === other.hostPort &&
  one.protocol === other.protocol &&
  (one.address === undefined || other.address === undefined || one.address === other.address);
