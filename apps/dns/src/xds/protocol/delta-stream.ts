import type { DeltaDiscoveryRequest, DeltaDiscoveryResponse } from '@kubets/proto-gen/envoy/service/discovery/v3';
import { resourceTypeOf, TYPE_URLS, type ResourceType } from '../resources/resource-type';
import { clientNode, NO_NODE } from './client-node';
import { MOST_NAMES, TooManyNamesError, type StreamOptions } from './stream-options';
import { createSubscription, differenceOf, eachSubscribed, note, sizeOf, type Subscription } from './subscriptions';
import type { StreamState } from './whole-stream';

/**
 * "Incremental" (xDS protocol, "Incremental xDS"): requests subscribe and unsubscribe whatever nonce they have, responses have what changed
 * and the names of what is gone. A client that comes back says which versions it has. A subscription to what it had already asks for
 * it once more.
 */
export function createDeltaStream(o: StreamOptions): StreamState<DeltaDiscoveryRequest, DeltaDiscoveryResponse> {
  const subscriptions = new Map<ResourceType, Subscription>();
  let node = NO_NODE;
  let sent = 0;
  const lookup = (type: ResourceType, name: string) => o.lookup(type, name, node.zone);

  function respond(type: ResourceType, subscription: Subscription, among?: Iterable<string>): DeltaDiscoveryResponse[] {
    if (subscription.isAwaiting) return [];
    const difference = differenceOf(type, subscription, lookup, among);
    if (difference.changed.length === 0 && difference.removed.length === 0) return [];
    note(subscription, difference);
    subscription.nonce = String(++sent);
    subscription.isAwaiting = true;
    return [
      {
        systemVersionInfo: subscription.nonce,
        typeUrl: TYPE_URLS[type],
        nonce: subscription.nonce,
        resources: difference.changed.map(({ name, resource }) => ({
          name,
          version: resource.version,
          resource: resource.any,
        })),
        removedResources: difference.removed,
      },
    ];
  }

  return {
    receive(request) {
      if (request.node) node = clientNode(request.node);
      const type = resourceTypeOf(request.typeUrl ?? '');
      if (!type) return [];
      const isFirst = !subscriptions.has(type);
      const subscription = subscriptions.get(type) ?? createSubscription();
      subscriptions.set(type, subscription);
      const { names } = subscription;
      const nonce = request.responseNonce ?? '';
      if (nonce !== '' && nonce === subscription.nonce) {
        const isWord = subscription.isAwaiting;
        subscription.isAwaiting = false;
        if (isWord && request.errorDetail)
          o.rejected({ node: node.id, type, message: request.errorDetail.message ?? '' });
      }
      for (const name of request.resourceNamesUnsubscribe ?? []) names.delete(name);
      for (const name of request.resourceNamesSubscribe ?? []) if (name !== '*') names.set(name, undefined);
      const had = isFirst ? (request.initialResourceVersions ?? {}) : {};
      for (const [name, version] of Object.entries(had)) if (names.has(name)) names.set(name, version);
      if (names.size > MOST_NAMES) throw new TooManyNamesError();
      return respond(type, subscription);
    },
    size: () => sizeOf(subscriptions.values()),
    changed: (hasChanged) =>
      eachSubscribed(subscriptions, (type, subscription) =>
        respond(type, subscription, [...subscription.names.keys()].filter(hasChanged)),
      ),
  };
}
