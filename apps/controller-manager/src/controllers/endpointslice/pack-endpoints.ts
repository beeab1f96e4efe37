import { semanticEqual } from '@kubets/apimachinery';
import type { Endpoint, EndpointSlice } from '@kubets/proto-gen/discovery/v1';

/** A slice and the endpoints it is to hold. */
export interface PackedSlice {
  /** Absent: it has to be made. */
  slice?: EndpointSlice;
  endpoints: Endpoint[];
}

const keyOf = ({ addresses, targetRef }: Endpoint): string => `${addresses?.join(',') ?? ''}|${targetRef?.uid ?? ''}`;

const withoutHints = ({ hints: _hints, ...endpoint }: Endpoint): Endpoint => endpoint;

/**
 * Puts endpoints into slices of at most `max` with as few writes as possible: endpoints stay where they are, new ones
 * go to slices that change anyway, then together into one slice with room, then into new slices. A slice that is written has its
 * endpoints by address, as the Endpoints have: that is the order that `kubectl describe service` shows.
 */
export function packEndpoints(
  existing: readonly EndpointSlice[],
  desired: readonly Endpoint[],
  max: number,
): PackedSlice[] {
  const waiting = new Map(desired.map((endpoint) => [keyOf(endpoint), endpoint]));
  const changed: PackedSlice[] = [];
  const unchanged: PackedSlice[] = [];
  for (const slice of existing) {
    const before = slice.endpoints ?? [];
    const endpoints = before.slice(0, max).flatMap((endpoint) => {
      const wanted = waiting.get(keyOf(endpoint));
      waiting.delete(keyOf(endpoint));
      return wanted ? [wanted] : [];
    });
    if (endpoints.length === 0) continue;
    const same =
      before.length === endpoints.length &&
      before.every((endpoint, i) => semanticEqual(withoutHints(endpoint), endpoints[i]));
    (same ? unchanged : changed).push({ slice, endpoints });
  }

  const left = [...waiting.values()];
  const fill = (packed: PackedSlice): void =>
    void packed.endpoints.push(...left.splice(0, max - packed.endpoints.length));
  changed.sort((a, b) => b.endpoints.length - a.endpoints.length).forEach(fill);
  const created: PackedSlice[] = [];
  while (left.length > 0) {
    const roomy = unchanged
      .filter(({ endpoints }) => endpoints.length + left.length <= max)
      .sort((a, b) => b.endpoints.length - a.endpoints.length)[0];
    const target = roomy ?? { endpoints: [] };
    if (!roomy) created.push(target);
    fill(target);
  }
  for (const { endpoints } of [...changed, ...created, ...unchanged.filter(isFilled)]) endpoints.sort(byAddress);
  return [...unchanged, ...changed, ...created];
}

const isFilled = ({ slice, endpoints }: PackedSlice): boolean => endpoints.length !== slice?.endpoints?.length;

const byAddress = (a: Endpoint, b: Endpoint): number => {
  const [left, right] = [keyOf(a), keyOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
};
