import type { DiscoveryRequest, DiscoveryResponse } from '@kubets/proto-gen/envoy/service/discovery/v3';
import { isWhole, resourceTypeOf, TYPE_URLS, type ResourceType } from '../resources/resource-type';
import { clientNode, NO_NODE } from './client-node';
import { MOST_NAMES, TooManyNamesError, type StreamOptions } from './stream-options';
import {
  createSubscription,
  differenceOf,
  eachSubscribed,
  isWorthTelling,
  note,
  sizeOf,
  type Subscription,
} from './subscriptions';

/** The server's side of one stream; what it returns has to be sent in that order. */
export interface StreamState<Request, Response> {
  /** Throws TooManyNamesError. */
  receive(request: Request): Response[];
  /** The resources that these names stand for may be others than before. */
  changed(hasChanged: (name: string) => boolean): Response[];
  /** Of memory that is held for the client, in bytes, about. */
  size(): number;
}

/**
 * "State of the world" (xDS protocol, "Variants"): each request has all names of its type, and is the client's word on the response
 * whose nonce it has. One with another nonce crossed a response on its way, and is followed by one that knows it. Responses of listeners and
 * clusters are whole; of routes and endpoints they have what is new. Without names there is nothing: a stream has what it asks for by name.
 */
export function createWholeStream(o: StreamOptions): StreamState<DiscoveryRequest, DiscoveryResponse> {
  const subscriptions = new Map<ResourceType, Subscription>();
  let node = NO_NODE;
  let sent = 0;
  const lookup = (type: ResourceType, name: string) => o.lookup(type, name, node.zone);

  function respond(type: ResourceType, subscription: Subscription, among?: Iterable<string>): DiscoveryResponse[] {
    if (subscription.isAwaiting) return [];
    const difference = differenceOf(type, subscription, lookup, among);
    if (!isWorthTelling(type, difference)) {
      note(subscription, { changed: [], removed: difference.removed });
      return [];
    }
    const resources = isWhole(type)
      ? [...subscription.names.keys()].flatMap((name) => lookup(type, name)?.any ?? [])
      : difference.changed.map(({ resource }) => resource.any);
    note(subscription, difference);
    subscription.nonce = String(++sent);
    subscription.isAwaiting = true;
    return [{ versionInfo: subscription.nonce, typeUrl: TYPE_URLS[type], nonce: subscription.nonce, resources }];
  }

  return {
    receive(request) {
      if (request.node) node = clientNode(request.node);
      const type = resourceTypeOf(request.typeUrl ?? '');
      if (!type) return [];
      const subscription = subscriptions.get(type) ?? createSubscription();
      subscriptions.set(type, subscription);
      if ((request.responseNonce ?? '') !== subscription.nonce) return [];
      const isWord = subscription.isAwaiting;
      subscription.isAwaiting = false;
      if (isWord && request.errorDetail)
        o.rejected({ node: node.id, type, message: request.errorDetail.message ?? '' });
      const wanted = new Set(request.resourceNames ?? []);
      if (wanted.size > MOST_NAMES) throw new TooManyNamesError();
      for (const name of subscription.names.keys()) if (!wanted.has(name)) subscription.names.delete(name);
      for (const name of wanted) if (!subscription.names.has(name)) subscription.names.set(name, undefined);
      return respond(type, subscription);
    },
    size: () => sizeOf(subscriptions.values()),
    changed: (hasChanged) =>
      eachSubscribed(subscriptions, (type, subscription) =>
        respond(type, subscription, [...subscription.names.keys()].filter(hasChanged)),
      ),
  };
}
