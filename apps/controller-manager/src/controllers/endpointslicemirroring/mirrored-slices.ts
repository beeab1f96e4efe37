import { ANNOTATIONS, LABELS } from '@kubets/api';
import { nameOf, namespaceOf, ownerReferenceOf, semanticEqual } from '@kubets/apimachinery';
import { ipFamily } from '@kubets/net';
import type { EndpointAddress, Endpoints, EndpointSubset, Service } from '@kubets/proto-gen/core/v1';
import type { Endpoint, EndpointPort, EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { MANAGED_BY_LABEL, MIRRORING_CONTROLLER } from '../../addresses/slice-labels';

const LEADER_ANNOTATION = 'control-plane.alpha.kubernetes.io/leader';

/** True for Endpoints that a user wrote for a Service without a selector. */
export function shouldMirror(endpoints: Endpoints | undefined, service: Service | undefined): boolean {
  if (!endpoints || !service || service.spec?.selector !== undefined) return false;
  return endpoints.metadata?.labels?.[LABELS.skipMirror] !== 'true' && endpoints.metadata?.annotations?.[LEADER_ANNOTATION] === undefined;
}

const mirrored = (address: EndpointAddress, ready: boolean): Endpoint => ({
  addresses: address.ip ? [address.ip] : [],
  conditions: { ready },
  ...(address.hostname ? { hostname: address.hostname } : {}),
  ...(address.targetRef ? { targetRef: address.targetRef } : {}),
  ...(address.nodeName ? { nodeName: address.nodeName } : {}),
});

const mirroredPorts = (subset: EndpointSubset): EndpointPort[] =>
  (subset.ports ?? []).map(({ name = '', port, protocol = 'TCP', appProtocol }) => ({ name, port, protocol, ...(appProtocol ? { appProtocol } : {}) }));

export interface MirrorResult {
  slices: EndpointSlice[];
  /** Addresses that were left out because a subset has too many. */
  skipped: number;
}

/** The slices that say what the Endpoints say: one per subset and family. */
export function mirroredSlices(endpoints: Endpoints, maxPerSubset: number): MirrorResult {
  const { [ANNOTATIONS.lastChangeTriggerTime]: _time, [ANNOTATIONS.lastAppliedConfiguration]: _applied, ...annotations } = endpoints.metadata?.annotations ?? {};
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

const sameSlice = (a: EndpointSlice, b: EndpointSlice): boolean =>
  a.addressType === b.addressType &&
  semanticEqual(a.endpoints ?? [], b.endpoints ?? []) &&
  semanticEqual(a.ports ?? [], b.ports ?? []) &&
  semanticEqual(a.metadata?.labels ?? {}, b.metadata?.labels ?? {}) &&
  semanticEqual(a.metadata?.annotations ?? {}, b.metadata?.annotations ?? {}) &&
  semanticEqual(a.metadata?.ownerReferences ?? [], b.metadata?.ownerReferences ?? []);

export interface MirrorPlan {
  create: EndpointSlice[];
  update: EndpointSlice[];
  delete: EndpointSlice[];
}

/** Slices that are right already are left alone, others are reused for what is missing, as far as the family allows. */
export function planMirror(existing: readonly EndpointSlice[], wanted: readonly EndpointSlice[]): MirrorPlan {
  const spare = [...existing];
  const take = (fits: (slice: EndpointSlice) => boolean): EndpointSlice | undefined => {
    const index = spare.findIndex(fits);
    return index < 0 ? undefined : spare.splice(index, 1)[0];
  };
  const missing = wanted.filter((slice) => !take((candidate) => sameSlice(candidate, slice)));
  const plan: MirrorPlan = { create: [], update: [], delete: spare };
  for (const slice of missing) {
    const reused = take((candidate) => candidate.addressType === slice.addressType);
    if (!reused) plan.create.push(slice);
    else plan.update.push({ ...slice, metadata: { ...reused.metadata, labels: slice.metadata?.labels, annotations: slice.metadata?.annotations, ownerReferences: slice.metadata?.ownerReferences } });
  }
  return plan;
}
