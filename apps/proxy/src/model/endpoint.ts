import { isPort, type Protocol, protocolOf } from '@kubets/api';
import type { IpFamily } from '@kubets/net';
import type { Endpoint as SliceEndpoint, EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { addressOfFamily } from './address';

/** One address and port behind a Service port, with what decides whether it gets traffic. */
export interface Endpoint {
  address: string;
  port: number;
  ready: boolean;
  /** Still answers, though it may be terminating. */
  serving: boolean;
  terminating: boolean;
  /** Absent for endpoints that belong to no node. */
  nodeName?: string;
  /** Zones that should use this endpoint; empty means no hint. */
  zoneHints: readonly string[];
  /** Nodes that should use it, likewise. */
  nodeHints: readonly string[];
}

/** Endpoints by Service port: see portKey. */
export type EndpointsByPort = ReadonlyMap<string, readonly Endpoint[]>;

/** Of one Service and family, over all ports: 1,000 endpoints times 20,000 ports may stand in one slice. What is beyond gets no traffic. */
const MOST_ENDPOINTS = 200_000;

/** A Service port and a slice port belong together when name and protocol are the same. */
export function portKey(name: string | undefined, protocol: Protocol): string {
  return `${name ?? ''}/${protocol}`;
}

/**
 * All endpoints of one family in a Service's slices, in a stable order. An address and port that stands in two
 * slices (it may while the controller moves it) counts once, and as ready if either says so. One that terminates and is released serves no more.
 */
export function endpointsByPort(
  slices: readonly EndpointSlice[],
  family: IpFamily,
  isReleased: (address: string) => boolean = () => false,
): EndpointsByPort {
  const found = new Map<string, Map<string, Endpoint>>();
  let left = MOST_ENDPOINTS;
  for (const slice of slices) {
    if (slice.addressType !== family) continue;
    for (const port of slice.ports ?? []) {
      const protocol = protocolOf(port.protocol);
      if (protocol === undefined || !isPort(port.port)) continue;
      const key = portKey(port.name, protocol);
      let ofPort = found.get(key);
      if (!ofPort) found.set(key, (ofPort = new Map()));
      for (const source of slice.endpoints ?? []) {
        if (left-- <= 0) break;
        const endpoint = endpointOf(source, port.port, family, isReleased);
        if (!endpoint) continue;
        const id = `${endpoint.address} ${endpoint.port}`;
        const known = ofPort.get(id);
        if (!known || (endpoint.ready && !known.ready)) ofPort.set(id, endpoint);
      }
    }
  }
  return new Map([...found].map(([key, endpoints]) => [key, [...endpoints.values()].sort(byAddress)]));
}

function endpointOf(
  source: SliceEndpoint,
  port: number,
  family: IpFamily,
  isReleased: (address: string) => boolean,
): Endpoint | undefined {
  const address = addressOfFamily(source.addresses?.[0], family);
  if (address === undefined) return undefined;
  const { ready, serving, terminating } = source.conditions ?? {};
  return {
    address,
    port,
    ready: ready ?? true,
    serving: (serving ?? ready ?? true) && !(terminating && isReleased(address)),
    terminating: terminating ?? false,
    ...(source.nodeName ? { nodeName: source.nodeName } : {}),
    zoneHints: namesOf(source.hints?.forZones),
    nodeHints: namesOf(source.hints?.forNodes),
  };
}

const namesOf = (hints: readonly { name?: string | undefined }[] = []): string[] =>
  hints.flatMap(({ name }) => (name ? [name] : []));

function byAddress(a: Endpoint, b: Endpoint): number {
  return a.address < b.address ? -1 : a.address > b.address ? 1 : a.port - b.port;
}
