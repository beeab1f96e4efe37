import { isNodeReady, LABELS } from '@kubets/api';
import { parseQuantity } from '@kubets/apimachinery';
import type { Node } from '@kubets/proto-gen/core/v1';
import type { Endpoint } from '@kubets/proto-gen/discovery/v1';
import type { PackedSlice } from './pack-endpoints';
import { withZoneHint } from './topology-hints';

/** How much more than its share of the traffic a zone's endpoints may get. */
const OVERLOAD_THRESHOLD = 0.2;
const EXCLUDED_ROLES = [LABELS.controlPlane, LABELS.master];

/** Each zone's part of the CPU of all ready nodes; undefined when a node does not say where it is or what it has. */
export function cpuShares(nodes: readonly Node[]): Map<string, number> | undefined {
  const cpu = new Map<string, number>();
  let total = 0;
  for (const node of nodes) {
    if (EXCLUDED_ROLES.some((role) => node.metadata?.labels?.[role] !== undefined)) continue;
    if (!isNodeReady(node)) continue;
    const zone = node.metadata?.labels?.[LABELS.zone];
    const milli = parseQuantity(node.status?.allocatable?.cpu ?? '0').milliValue();
    if (!zone || milli === 0) return undefined;
    cpu.set(zone, (cpu.get(zone) ?? 0) + milli);
    total += milli;
  }
  return new Map([...cpu].map(([zone, milli]) => [zone, milli / total]));
}

export type HintResult = { slices: PackedSlice[] } | { refused: string };

/** The number of endpoints each zone should have, or why that cannot be done without overloading one. */
function allocate(shares: Map<string, number> | undefined, count: number): Map<string, number> | string {
  if (!shares) return 'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes';
  if (shares.size < 2) return 'Nodes only ready in one zone';
  if (shares.size > count)
    return `Insufficient number of endpoints (${count}), impossible to safely allocate proportionally`;
  const minimum = new Map(
    [...shares].map(([zone, share]) => [zone, Math.ceil((share * count) / (1 + OVERLOAD_THRESHOLD))]),
  );
  const needed = [...minimum.values()].reduce((sum, n) => sum + n, 0);
  if (needed > count)
    return `Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (${count} endpoints, ${shares.size} zones)`;
  return new Map([...shares].map(([zone, share]) => [zone, Math.max(share * count, minimum.get(zone) ?? 0)]));
}

const largest = (zones: Map<string, number>): [string, number] =>
  [...zones].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0] ?? ['', 0];

/** Whole endpoints that pass from zones with too many to zones with too few: giving zone → receiving zones. */
function transfers(wanted: Map<string, number>, present: Map<string, number>): Map<string, string[]> {
  const difference = new Map(
    [...new Set([...wanted.keys(), ...present.keys()])].map((zone) => [
      zone,
      (present.get(zone) ?? 0) - (wanted.get(zone) ?? 0),
    ]),
  );
  const giving = new Map([...difference].filter(([, surplus]) => surplus > 0));
  const receiving = new Map(
    [...difference].flatMap(([zone, surplus]) => (surplus < 0 ? [[zone, -surplus] as const] : [])),
  );
  const result = new Map<string, string[]>();
  for (;;) {
    const [from, canGive] = largest(giving);
    const [to, canTake] = largest(receiving);
    if (!from || !to || (canGive < 1 && canTake < 1) || canGive < 0.5 || canTake < 0.5) return result;
    giving.set(from, canGive - 1);
    receiving.set(to, canTake - 1);
    result.set(from, [...(result.get(from) ?? []), to]);
  }
}

/** Distributes the ready endpoints over the zones in proportion to their CPU, keeping them in their own zone where possible. */
export function hintProportionally(
  slices: readonly PackedSlice[],
  shares: Map<string, number> | undefined,
): HintResult {
  const ready = slices.flatMap(({ endpoints }) => endpoints).filter((endpoint) => endpoint.conditions?.ready !== false);
  const wanted = allocate(shares, ready.length);
  if (typeof wanted === 'string') return { refused: wanted };
  if (ready.some((endpoint) => !endpoint.zone))
    return { refused: 'One or more endpoints do not have a zone specified' };
  const present = new Map<string, number>();
  for (const { zone = '' } of ready) present.set(zone, (present.get(zone) ?? 0) + 1);
  const moves = transfers(wanted, present);
  const hint = (endpoint: Endpoint): Endpoint =>
    withZoneHint(
      endpoint,
      endpoint.conditions?.ready === false ? undefined : (moves.get(endpoint.zone ?? '')?.shift() ?? endpoint.zone),
    );
  return { slices: slices.map((slice) => ({ ...slice, endpoints: slice.endpoints.map(hint) })) };
}
