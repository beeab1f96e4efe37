/** The layout to compare with: a chain for each Service and one for each endpoint, as kube-proxy's nftables mode has them. */

const table = 'ip kubets-bench-chains';

export interface BenchService {
  ip: string;
  endpoints: readonly string[];
}

export function renderChainsTable(services: readonly BenchService[]): string {
  return `${[
    `add table ${table}`,
    `delete table ${table}`,
    `add table ${table}`,
    `add map ${table} service-ips { type ipv4_addr . inet_proto . inet_service : verdict; }`,
    `add chain ${table} services`,
    `add rule ${table} services ip daddr . meta l4proto . th dport vmap @service-ips`,
    `add chain ${table} nat-prerouting { type nat hook prerouting priority -100; policy accept; }`,
    `add rule ${table} nat-prerouting jump services`,
    `add chain ${table} nat-postrouting { type nat hook postrouting priority 100; policy accept; }`,
    `add rule ${table} nat-postrouting meta mark & 0x4000 == 0x4000 masquerade fully-random`,
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
    ...chains.map((chain) => `add chain ${table} ${chain}`),
    `add chain ${table} ${service}`,
    ...endpoints.flatMap((endpoint, index) => [
      `add rule ${table} ${chains[index]} ip saddr ${endpoint} meta mark set meta mark or 0x4000`,
      `add rule ${table} ${chains[index]} meta l4proto tcp dnat to ${endpoint}:8080`,
    ]),
    `add rule ${table} ${service} ip daddr ${ip} tcp dport 80 ip saddr != 10.244.0.0/16 meta mark set meta mark or 0x4000`,
    `add rule ${table} ${service} numgen random mod ${endpoints.length} vmap { ${chains.map((chain, index) => `${index} : goto ${chain}`).join(', ')} }`,
    `add element ${table} service-ips { ${ip} . tcp . 80 : goto ${service} }`,
  ];
}

export const removeChainsTable = `add table ${table}\ndelete table ${table}\n`;
