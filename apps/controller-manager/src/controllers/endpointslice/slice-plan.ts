import { ANNOTATIONS, isHeadless, LABELS } from '@kubets/api';
import { nameOf, namespaceOf, ownerReferenceOf, semanticEqual } from '@kubets/apimachinery';
import type { Service } from '@kubets/proto-gen/core/v1';
import type { EndpointPort, EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { MANAGED_BY_LABEL, SLICE_CONTROLLER } from '../../addresses/slice-labels';
import { portsKey, type AddressType, type PortGroup } from './desired-endpoints';
import { packEndpoints, type PackedSlice } from './pack-endpoints';

/** What has to be written for one Service and address family. */
export interface SlicePlan {
  create: EndpointSlice[];
  update: EndpointSlice[];
  delete: EndpointSlice[];
}

export interface PlanOptions {
  service: Service;
  addressType: AddressType;
  /** The slices of this family that the controller made for the Service. */
  existing: readonly EndpointSlice[];
  groups: ReadonlyMap<string, PortGroup>;
  maxEndpointsPerSlice: number;
  triggerTime?: string;
  awaitsSuccessors: boolean;
  /** Adds topology hints to the endpoints of all slices, or removes them. */
  hint(slices: readonly PackedSlice[]): PackedSlice[];
}

function sliceLabels(service: Service): Record<string, string> {
  const {
    [LABELS.serviceName]: _name,
    [MANAGED_BY_LABEL]: _manager,
    [LABELS.headlessService]: _headless,
    ...own
  } = service.metadata?.labels ?? {};
  return {
    ...own,
    ...(isHeadless(service) ? { [LABELS.headlessService]: '' } : {}),
    [LABELS.serviceName]: nameOf(service),
    [MANAGED_BY_LABEL]: SLICE_CONTROLLER,
  };
}

interface PlannedSlice extends PackedSlice {
  ports: EndpointPort[];
}

function buildSlice(o: PlanOptions, { slice, ports, endpoints }: PlannedSlice): EndpointSlice {
  const owner = ownerReferenceOf(o.service, { apiVersion: 'v1', kind: 'Service' });
  const labels = sliceLabels(o.service);
  const base = slice ?? { metadata: { namespace: namespaceOf(o.service), generateName: `${nameOf(o.service)}-` } };
  const {
    [ANNOTATIONS.lastChangeTriggerTime]: _old,
    [ANNOTATIONS.successorsAwaited]: _awaited,
    ...others
  } = slice?.metadata?.annotations ?? {};
  const annotations = {
    ...others,
    ...(o.triggerTime ? { [ANNOTATIONS.lastChangeTriggerTime]: o.triggerTime } : {}),
    ...(o.awaitsSuccessors ? { [ANNOTATIONS.successorsAwaited]: 'true' } : {}),
  };
  return {
    ...base,
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      ...base.metadata,
      labels,
      annotations,
      ownerReferences: slice ? slice.metadata?.ownerReferences : [owner],
    },
    addressType: o.addressType,
    endpoints,
    ports,
  };
}

const awaited = ({ metadata }: EndpointSlice): string | undefined =>
  metadata?.annotations?.[ANNOTATIONS.successorsAwaited];

/** The trigger time alone is no reason to write. */
function sameContent(a: EndpointSlice, b: EndpointSlice): boolean {
  return (
    semanticEqual(a.endpoints ?? [], b.endpoints ?? []) &&
    portsKey(a.ports) === portsKey(b.ports) &&
    awaited(a) === awaited(b) &&
    semanticEqual(a.metadata?.labels, b.metadata?.labels) &&
    semanticEqual(a.metadata?.ownerReferences, b.metadata?.ownerReferences)
  );
}

const isOwnedBy = (slice: EndpointSlice, service: Service): boolean =>
  (slice.metadata?.ownerReferences ?? []).some(
    ({ uid, kind, apiVersion }) => uid === service.metadata?.uid && kind === 'Service' && apiVersion === 'v1',
  );

/**
 * Compares the slices there are with the endpoints there should be. There is always a slice, be it empty. Those of an earlier
 * Service of the name are not used again: the garbage collector is about to take them away.
 */
export function planSlices(o: PlanOptions): SlicePlan {
  const own = o.existing.filter((slice) => isOwnedBy(slice, o.service));
  const byPorts = new Map<string, EndpointSlice[]>();
  for (const slice of own) {
    const key = portsKey(slice.ports);
    const same = byPorts.get(key);
    if (same) same.push(slice);
    else byPorts.set(key, [slice]);
  }

  const packed: PlannedSlice[] = [...o.groups].flatMap(([key, { ports, endpoints }]) =>
    packEndpoints(byPorts.get(key) ?? [], endpoints, o.maxEndpointsPerSlice).map((slice) => ({ ...slice, ports })),
  );
  const hinted = o.hint(packed).map((slice, i) => ({ ...slice, ports: packed[i]?.ports ?? [] }));
  if (hinted.length === 0) hinted.push({ endpoints: [], ports: [] });

  // Slices that nobody needs take what would have to be made: readers see one change and not two.
  const kept = new Set(hinted.map(({ slice }) => slice));
  const spare = own.filter((slice) => !kept.has(slice));
  const assigned = hinted.map((planned) => (planned.slice ? planned : { ...planned, slice: spare.shift() }));

  const others = o.existing.filter((slice) => !own.includes(slice));
  const plan: SlicePlan = { create: [], update: [], delete: [...others, ...spare] };
  for (const planned of assigned) {
    const wanted = buildSlice(o, planned);
    // The garbage collector would take away what is made for a Service that is being deleted.
    if (!planned.slice) plan.create.push(...(o.service.metadata?.deletionTimestamp ? [] : [wanted]));
    else if (!sameContent(planned.slice, wanted)) plan.update.push(wanted);
  }
  return plan;
}
