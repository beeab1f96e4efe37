import type { KubeObject } from '@kubets/apimachinery';
import type { ResourceNames, VersionNames } from '@kubets/proto-gen/catalogue';
import type { ResourceDefinition, ServedVersion, VirtualResourceDefinition } from './resource';

type Name = 'group' | 'plural' | 'singular' | 'kind' | 'shortNames' | 'categories' | 'namespaced';

/** What a folder says of its resource: all but how it is called, which the catalogue knows. */
export interface ResourceBehaviour<T extends KubeObject> extends Omit<ResourceDefinition<T>, Name | 'versions'> {
  /** What is particular about a version, where anything is: `v1beta1`, or `events.k8s.io/v1` of one in another group. */
  versions?: Record<string, Omit<ServedVersion<T>, 'version' | 'group' | 'message'>>;
}

/** @throws Error for behaviour of a version that the catalogue does not have. */
export function defineResource<T extends KubeObject>(
  names: ResourceNames,
  { versions: behaviour = {}, ...rest }: ResourceBehaviour<T>,
): ResourceDefinition<T> {
  const { group, plural, singular, kind, shortNames, categories, namespaced, versions } = names;
  const keyOf = (one: VersionNames): string => (one.group === undefined ? one.version : one.apiVersion);
  const [storage, ...others] = versions.map((one): ServedVersion<T> => ({
    version: one.version,
    ...(one.group === undefined ? {} : { group: one.group }),
    message: one.message,
    ...behaviour[keyOf(one)],
  }));
  const unknown = Object.keys(behaviour).find((version) => !versions.some((one) => keyOf(one) === version));
  if (unknown !== undefined) throw new Error(`${plural} are not served in version ${unknown}`);
  return {
    group,
    plural,
    singular,
    kind,
    shortNames: [...shortNames],
    categories: [...categories],
    namespaced,
    versions: [storage!, ...others],
    ...rest,
  };
}

/** A resource that is computed by `create` and stored nowhere. */
export function defineVirtualResource<T extends KubeObject>(
  names: ResourceNames,
  create: VirtualResourceDefinition<T>['create'],
): VirtualResourceDefinition<T> {
  const {
    group,
    plural,
    singular,
    kind,
    namespaced,
    versions: [{ version, message }],
  } = names;
  return { group, plural, singular, kind, namespaced, version, message, create };
}
