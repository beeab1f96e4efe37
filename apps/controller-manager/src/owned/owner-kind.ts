import { controllerOf, namespaceOf, uidOf, type KubeObject, type Selector } from '@kubets/apimachinery';
import type { Informer, ResourceClient } from '@kubets/client';

export interface OwnerType {
  apiVersion: string;
  kind: string;
}

/** A kind whose objects own others: what following them takes. */
export interface OwnerKind<O extends KubeObject> {
  type: OwnerType;
  client: Pick<ResourceClient<O>, 'get'>;
  informer: Informer<O>;
  /** May throw for an owner whose selector is none. */
  selectorOf(owner: O): Selector;
}

/** The owner that an object names as its controller, if it is of this kind and still the same object. */
export function controllingOwner<O extends KubeObject>(
  { type, informer }: Pick<OwnerKind<O>, 'type' | 'informer'>,
  object: KubeObject,
): O | undefined {
  const reference = controllerOf(object);
  if (reference?.kind !== type.kind) return undefined;
  const owner = informer.lister.get(`${namespaceOf(object)}/${reference.name}`);
  return owner !== undefined && uidOf(owner) === reference.uid ? owner : undefined;
}
