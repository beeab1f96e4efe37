import type { Service } from '@kubets/proto-gen/core/v1';
import type { Endpoint } from '@kubets/proto-gen/discovery/v1';
import type { PackedSlice } from './pack-endpoints';

const MODE_ANNOTATIONS = ['service.kubernetes.io/topology-mode', 'service.kubernetes.io/topology-aware-hints'];

/** How the traffic of a Service is distributed over zones and nodes. */
export type HintMode = 'none' | 'auto' | 'same-zone' | 'same-node';

/** Values of spec.trafficDistribution; PreferClose is the old word for PreferSameZone. */
const DISTRIBUTIONS: Readonly<Record<string, HintMode>> = {
  PreferClose: 'same-zone',
  PreferSameZone: 'same-zone',
  PreferSameNode: 'same-node',
};

/** The annotation wins over spec.trafficDistribution. */
export function hintMode(service: Service): HintMode {
  const annotation = MODE_ANNOTATIONS.map((name) => service.metadata?.annotations?.[name]).find(
    (value) => value !== undefined,
  );
  if (annotation === 'Auto' || annotation === 'auto') return 'auto';
  return DISTRIBUTIONS[service.spec?.trafficDistribution ?? ''] ?? 'none';
}

const mapEndpoints = (slices: readonly PackedSlice[], change: (endpoint: Endpoint) => Endpoint): PackedSlice[] =>
  slices.map((slice) => ({ ...slice, endpoints: slice.endpoints.map(change) }));

export const withZoneHint = (endpoint: Endpoint, zone: string | undefined): Endpoint => {
  const { hints: _hints, ...bare } = endpoint;
  return zone ? { ...bare, hints: { forZones: [{ name: zone }] } } : bare;
};

/** Every endpoint serves its own zone. */
export const hintSameZone = (slices: readonly PackedSlice[]): PackedSlice[] =>
  mapEndpoints(slices, (endpoint) => withZoneHint(endpoint, endpoint.zone));

/** Every endpoint serves its own node, and besides, where a node has none, its own zone. */
export const hintSameNode = (slices: readonly PackedSlice[]): PackedSlice[] =>
  mapEndpoints(slices, (endpoint) => {
    const hinted = withZoneHint(endpoint, endpoint.zone);
    const { nodeName } = endpoint;
    return nodeName ? { ...hinted, hints: { ...hinted.hints, forNodes: [{ name: nodeName }] } } : hinted;
  });

export const removeHints = (slices: readonly PackedSlice[]): PackedSlice[] =>
  mapEndpoints(slices, (endpoint) => withZoneHint(endpoint, undefined));
