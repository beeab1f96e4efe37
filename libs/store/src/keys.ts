/**
 * Key layout. Objects: `/registry/<group>/<plural>/<namespace>/<name>`, without the namespace for cluster-scoped
 * resources; the core group, whose name is empty, is written `core`. Claims: `/registry/claims/<kind>/<value>`. A group
 * named `claims` cannot come up: every group but Kubernetes' own old ones contains a dot.
 */
export const REGISTRY_PREFIX = '/registry/';

export const CLAIMS_PREFIX = `${REGISTRY_PREFIX}claims/`;

export interface ObjectPath {
  group: string;
  plural: string;
  /** Empty or absent for cluster-scoped objects. */
  namespace?: string;
  name: string;
}

/** Prefix of all objects of a resource, with the trailing slash. */
export function resourcePrefix(group: string, plural: string): string {
  return `${REGISTRY_PREFIX}${group || 'core'}/${plural}/`;
}

export function objectKeyOf(path: ObjectPath): string {
  const prefix = resourcePrefix(path.group, path.plural);
  return path.namespace ? `${prefix}${path.namespace}/${path.name}` : prefix + path.name;
}

export const claimKey = (claim: string): string => CLAIMS_PREFIX + claim;

/** The prefix of the resource a key belongs to; undefined when the key is none of ours. */
export function resourcePrefixOf(key: string): string | undefined {
  if (!key.startsWith(REGISTRY_PREFIX)) return undefined;
  const afterGroup = key.indexOf('/', REGISTRY_PREFIX.length);
  const afterPlural = afterGroup < 0 ? -1 : key.indexOf('/', afterGroup + 1);
  return afterPlural < 0 ? undefined : key.slice(0, afterPlural + 1);
}

/** The first key after all keys with this prefix. */
export function prefixEnd(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}
