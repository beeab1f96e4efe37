import { ipFamily } from '@kubets/net';
import type { Service } from '@kubets/proto-gen/core/v1';

/** A port of an address, and the nodes that take its packets. */
export interface BalancedPort {
  address: string;
  protocol: 'tcp' | 'udp' | 'sctp';
  port: number;
  /** Addresses of nodes, of the family of the address, in an order that says nothing. */
  nodes: readonly string[];
  /** All connections of a client go to one node. */
  byClient: boolean;
}

/** What this machine forwards. */
export interface ForwardingPlan {
  addresses: readonly string[];
  ports: readonly BalancedPort[];
}

/** A Service with the addresses it rightfully has, and the addresses of the nodes that may take its traffic. */
export interface BalancedService {
  service: Service;
  addresses: readonly string[];
  nodes: readonly (readonly string[])[];
}

/** Elder Services come first: where two have one port of an address, the first has it. */
export function planForwarding(services: readonly BalancedService[]): ForwardingPlan {
  const addresses = new Set<string>();
  const ports = new Map<string, BalancedPort>();
  for (const { service, addresses: own, nodes } of services) {
    const byClient = service.spec?.sessionAffinity === 'ClientIP';
    for (const address of own) {
      addresses.add(address);
      const ofFamily = nodes.flatMap((all) => all.find((one) => ipFamily(one) === ipFamily(address)) ?? []);
      for (const { protocol: name, port } of service.spec?.ports ?? []) {
        const protocol = PROTOCOLS[name ?? 'TCP'];
        const key = `${address} ${protocol} ${port}`;
        if (!protocol || port === undefined || ofFamily.length === 0 || ports.has(key)) continue;
        ports.set(key, { address, protocol, port, nodes: [...ofFamily].sort(), byClient });
      }
    }
  }
  return { addresses: [...addresses].sort(), ports: [...ports.values()] };
}

const PROTOCOLS: Readonly<Record<string, BalancedPort['protocol']>> = { TCP: 'tcp', UDP: 'udp', SCTP: 'sctp' };
