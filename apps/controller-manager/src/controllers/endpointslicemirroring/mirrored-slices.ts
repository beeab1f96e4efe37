import { ANNOTATIONS, LABELS } from '@kubets/api';
import { canonicalJson, nameOf, namespaceOf, ownerReferenceOf } from '@kubets/apimachinery';
import { ipFamily } from '@kubets/net';
import type { EndpointAddress, Endpoints, EndpointSubset, Service } from '@kubets/proto-gen/core/v1';
import type { Endpoint, EndpointPort, EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { MANAGED_BY_LABEL, MIRRORING_CONTROLLER } from '../../addresses/slice-labels';

/** True for Endpoints that a user wrote for a Service without a selector. */
export function shouldMirror(endpoints: Endpoints | undefined, service: Service | undefined): boolean {
  if (!endpoints || !service || service.spec?.selector !== undefined) return false;
  return (
    endpoints.metadata?.labels?.[LABELS.skipMirror] !== 'true' &&
    endpoints.metadata?.annotations?.[ANNOTATIONS.leader] === undefined
  );
}

const mirrored = (address: EndpointAddress, ready: boolean): Endpoint => ({
  addresses: address.ip ? [address.ip] : [],
  conditions: { ready },
  ...(address.hostname ? { hostname: address.hostname } : {}),
  ...(address.targetRef ? { targetRef: address.targetRef } : {}),
  ...(address.nodeName ? { nodeName: address.nodeName } : {}),
});

const mirroredPorts = (subset: EndpointSubset): EndpointPort[] =>
  (subset.ports ?? []).map(({ name = '', port, protocol = 'TCP', appProtocol }) => ({
    name,
    port,
    protocol,
    ...(appProtocol ? { appProtocol } : {}),
  }));

export interface MirrorResult {
  slices: EndpointSlice[];
  /** Addresses that were left out because a subset has too many. */
  skipped: number;
}

/** The slices that say what the Endpoints say: one per subset and family. */
export function mirroredSlices(endpoints: Endpoints, maxPerSubset: number): MirrorResult {
  const {
    [ANNOTATIONS.lastChangeTriggerTime]: _time,
    [ANNOTATIONS.lastAppliedConfiguration]: _applied,
    ...annotations
  } = endpoints.metadata?.annotations ?? {};
  const { [LABELS.skipMirror]: _skip, ...labels } = endpoints.metadata?.labels ?? {};
  let skipped = 0;
  const slices = (endpoints.subsets ?? []).flatMap((subset) => {
    const all = [
      ...(subset.addresses ?? []).map((address) => mirrored(address, true)),
      ...(subset.notReadyAddresses ?? []).map((address) => mirrored(address, false)),
    ];
    const taken = all.slice(0, maxPerSubset);
    skipped += all.length - taken.length;
    return (['IPv4', 'IPv6'] as const).flatMap((addressType) => {
      const members = taken.filter((endpoint) => ipFamily(endpoint.addresses?.[0] ?? '') === addressType);
      if (members.length === 0) return [];
      const slice: EndpointSlice = {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: {
          namespace: namespaceOf(endpoints),
          generateName: `${nameOf(endpoints)}-`,
          labels: { ...labels, [LABELS.serviceName]: nameOf(endpoints), [MANAGED_BY_LABEL]: MIRRORING_CONTROLLER },
          annotations,
          ownerReferences: [ownerReferenceOf(endpoints, { apiVersion: 'v1', kind: 'Endpoints' })],
        },
        addressType,
        endpoints: members,
        ports: mirroredPorts(subset),
      };
      return [slice];
    });
  });
  return { slices, skipped };
}

/** The same text for slices that say the same. */
const contentOf = ({
  addressType,
  endpoints = [],
  ports = [],
  metadata: { labels = {}, annotations = {}, ownerReferences = [] } = {},
}: EndpointSlice): string => canonicalJson([addressType, endpoints, ports, labels, annotations, ownerReferences]);

function groupBy(
  slices: readonly EndpointSlice[],
  keyOf: (slice: EndpointSlice) => string,
): Map<string, EndpointSlice[]> {
  const groups = new Map<string, EndpointSlice[]>();
  for (const slice of slices) {
    const key = keyOf(slice);
    const group = groups.get(key);
    if (group) group.push(slice);
    else groups.set(key, [slice]);
  }
  return groups;
}

export interface MirrorPlan {
  create: EndpointSlice[];
  update: EndpointSlice[];
  delete: EndpointSlice[];
}

/** Slices that are right already are left alone, others are reused for what is missing, as far as the family allows. */
export function planMirror(existing: readonly EndpointSlice[], wanted: readonly EndpointSlice[]): MirrorPlan {
  const byContent = groupBy(existing, contentOf);
  const missing = wanted.filter((slice) => !byContent.get(contentOf(slice))?.shift());
  const spare = groupBy([...byContent.values()].flat(), ({ addressType = '' }) => addressType);
  const plan: MirrorPlan = { create: [], update: [], delete: [] };
  for (const slice of missing) {
    const reused = spare.get(slice.addressType ?? '')?.shift();
    if (!reused) plan.create.push(slice);
    else
      plan.update.push({
        ...slice,
        metadata: {
          ...reused.metadata,
          labels: slice.metadata?.labels,
          annotations: slice.metadata?.annotations,
          ownerReferences: slice.metadata?.ownerReferences,
        },
      });
  }
  plan.delete.push(...[...spare.values()].flat());
  return plan;
}
