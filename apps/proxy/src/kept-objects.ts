import { ANNOTATIONS, LABELS } from '@kubets/api';
import type { Service } from '@kubets/proto-gen/core/v1';
import type { Endpoint, EndpointSlice } from '@kubets/proto-gen/discovery/v1';

// With 10,000 Services of ten endpoints most of what a proxy holds are the objects it follows, and most of those is never read.

/** Of a Service what forwarding depends on. */
export function keptOfService({ apiVersion, kind, metadata = {}, spec, status }: Service): Service {
  const { name, namespace, uid, resourceVersion, creationTimestamp, annotations } = metadata;
  const { [ANNOTATIONS.lastAppliedConfiguration]: applied, ...others } = annotations ?? {};
  const { selector: _, ...forwarded } = spec ?? {};
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      uid,
      resourceVersion,
      creationTimestamp,
      annotations: applied === undefined ? annotations : others,
    },
    spec: spec && {
      ...forwarded,
      type: shared(forwarded.type),
      ipFamilies: forwarded.ipFamilies?.map((family) => shared(family)),
      ipFamilyPolicy: shared(forwarded.ipFamilyPolicy),
      sessionAffinity: shared(forwarded.sessionAffinity),
      internalTrafficPolicy: shared(forwarded.internalTrafficPolicy),
      ports: forwarded.ports?.map((port) => ({ ...port, name: shared(port.name), protocol: shared(port.protocol) })),
    },
    status: status?.loadBalancer ? { loadBalancer: status.loadBalancer } : undefined,
  };
}

const KEPT_OF_SLICES = [ANNOTATIONS.lastChangeTriggerTime, ANNOTATIONS.successorsAwaited];

/** Of a slice whose it is, and of its endpoints the address and what decides whether they get traffic. */
export function keptOfSlice({
  apiVersion,
  kind,
  metadata = {},
  addressType,
  ports,
  endpoints,
}: EndpointSlice): EndpointSlice {
  const { name, namespace, uid, resourceVersion, labels, annotations } = metadata;
  const serviceName = labels?.[LABELS.serviceName];
  const kept = KEPT_OF_SLICES.flatMap((key) => (annotations?.[key] === undefined ? [] : [[key, annotations[key]]]));
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      uid,
      resourceVersion,
      labels: serviceName === undefined ? undefined : { [LABELS.serviceName]: serviceName },
      annotations: kept.length > 0 ? (Object.fromEntries(kept) as Record<string, string>) : undefined,
    },
    addressType: shared(addressType),
    ports: ports?.map((port) => ({ ...port, name: shared(port.name), protocol: shared(port.protocol) })),
    endpoints: endpoints?.map(keptOfEndpoint),
  };
}

function keptOfEndpoint({ addresses, conditions = {}, nodeName, hints }: Endpoint): Endpoint {
  const { ready, serving, terminating } = conditions;
  return {
    addresses: addresses?.slice(0, 1),
    conditions: sharedConditions(ready, serving, terminating),
    nodeName: shared(nodeName),
    hints,
  };
}

/** The same text is in memory once for all endpoints, of which each decoded message has its own. */
const texts = new Map<string, string>();
const MOST_TEXTS = 20_000;

function shared(text: string): string;
function shared(text: string | undefined): string | undefined;
function shared(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size >= MOST_TEXTS) texts.clear();
  texts.set(text, text);
  return text;
}

const conditionsSeen = new Map<string, NonNullable<Endpoint['conditions']>>();

/** One of the 27 there can be. */
function sharedConditions(
  ready?: boolean,
  serving?: boolean,
  terminating?: boolean,
): NonNullable<Endpoint['conditions']> {
  const key = `${ready} ${serving} ${terminating}`;
  let conditions = conditionsSeen.get(key);
  if (!conditions) conditionsSeen.set(key, (conditions = { ready, serving, terminating }));
  return conditions;
}
