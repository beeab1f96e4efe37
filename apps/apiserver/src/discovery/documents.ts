import type { ApiRegistry, ServedGroup } from '../registry/api-registry';
import { apiVersionOf } from '../pipeline/request-scope';
import type { ApiResource } from './api-resources';
import { inDiscoveryOrder } from './group-order';

/** GET /api */
export function apiVersionsDocument(registry: ApiRegistry, serverAddress: string): object {
  const core = registry.groups.find(({ name }) => name === '');
  const serverAddressByClientCIDRs = [{ clientCIDR: '0.0.0.0/0', serverAddress }];
  return { kind: 'APIVersions', versions: core?.versions ?? [], serverAddressByClientCIDRs };
}

/** GET /apis */
export function groupListDocument(registry: ApiRegistry): object {
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: inDiscoveryOrder(registry.groups.filter(({ name }) => name !== '')).map(groupOf),
  };
}

/** GET /apis/GROUP; undefined when there is no such group. */
export function groupDocument(registry: ApiRegistry, name: string): object | undefined {
  const group = registry.groups.find((one) => one.name === name && name !== '');
  return group && { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group) };
}

function groupOf({ name, versions }: ServedGroup): object {
  const described = versions.map((version) => ({ groupVersion: apiVersionOf(name, version), version }));
  return { name, versions: described, preferredVersion: described[0] };
}

/** GET /api/v1 and /apis/GROUP/VERSION; undefined when there is no such group version. */
export function resourceListDocument(
  resources: readonly ApiResource[],
  group: string,
  version: string,
): object | undefined {
  const inVersion = resources.filter((resource) => resource.group === group && resource.version === version);
  if (inVersion.length === 0) return undefined;
  return {
    kind: 'APIResourceList',
    // That of the core group comes from before it had one.
    ...(group ? { apiVersion: 'v1' } : {}),
    groupVersion: apiVersionOf(group, version),
    resources: inVersion.flatMap(legacyEntries),
  };
}

function legacyEntries(resource: ApiResource): object[] {
  const { plural, singular, namespaced, kind, verbs, shortNames, categories, storageVersionHash } = resource;
  const self = {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(storageVersionHash ? { storageVersionHash } : {}),
  };
  const below = resource.subresources.map((subresource) => {
    const foreign = isForeign(subresource, resource);
    return {
      name: `${plural}/${subresource.name}`,
      singularName: '',
      namespaced,
      ...(foreign ? { group: subresource.group, version: subresource.version } : {}),
      kind: subresource.kind,
      verbs: subresource.verbs,
    };
  });
  return [self, ...below];
}

export const AGGREGATED_VERSION = 'v2';

/** GET /api or /apis for clients that take everything in one answer. */
export function aggregatedDocument(registry: ApiRegistry, resources: readonly ApiResource[], isCore: boolean): object {
  const groups = inDiscoveryOrder(registry.groups.filter(({ name }) => (name === '') === isCore));
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${AGGREGATED_VERSION}`,
    metadata: {},
    items: groups.map(({ name, versions }) => ({
      metadata: name ? { name } : {},
      versions: versions.map((one) => ({
        version: one,
        freshness: 'Current',
        resources: resources
          .filter((resource) => resource.group === name && resource.version === one)
          .map(aggregatedEntry),
      })),
    })),
  };
}

type GroupVersion = Pick<ApiResource, 'group' | 'version'>;

const isForeign = (one: GroupVersion, other: GroupVersion): boolean =>
  one.group !== other.group || one.version !== other.version;

/** A kind of the group and version that it is listed below, which it does not name again. */
const inPlace = (kind: string) => ({ group: '', version: '', kind });

function aggregatedEntry({
  group,
  version,
  kind,
  plural,
  singular,
  namespaced,
  shortNames,
  categories,
  verbs,
  subresources,
}: ApiResource): object {
  return {
    resource: plural,
    responseKind: inPlace(kind),
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(subresources.length > 0
      ? {
          subresources: subresources.map((subresource) => ({
            subresource: subresource.name,
            responseKind: isForeign(subresource, { group, version })
              ? { group: subresource.group, version: subresource.version, kind: subresource.kind }
              : inPlace(subresource.kind),
            verbs: subresource.verbs,
          })),
        }
      : {}),
  };
}
