import { type PathDescription, describePaths, listMessage } from './operations';
import type { GroupVersionKind, OpenApiResource } from './open-api-resource';

export interface DocumentContent {
  version: string;
  paths: PathDescription[];
  /** The messages that are to be defined, with all that they refer to, and the kinds that each stands for. */
  kinds: Map<string, GroupVersionKind[]>;
}

/** What a document says of these resources, whatever its version. */
export function contentOf(resources: readonly OpenApiResource[], version: string): DocumentContent {
  return { version, paths: describePaths(resources), kinds: kindsOf(resources) };
}

function kindsOf(resources: readonly OpenApiResource[]): Map<string, GroupVersionKind[]> {
  const kinds = new Map<string, GroupVersionKind[]>();
  const add = (message: string, kind: GroupVersionKind): void => {
    const known = kinds.get(message) ?? [];
    if (!known.some((one) => one.group === kind.group && one.version === kind.version && one.kind === kind.kind)) kinds.set(message, [...known, kind]);
  };
  add('kubets.meta.v1.Status', { group: '', kind: 'Status', version: 'v1' });
  for (const resource of resources) {
    const { group, kind, listKind, version, message } = resource;
    add(message, { group, kind, version });
    if (resource.verbs.includes('list')) add(listMessage(resource), { group, kind: listKind, version });
    for (const sub of resource.subresources) if (sub.message) add(sub.message, { group: sub.group, kind: sub.kind, version: sub.version });
    add('kubets.meta.v1.DeleteOptions', { group, kind: 'DeleteOptions', version });
    add('kubets.meta.v1.WatchEvent', { group, kind: 'WatchEvent', version });
  }
  return kinds;
}
