import { schema, type MessageSchema } from '@kubets/proto-gen/schema';
import { listSchema } from './list-schema';
import { describePaths, type PathDescription } from './operations';
import { typeOf } from './open-api-resource';
import type { GroupVersionKind, OpenApiResource } from './open-api-resource';

export interface DocumentContent {
  version: string;
  paths: PathDescription[];
  /** The types that are to be defined, with all that they refer to, and the kinds that each stands for. */
  kinds: Map<MessageSchema, GroupVersionKind[]>;
}

/** What a document says of these resources, whatever its version. */
export function contentOf(resources: readonly OpenApiResource[], version: string): DocumentContent {
  return { version, paths: describePaths(resources), kinds: kindsOf(resources) };
}

function kindsOf(resources: readonly OpenApiResource[]): Map<MessageSchema, GroupVersionKind[]> {
  const kinds = new Map<MessageSchema, GroupVersionKind[]>();
  const add = (message: MessageSchema, kind: GroupVersionKind): void => {
    const known = kinds.get(message) ?? [];
    if (!known.some((one) => one.group === kind.group && one.version === kind.version && one.kind === kind.kind))
      kinds.set(message, [...known, kind]);
  };
  add(schema.of('kubets.meta.v1.Status'), { group: '', kind: 'Status', version: 'v1' });
  for (const resource of resources) {
    const { group, kind, listKind, version } = resource;
    add(typeOf(resource)!, { group, kind, version });
    if (resource.verbs.includes('list')) add(listSchema(resource), { group, kind: listKind, version });
    for (const sub of resource.subresources) {
      const body = typeOf(sub);
      if (body) add(body, { group: sub.group, kind: sub.kind, version: sub.version });
    }
    add(schema.of('kubets.meta.v1.DeleteOptions'), { group, kind: 'DeleteOptions', version });
    add(schema.of('kubets.meta.v1.WatchEvent'), { group, kind: 'WatchEvent', version });
  }
  return kinds;
}
