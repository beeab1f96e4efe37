import { schemaOf, type ResourceDefinition, type ServedVersion, type VirtualResourceDefinition } from './resource';

export type ServedResource =
  | { kind: 'stored'; definition: ResourceDefinition; version: ServedVersion }
  | { kind: 'virtual'; definition: VirtualResourceDefinition };

export interface ServedGroup {
  /** Empty for the core group. */
  name: string;
  /** In order of preference. */
  versions: string[];
}

/** Everything that is served at one moment, looked up the ways requests need it. */
export interface ApiRegistry {
  readonly definitions: readonly ResourceDefinition[];
  readonly virtual: readonly VirtualResourceDefinition[];
  /** The core group first, then by the order in which groups first appear. */
  readonly groups: readonly ServedGroup[];
  find(group: string, version: string, plural: string): ServedResource | undefined;
  /** All resources of a group version, by plural. */
  inVersion(group: string, version: string): ServedResource[];
  /** The definition of a kind in any version. */
  definitionOf(group: string, plural: string): ResourceDefinition | undefined;
}

/** @throws Error for two resources of one name, and for a message that proto/ does not have. */
export function createApiRegistry(
  definitions: readonly ResourceDefinition[],
  virtual: readonly VirtualResourceDefinition[],
): ApiRegistry {
  const byPath = new Map<string, ServedResource>();
  const groups = new Map<string, Set<string>>([['', new Set()]]);
  const pathOf = (group: string, version: string, plural: string) => `${group}/${version}/${plural}`;
  const add = (group: string, version: string, plural: string, resource: ServedResource) => {
    const path = pathOf(group, version, plural);
    if (byPath.has(path)) throw new Error(`resource ${path} is registered twice`);
    schemaOf(resource.kind === 'stored' ? resource.version : resource.definition);
    byPath.set(path, resource);
    const versions = groups.get(group) ?? new Set();
    groups.set(group, versions.add(version));
  };

  for (const definition of definitions) {
    for (const version of definition.versions) {
      if (version.isUnserved) continue;
      const requested = version.asRequested ?? definition;
      add(version.group ?? definition.group, version.version, definition.plural, {
        kind: 'stored',
        definition: requested,
        version,
      });
    }
  }
  for (const definition of virtual)
    add(definition.group, definition.version, definition.plural, { kind: 'virtual', definition });

  return {
    definitions,
    virtual,
    groups: [...groups].map(([name, versions]) => ({ name, versions: [...versions].sort(byStability) })),
    find: (group, version, plural) => byPath.get(pathOf(group, version, plural)),
    inVersion: (group, version) =>
      [...byPath]
        .filter(([path]) => path.startsWith(`${group}/${version}/`))
        .map(([, resource]) => resource)
        .sort((a, b) => (a.definition.plural < b.definition.plural ? -1 : 1)),
    definitionOf: (group, plural) =>
      definitions.find((definition) => definition.group === group && definition.plural === plural),
  };
}

const STABILITY = ['', 'beta', 'alpha'];

/** v2 before v1 before v1beta2 before v1beta1 before v1alpha1; then those that are called otherwise, by the alphabet. */
export function byStability(a: string, b: string): number {
  const parse = (version: string) => /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  const [left, right] = [parse(a), parse(b)];
  if (!left || !right) return left ? -1 : right ? 1 : a < b ? -1 : a > b ? 1 : 0;
  const [, majorA, levelA = '', minorA] = left;
  const [, majorB, levelB = '', minorB] = right;
  if (levelA !== levelB) return STABILITY.indexOf(levelA) - STABILITY.indexOf(levelB);
  return Number(majorB) - Number(majorA) || Number(minorB ?? 0) - Number(minorA ?? 0);
}
