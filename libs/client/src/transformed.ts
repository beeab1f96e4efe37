import type { KubeObject } from '@kubets/apimachinery';
import type { ResourceClient } from './resource-client';

/** What following a resource asks of its client. */
export type Followable<T extends KubeObject> = Pick<ResourceClient<T>, 'list' | 'watch'>;

/** The same resource with every object made into another as it comes in, so that no list is ever held whole. */
export function transformed<T extends KubeObject>(client: Followable<T>, transform: (object: T) => T): Followable<T> {
  return {
    async list(params) {
      const { metadata, items } = await client.list(params);
      return { metadata, items: items.map(transform) };
    },
    async *watch(params) {
      for await (const event of client.watch(params))
        yield event.type === 'BOOKMARK' ? event : { ...event, object: transform(event.object) };
    },
  };
}

/** Of an object who it is, whose it is and whether it goes: what collecting garbage takes. */
export function identityOf<T extends KubeObject>({ apiVersion, kind, metadata = {} }: T): T {
  const {
    name,
    namespace,
    uid,
    resourceVersion,
    ownerReferences,
    finalizers,
    deletionTimestamp,
    deletionGracePeriodSeconds,
  } = metadata;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      uid,
      resourceVersion,
      ownerReferences,
      finalizers,
      deletionTimestamp,
      deletionGracePeriodSeconds,
    },
  } as T;
}
