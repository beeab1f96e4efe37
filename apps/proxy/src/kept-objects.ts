import { ANNOTATIONS, LABELS } from '@kubets/api';
import type { Service } from '@kubets/proto-gen/core/v1';
import type { Endpoint, EndpointSlice } from '@kubets/proto-gen/discovery/v1';

// With 10,000 Services of ten endpoints most of what a proxy holds are the objects it follows, and most of those is never read.

/** Of a Service what forwarding depends on. */
export function keptOfService({ apiVersion, kind, metadata = {}, spec, status }: Service): Service {
  const { name, namespace, uid, resourceVersion, creationTimestamp, annotations } = metadata;
  return {
    apiVersion: shared(apiVersion),
    kind: shared(kind),
    metadata: {
      name,
      namespace: shared(namespace),
      uid,
      resourceVersion,
      creationTimestamp,
      annotations: annotations && withoutApplied(annotations),
    },
    // Emptied, not left out: V8 would give each object that is made of what is left a shape of its own, of half a kilobyte.
    spec: spec && {
      ...spec,
      selector: undefined,
      type: shared(spec.type),
      ipFamilies: spec.ipFamilies?.map((family) => shared(family)),
      ipFamilyPolicy: shared(spec.ipFamilyPolicy),
      sessionAffinity: shared(spec.sessionAffinity),
      internalTrafficPolicy: shared(spec.internalTrafficPolicy),
      ports: spec.ports?.map((port) => ({ ...port, name: shared(port.name), protocol: shared(port.protocol) })),
    },
    status: status?.loadBalancer ? { loadBalancer: status.loadBalancer } : undefined,
  };
}

function withoutApplied(annotations: Record<string, string>): Record<string, string> {
  if (annotations[ANNOTATIONS.lastAppliedConfiguration] === undefined) return annotations;
  const { [ANNOTATIONS.lastAppliedConfiguration]: _, ...others } = annotations;
  return others;
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
    apiVersion: shared(apiVersion),
    kind: shared(kind),
    metadata: {
      name,
      namespace: shared(namespace),
      uid,
      resourceVersion,
      labels: serviceName === undefined ? undefined : { [LABELS.serviceName]: serviceName },
      annotations: kept.length > 0 ? (Object.fromEntries(kept) as Record<string, string>) : undefined,
    },
    addressType: shared(addressType),
    ports: ports?.map((port) => ({ ...port, name: shared(port.name), protocol: shared(port.protocol) })),
    endpoints: endpoints?.map((endpoint) => new KeptEndpoint(endpoint)),
  };
}

/** There are many: it has no list for its one address, which would be as large as all the rest of it. */
class KeptEndpoint implements Endpoint {
  readonly conditions: NonNullable<Endpoint['conditions']>;
  readonly nodeName: string | undefined;
  readonly hints: Endpoint['hints'];
  private readonly address: string | undefined;

  constructor({ addresses, conditions = {}, nodeName, hints }: Endpoint) {
    const { ready, serving, terminating } = conditions;
    this.conditions = sharedConditions(ready, serving, terminating);
    this.nodeName = shared(nodeName);
    this.hints = hints;
    this.address = addresses?.[0];
  }

  get addresses(): string[] {
    return this.address === undefined ? [] : [this.address];
  }
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
