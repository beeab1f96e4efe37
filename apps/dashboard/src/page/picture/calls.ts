import type { TrafficEdge } from '../../protocol/traffic';
import type { Model, Places } from './model';

/** Who calls whom in the picture, and how much; rates are per second. */
export interface Call {
  from: string;
  to: string;
  connections: number;
  bytes: number;
  errors: number;
}

/** Whatever is not of the cluster. */
export const OUTSIDE = 'Outside';

/** Below these a call is no longer one: what keeps a connection alive. */
const LEAST_BYTES = 1;

/** What the nodes’ kernels count, between what is drawn. A connection that passes two nodes is told by both, and counted once. */
export function callsOf(
  { places, namespaces }: Pick<Model, 'places' | 'namespaces'>,
  traffic: Iterable<TrafficEdge>,
): Call[] {
  const services = ingressOfTarget(namespaces);
  const calls = new Map<string, Call>();
  for (const edge of traffic) {
    if (edge.bytes < LEAST_BYTES && edge.connections === 0 && edge.errors === 0) continue;
    const ends = endsOf(edge, places, services);
    if (!ends || ends.from === ends.to) continue;
    const key = `${ends.from}>${ends.to}`;
    const call = calls.get(key) ?? { ...ends, connections: 0, bytes: 0, errors: 0 };
    call.connections += edge.connections;
    call.bytes += edge.bytes;
    call.errors += edge.errors;
    calls.set(key, call);
  }
  return [...calls.values()].sort((a, b) => (a.from + a.to < b.from + b.to ? -1 : 1));
}

function endsOf(
  edge: TrafficEdge,
  places: Places,
  ingressOf: ReadonlyMap<string, { ingress: string; service: string }>,
): Pick<Call, 'from' | 'to'> | undefined {
  const { source, node } = edge;
  const from = places.ofAddress.get(source) ?? OUTSIDE;
  const to = targetOf(edge, places);
  if (to === undefined) return undefined;
  if (places.ingress.has(source)) {
    const led = ingressOf.get(to);
    return led && places.nodeOfAddress.get(edge.backend) === node ? { from: led.ingress, to: led.service } : undefined;
  }
  // A node asks its own pods how they are: no call of anybody's.
  if (from.startsWith('Node/')) return undefined;
  if (from !== OUTSIDE) return places.nodeOfAddress.get(source) === node ? { from, to } : undefined;
  // Who comes from outside is told by the node that leads on, or else by the one of the pod.
  const isLed = edge.destination !== edge.backend;
  return to !== OUTSIDE && (isLed || places.nodeOfAddress.get(edge.backend) === node) ? { from, to } : undefined;
}

function targetOf({ destination, port }: TrafficEdge, { ofAddress, ofNodePort }: Places): string | undefined {
  const to = ofAddress.get(destination) ?? OUTSIDE;
  return to.startsWith('Node/') ? ofNodePort.get(port) : to;
}

/** Of each workload that an Ingress leads to: the first that does, and through which Service. */
function ingressOfTarget(namespaces: Model['namespaces']): Map<string, { ingress: string; service: string }> {
  const found = new Map<string, { ingress: string; service: string }>();
  for (const { edges } of namespaces)
    for (const { from: ingress, to: service } of edges) {
      if (!ingress.startsWith('Ingress/')) continue;
      for (const { from, to } of edges) if (from === service && !found.has(to)) found.set(to, { ingress, service });
    }
  return found;
}

const UNITS = ['B', 'kB', 'MB', 'GB'];

/** `1.2 kB/s, 3 connections/s, 1 failing/s` */
export function callText({ bytes, connections, errors }: Call): string {
  const parts = [`${amount(bytes)}/s`];
  if (connections > 0) parts.push(`${short(connections)} connections/s`);
  if (errors > 0) parts.push(`${short(errors)} failing/s`);
  return parts.join(', ');
}

function amount(bytes: number): string {
  const step = Math.min(UNITS.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return `${short(bytes / 1000 ** step)} ${UNITS[step]}`;
}

const short = (value: number): string => (value < 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value)));

/** The width of a line, in pixels: one more with each tenfold. */
export const callWidth = ({ bytes }: Call): number =>
  Math.min(7, 1.25 + Math.max(0, Math.log10(Math.max(1, bytes)) - 1));
