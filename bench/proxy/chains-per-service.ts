/** The layout to compare with: a chain for each Service and one for each endpoint, as kube-proxy's nftables mode has them. */

const TABLE = 'ip kubets-bench-chains';

export interface BenchService {
  ip: string;
  endpoints: readonly string[];
}

export function renderChainsTable(services: readonly BenchService[]): string {
  return `${[
    `add table ${TABLE}`,
    `delete table ${TABLE}`,
    `add table ${TABLE}`,
    `add map ${TABLE} service-ips { type ipv4_addr . inet_proto . inet_service : verdict; }`,
    `add chain ${TABLE} services`,
    `add rule ${TABLE} services ip daddr . meta l4proto . th dport vmap @service-ips`,
    `add chain ${TABLE} nat-prerouting { type nat hook prerouting priority -100; policy accept; }`,
    `add rule ${TABLE} nat-prerouting jump services`,
    `add chain ${TABLE} nat-postrouting { type nat hook postrouting priority 100; policy accept; }`,
    `add rule ${TABLE} nat-postrouting meta mark & 0x4000 == 0x4000 masquerade fully-random`,
    ...services.flatMap(chainsOf),
  ].join('\n')}\n`;
}

/** What adding one Service takes. */
export function renderChainsAddition(service: BenchService): string {
  return `${chainsOf(service).join('\n')}\n`;
}

function chainsOf({ ip, endpoints }: BenchService): string[] {
  const service = `service-${ip}`;
  const chains = endpoints.map((_, index) => `endpoint-${ip}-${index}`);
  return [
    ...chains.map((chain) => `add chain ${TABLE} ${chain}`),
    `add chain ${TABLE} ${service}`,
    ...endpoints.flatMap((endpoint, index) => [
      `add rule ${TABLE} ${chains[index]} ip saddr ${endpoint} meta mark set meta mark or 0x4000`,
      `add rule ${TABLE} ${chains[index]} meta l4proto tcp dnat to ${endpoint}:8080`,
    ]),
    `add rule ${TABLE} ${service} ip daddr ${ip} tcp dport 80 ip saddr != 10.244.0.0/16 meta mark set meta mark or 0x4000`,
    `add rule ${TABLE} ${service} numgen random mod ${endpoints.length} vmap { ${chains.map((chain, index) => `${index} : goto ${chain}`).join(', ')} }`,
    `add element ${TABLE} service-ips { ${ip} . tcp . 80 : goto ${service} }`,
  ];
}

export const REMOVE_CHAINS_TABLE = `add table ${TABLE}\ndelete table ${TABLE}\n`;
