import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { OpenApiResource, OpenApiSubresource } from '../openapi/open-api-resource';
import { READING_VERBS } from '../pipeline/requested-verb';
import { listKindOf, type ResourceDefinition } from '../registry/resource';
import type { ApiRegistry, ServedResource } from '../registry/api-registry';
import { isConnect, type Subresource, type SubresourceRegistry } from '../pipeline/subresource';

/** One resource in one version with everything that clients are told of it; discovery and OpenAPI are made from these. */
export interface ApiResource extends OpenApiResource {
  shortNames: readonly string[];
  categories: readonly string[];
  /** Changes with what it is stored as; absent where nothing is. */
  storageVersionHash?: string;
}

const STORED_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

const CUSTOM_VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const verbsOf = ({ readOnly, computed, deletedSingly }: ResourceDefinition): string[] =>
  STORED_VERBS.filter(
    (verb) =>
      !(readOnly && !READING_VERBS.has(verb)) &&
      !(computed && verb === 'watch') &&
      !(deletedSingly && verb === 'deletecollection'),
  );

/** `before`: what was served until now, of which everything that is still so is the same object. */
export function apiResources(
  registry: ApiRegistry,
  subresources: SubresourceRegistry,
  before: readonly ApiResource[] = [],
): ApiResource[] {
  const known = new Map(before.map((resource) => [pathOf(resource), resource]));
  const same = (resource: ApiResource): ApiResource => {
    const earlier = known.get(pathOf(resource));
    return earlier && isDeepStrictEqual(earlier, resource) ? earlier : resource;
  };
  return registry.groups.flatMap(({ name: group, versions }) =>
    versions.flatMap((version) =>
      registry.inVersion(group, version).map((resource) => same(describe(resource, subresources))),
    ),
  );
}

/** The beginning of a hash of GROUP/VERSION/KIND, as in Kubernetes. */
const storageVersionHash = (group: string, version: string, kind: string): string =>
  createHash('sha256').update(`${group}/${version}/${kind}`).digest().subarray(0, 8).toString('base64');

const pathOf = ({ group, version, plural }: ApiResource): string => `${group}/${version}/${plural}`;

function describe(resource: ServedResource, subresources: SubresourceRegistry): ApiResource {
  if (resource.kind === 'virtual') {
    const { group, version, kind, plural, singular, namespaced, message, schema } = resource.definition;
    return {
      group,
      version,
      kind,
      listKind: '',
      plural,
      singular,
      shortNames: [],
      categories: [],
      namespaced,
      message,
      ...(schema ? { schema } : {}),
      verbs: ['create'],
      subresources: [],
    };
  }
  const { definition, version } = resource;
  const { group, kind, plural, singular, shortNames = [], categories = [], namespaced, status } = definition;
  const self = {
    kind,
    group: version.group ?? group,
    version: version.version,
    message: version.message,
    ...(version.schema ? { schema: version.schema } : {}),
  };
  const ofStatus: OpenApiSubresource[] = status ? [{ name: 'status', ...self, verbs: ['get', 'patch', 'update'] }] : [];
  const others = subresources
    .of(group, plural)
    .filter(({ description }) => !version.custom || description.name !== 'scale' || definition.scale !== undefined)
    .map(describeSubresource);
  return {
    ...self,
    listKind: listKindOf(definition),
    plural,
    singular,
    shortNames,
    categories,
    namespaced,
    verbs: version.custom ? CUSTOM_VERBS : verbsOf(definition),
    // The deletion of what has finalizers of its own has steps: that it answers with the object is told nowhere.
    ...(definition.returnsDeletedObject && !definition.extraFinalizers ? { returnsDeletedObject: true } : {}),
    ...(definition.computed
      ? {}
      : {
          storageVersionHash: storageVersionHash(
            group,
            definition.hashedVersion ?? definition.versions[0]!.version,
            kind,
          ),
        }),
    // Kubernetes tells of those of custom kinds in an order of its own.
    subresources: version.custom
      ? [...ofStatus, ...others]
      : [...ofStatus, ...others].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function describeSubresource(subresource: Subresource): OpenApiSubresource {
  const { name, kind, group, version, verbs, message, options } = subresource.description;
  const described = { name, kind, group, version, verbs, ...(options ? { options } : {}) };
  return message && !isConnect(subresource) ? { ...described, message } : described;
}
