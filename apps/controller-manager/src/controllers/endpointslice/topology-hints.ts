import type { Service } from '@kubets/proto-gen/core/v1';
import type { Endpoint } from '@kubets/proto-gen/discovery/v1';
import type { PackedSlice } from './pack-endpoints';

const MODE_ANNOTATIONS = ['service.kubernetes.io/topology-mode', 'service.kubernetes.io/topology-aware-hints'];

/** How the endpoints of a Service are distributed over zones. */
export type HintMode = 'none' | 'auto' | 'same-zone';

/** The annotation wins over spec.trafficDistribution. */
export function hintMode(service: Service): HintMode {
  const annotation = MODE_ANNOTATIONS.map((name) => service.metadata?.annotations?.[name]).find(
    (value) => value !== undefined,
  );
  if (annotation === 'Auto' || annotation === 'auto') return 'auto';
  return service.spec?.trafficDistribution === 'PreferClose' ? 'same-zone' : 'none';
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

export const removeHints = (slices: readonly PackedSlice[]): PackedSlice[] =>
  mapEndpoints(slices, (endpoint) => withZoneHint(endpoint, undefined));
