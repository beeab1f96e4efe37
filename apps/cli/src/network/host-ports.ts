import { writeFile } from 'node:fs/promises';
import type { ClusterLayout } from '../cluster/layout';
import { readPortMapping } from '../setup/port-mappings.mjs';

/** The map of a cluster's table, by protocol and port, of the node ports that are reached on loopback. */
export const NODE_PORTS_MAP = 'node-ports';

/**
 * What belongs into the cluster's table of the kernel's packet filter so that ports of this machine lead into the cluster: those of
 * `--port`, from others and from this machine, the registry's and node ports on its loopback. Packets from loopback leave it over the bridge only;
 * nothing that comes in over the bridge may be for loopback, but for answers, which are known only behind the first chain.
 */
export function hostPortRules(layout: ClusterLayout): string {
  const { bridge, hostAddress, options } = layout;
  const rules = options.ports.flatMap((text) => {
    const mapping = readPortMapping(text);
    if (!mapping) return [];
    const { address, hostPort, port, protocol, target } = mapping;
    const to = `${addressOf(layout, target)}:${port}`;
    return [`${address ? `ip daddr ${address}` : 'fib daddr type local'} ${protocol} dport ${hostPort} dnat to ${to}`];
  });
  const registry =
    options.registryPort === 0
      ? []
      : [`ip daddr 127.0.0.1 tcp dport ${options.registryPort} dnat to ${hostAddress}:${options.registryPort}`];
  return `
  map ${NODE_PORTS_MAP} {
    type inet_proto . inet_service : ipv4_addr
  }
  chain loopback {
    type filter hook prerouting priority raw; policy accept;
    iifname "${bridge}" ip daddr 127.0.0.0/8 drop
  }
  chain from-others {
    type nat hook prerouting priority dstnat; policy accept;
    ${rules.map((rule) => `iifname != "${bridge}" ${rule}`).join('\n    ')}
  }
  chain from-here {
    type nat hook output priority -100; policy accept;
    ${[...registry, ...rules].join('\n    ')}
    ip daddr 127.0.0.1 dnat ip to meta l4proto . th dport map @${NODE_PORTS_MAP}
  }
  chain back {
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr 127.0.0.0/8 oifname "${bridge}" masquerade
  }`;
}

/** Lets the kernel send over the bridge what comes from loopback. The setting goes with the bridge. */
export const allowLoopbackOnBridge = ({ bridge }: ClusterLayout): Promise<void> =>
  writeFile(`/proc/sys/net/ipv4/conf/${bridge}/route_localnet`, '1');

function addressOf({ ingress, nodes }: ClusterLayout, target: string): string {
  if (target === 'loadbalancer') return ingress.address;
  return nodes.find(({ name }) => name === target)?.address ?? target;
}
