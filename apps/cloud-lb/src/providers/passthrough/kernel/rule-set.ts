import { ipFamily } from '@kubets/net';
import type { BalancedPort, ForwardingPlan } from '../forwarding-plan';
import { nodeOfSlots, SLOTS } from './slots';

export const TABLE = 'inet kubets-lb';

/** The seed has to stay: with another one connections would go to other nodes after a restart. */
const SEED = '0x4c42';

/**
 * The whole table as one transaction of nft. A packet to a port of an address gets the mark of a node, by a hash of its connection; nothing
 * is remembered of it, since answers do not come this way. `markOf` gives the mark of a node by its address.
 */
export function ruleSet({ addresses, ports }: ForwardingPlan, markOf: (node: string) => number): string {
  const groups = new Map<string, { name: string; text: string }>();
  const groupOf = (port: BalancedPort): string => {
    const key = `${ipFamily(port.address)} ${port.byClient} ${port.nodes.join()}`;
    let group = groups.get(key);
    if (!group) {
      const name = `nodes-${groups.size + 1}`;
      group = { name, text: groupChain(name, port, markOf) };
      groups.set(key, group);
    }
    return group.name;
  };
  const elements = { IPv4: [] as string[], IPv6: [] as string[] };
  for (const port of ports) {
    const key = `${port.address} . ${port.protocol} . ${port.port}`;
    elements[ipFamily(port.address)!].push(`${key} : goto ${groupOf(port)}`);
  }
  const own = (family: string) => addresses.filter((address) => ipFamily(address) === family);
  return [
    // Adding what is there already is no error, and deleting what is not there is one.
    `add table ${TABLE}`,
    `delete table ${TABLE}`,
    `table ${TABLE} {`,
    ...[...groups.values()].map(({ text }) => text),
    `set own4 { type ipv4_addr; ${elementsText(own('IPv4'))} }`,
    `set own6 { type ipv6_addr; ${elementsText(own('IPv6'))} }`,
    `map ports4 { type ipv4_addr . inet_proto . inet_service : verdict; ${elementsText(elements.IPv4)} }`,
    `map ports6 { type ipv6_addr . inet_proto . inet_service : verdict; ${elementsText(elements.IPv6)} }`,
    FIXED_CHAINS,
    '}',
    '',
  ].join('\n');
}

const elementsText = (elements: readonly string[]): string =>
  elements.length > 0 ? `elements = { ${elements.join(', ')} };` : '';

function groupChain(
  name: string,
  { address, nodes, byClient }: BalancedPort,
  markOf: (node: string) => number,
): string {
  const ip = ipFamily(address) === 'IPv4' ? 'ip' : 'ip6';
  const connection = byClient ? `${ip} saddr` : `${ip} saddr . th sport . ${ip} daddr . th dport`;
  const slots = nodeOfSlots(nodes).map((node, slot) => `${slot} : 0x${markOf(node).toString(16)}`);
  return [
    `chain ${name} {`,
    `meta mark set jhash ${connection} mod ${SLOTS} seed ${SEED} map { ${slots.join(', ')} } accept`,
    '}',
  ].join('\n');
}

// Only half of a connection is seen here, so conntrack would take it for invalid. Redirects would tell neighbours to go straight to a node.
const FIXED_CHAINS = `chain balance {
ip daddr . meta l4proto . th dport vmap @ports4
ip6 daddr . meta l4proto . th dport vmap @ports6
}
chain arriving {
notrack
jump balance
}
chain leaving {
jump balance
jump refuse
}
chain refuse {
meta l4proto tcp reject with tcp reset
meta l4proto { udp, sctp } reject
}
chain prerouting {
type filter hook prerouting priority -310; policy accept;
ip daddr @own4 jump arriving
ip6 daddr @own6 jump arriving
}
chain input {
type filter hook input priority -10; policy accept;
ip daddr @own4 jump refuse
ip6 daddr @own6 jump refuse
}
chain output {
type route hook output priority -310; policy accept;
ip daddr @own4 jump leaving
ip6 daddr @own6 jump leaving
}
chain redirects {
type filter hook output priority -10; policy accept;
icmp type redirect drop
icmpv6 type nd-redirect drop
}`;
