import type { Api } from '../cluster/api';
import type { Kind } from '../protocol/resource';
import type { Run } from './operation';

interface Discovery {
  items?: {
    metadata?: { name?: string };
    versions?: {
      version?: string;
      resources?: {
        resource?: string;
        scope?: string;
        verbs?: string[];
        shortNames?: string[];
        responseKind?: { kind?: string };
      }[];
    }[];
  }[];
}

const ACCEPT = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Every resource that can be listed, in its preferred version. */
export async function readKinds(api: Api): Promise<Kind[]> {
  const lists = await Promise.all(['/api', '/apis'].map((path) => api.json<Discovery>(path, { accept: ACCEPT })));
  const found = new Map<string, Kind>();
  for (const { metadata, versions = [] } of lists.flatMap(({ items = [] }) => items))
    for (const { version = '', resources = [] } of versions)
      for (const { resource = '', scope, verbs = [], shortNames = [], responseKind } of resources) {
        const group = metadata?.name ?? '';
        const key = `${group}/${resource}`;
        // The preferred version comes first.
        if (!verbs.includes('list') || found.has(key)) continue;
        const namespaced = scope === 'Namespaced';
        found.set(key, { group, version, resource, kind: responseKind?.kind ?? '', namespaced, verbs, shortNames });
      }
  return [...found.values()];
}

export const runKinds: Run<'kinds'> = async (_, { api, answer }) =>
  answer({ type: 'kinds', kinds: await readKinds(api) });
