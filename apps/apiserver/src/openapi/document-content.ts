import { schema, type MessageSchema } from '@kubets/proto-gen/schema';
import { listSchema } from './list-schema';
import { describePaths, groupVersionPath, type PathDescription } from './operations';
import { resourcesPath } from './system-paths';
import { isCustom, typeOf } from './open-api-resource';
import type { GroupVersionKind, OpenApiResource } from './open-api-resource';

export interface DocumentContent {
  /** Of custom kinds alone: Kubernetes gives them a document of another name, which does not tell how clients say who they are. */
  isOfCustom?: true;
  version: string;
  paths: PathDescription[];
  /** The types that are to be defined, with all that they refer to, and the kinds that each stands for. */
  kinds: Map<MessageSchema, GroupVersionKind[]>;
}

/** What a document says of these resources, whatever its version. */
export function contentOf(resources: readonly OpenApiResource[], version: string): DocumentContent {
  const builtIn = resources.filter((resource) => !isCustom(resource));
  const groupVersions = new Map(builtIn.map((resource) => [groupVersionPath(resource), resource]));
  return {
    version,
    paths: [...describePaths(resources), ...[...groupVersions.values()].map(resourcesPath)].sort((a, b) =>
      a.path < b.path ? -1 : 1,
    ),
    kinds: kindsOf(resources),
  };
}

/** What only those have to do with whose objects are kept. */
const OF_STORED = ['Status', 'DeleteOptions'];

function kindsOf(resources: readonly OpenApiResource[]): Map<MessageSchema, GroupVersionKind[]> {
  const kinds = new Map<MessageSchema, GroupVersionKind[]>();
  const add = (message: MessageSchema, kind: GroupVersionKind): void => {
    const known = kinds.get(message) ?? [];
    if (!known.some((one) => one.group === kind.group && one.version === kind.version && one.kind === kind.kind))
      kinds.set(message, [...known, kind]);
  };
  const addMeta = (kind: string, { group, version } = { group: '', version: 'v1' }) =>
    add(schema.of(`kubets.meta.v1.${kind}`), { group, kind, version });
  const builtIn = resources.filter((resource) => !isCustom(resource));
  if (resources.length === 0 || builtIn.length > 0) addMeta('APIResourceList');
  const areStored = (some: readonly OpenApiResource[]) => some.some(({ verbs }) => verbs.includes('delete'));
  if (areStored(resources)) OF_STORED.forEach((kind) => addMeta(kind));
  if (areStored(builtIn)) addMeta('WatchEvent');
  for (const resource of resources) {
    const { group, kind, listKind, version, verbs } = resource;
    add(typeOf(resource)!, { group, kind, version });
    if (verbs.includes('list')) add(listSchema(resource), { group, kind: listKind, version });
    for (const sub of resource.subresources) {
      const body = typeOf(sub);
      if (body) add(body, { group: sub.group, kind: sub.kind, version: sub.version });
    }
    if (!verbs.includes('delete')) continue;
    addMeta('DeleteOptions', resource);
    if (!isCustom(resource)) addMeta('WatchEvent', resource);
  }
  return kinds;
}
