import type { Service } from '@kubets/proto-gen/core/v1';
import type { AddressClaim } from '../addresses/address-claim';
import type { AddressLedger } from '../addresses/address-ledger';

/** Where the traffic of a Service's addresses goes now. */
export interface Placement {
  /** The node that announces the addresses; absent where none does. */
  node?: string;
  /** pending: it cannot be told yet. */
  state: 'available' | 'pending' | 'unavailable';
  /** Who should answer at the addresses; whoever it is next has to show first that they do. Absent: nobody does. */
  answeredBy?: string;
  /** How many connections have to be answered first, where each may come to another node; 1 by default. */
  answers?: number;
  /** Why there is no traffic. */
  failure?: string;
}

/** How the traffic of addresses comes to nodes: what providers with pools differ in. */
export interface Delivery {
  place(service: Service, claim: AddressClaim, addresses: readonly string[]): Placement;
  /** The newest state of a Service, and what it holds; undefined when it is gone or has no load balancer. */
  observe?(key: string, service: Service | undefined, claim: AddressClaim | undefined): void;
  /** The Service is gone, or wants no load balancer any more. */
  forget(key: string): void;
  stop(): void;
}

export interface DeliveryContext {
  ledger: AddressLedger;
  /** Services whose placement may be another one by now. */
  changed(keys: Iterable<string>): void;
}

/** What a Service asks of a node beyond its health: the port of its own health check, where only nodes with its pods may be used. */
export const localHealthCheckPort = ({ spec }: Service): number | undefined =>
  spec?.externalTrafficPolicy === 'Local' ? spec.healthCheckNodePort || undefined : undefined;
