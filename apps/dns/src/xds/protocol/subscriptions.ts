import type { PreparedResource } from '../resources/service-resources';
import { isWhole, RESOURCE_TYPES, type ResourceType } from '../resources/resource-type';

/** What a stream of one client is about: the resources of one type it subscribed to, and what it has of them. */
export interface Subscription {
  /** By name the version the client was sent; null where it was told that there is none; undefined where it was told nothing. */
  names: Map<string, string | null | undefined>;
  /** Of the last response; empty before the first. */
  nonce: string;
  /** The last response is neither accepted nor rejected: what changes meanwhile is sent after. */
  isAwaiting: boolean;
}

/** What has to be told of a type. */
export interface Difference {
  changed: { name: string; resource: PreparedResource }[];
  /** Names of which the client has a resource, or was told nothing, that are not there. */
  removed: string[];
}

export type Lookup = (type: ResourceType, name: string) => PreparedResource | undefined;

export const createSubscription = (): Subscription => ({ names: new Map(), nonce: '', isAwaiting: false });

/** The responses about all types that are subscribed to, in the order in which a client has to have them. */
export const eachSubscribed = <Response>(
  subscriptions: ReadonlyMap<ResourceType, Subscription>,
  respond: (type: ResourceType, subscription: Subscription) => Response[],
): Response[] =>
  RESOURCE_TYPES.flatMap((type) => {
    const subscription = subscriptions.get(type);
    return subscription ? respond(type, subscription) : [];
  });

/** What the client does not know yet, of all its names or those given. Notes nothing. */
export function differenceOf(
  type: ResourceType,
  { names }: Subscription,
  lookup: Lookup,
  among: Iterable<string> = names.keys(),
): Difference {
  const difference: Difference = { changed: [], removed: [] };
  for (const name of among) {
    if (!names.has(name)) continue;
    const known = names.get(name);
    const resource = lookup(type, name);
    if (resource && resource.version !== known) difference.changed.push({ name, resource });
    else if (!resource && known !== null) difference.removed.push(name);
  }
  return difference;
}

/** What an entry takes beside its texts. */
const ENTRY_BYTES = 128;

/** Of memory, about. */
export function sizeOf(subscriptions: Iterable<Subscription>): number {
  let size = 0;
  for (const { names } of subscriptions)
    for (const [name, version] of names) size += ENTRY_BYTES + name.length + (version?.length ?? 0);
  return size;
}

/** Notes that the client is told. */
export function note({ names }: Subscription, { changed, removed }: Difference): void {
  for (const { name, resource } of changed) names.set(name, resource.version);
  for (const name of removed) names.set(name, null);
}

/** Whether there is anything to say, which for types of which responses are not whole is only what is there. */
export const isWorthTelling = (type: ResourceType, { changed, removed }: Difference): boolean =>
  changed.length > 0 || (isWhole(type) && removed.length > 0);
