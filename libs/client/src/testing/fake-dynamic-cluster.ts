import { nameOf, namespaceOf, StatusError, type KubeObject } from '@kubets/apimachinery';
import { storedResources, type ResourceNames } from '@kubets/proto-gen/catalogue';
import type { ServedResource } from '../dynamic-client';
import type { DynamicCluster } from '../dynamic-cluster';
import type { ResourceClient } from '../resource-client';
import type { SubresourceVerbs } from '../resource-clients';
import { transformed } from '../transformed';

export interface FakeDynamicCluster extends DynamicCluster {
  /** Takes a resource out of discovery; its objects stay. */
  hide(plural: string): void;
  /** Puts it back. */
  show(plural: string): void;
  /** What `read` answers under a path, by its part before the query; NotFound unless given. */
  readonly documents: Map<string, (query: URLSearchParams) => unknown>;
}

const partial = ({ metadata }: KubeObject): KubeObject => ({
  apiVersion: 'meta.k8s.io/v1',
  kind: 'PartialObjectMetadata',
  metadata,
});

/** Discovery of the catalogue's resources, and their objects without anything but metadata. */
export function createFakeDynamicCluster(clientOf: (plural: string) => ResourceClient<KubeObject>): FakeDynamicCluster {
  const hidden = new Set<string>();
  const documents: FakeDynamicCluster['documents'] = new Map();
  const watchers = new Set<() => void>();
  const served = () =>
    Object.values<ResourceNames>(storedResources)
      .filter(({ plural }) => !hidden.has(plural))
      .flatMap(servedOf);
  const tell = () => watchers.forEach((wake) => wake());

  return {
    async *watchResources(signal) {
      let isChanged = true;
      let wake: () => void = () => undefined;
      const changed = () => {
        isChanged = true;
        wake();
      };
      const ended = () => wake();
      watchers.add(changed);
      signal.addEventListener('abort', ended, { once: true });
      try {
        while (!signal.aborted) {
          if (!isChanged) await new Promise<void>((resolve) => (wake = resolve));
          if (signal.aborted) return;
          isChanged = false;
          yield served();
        }
      } finally {
        watchers.delete(changed);
        signal.removeEventListener('abort', ended);
      }
    },
    metadata({ resource }) {
      const client = clientOf(resource);
      return {
        ...client,
        ...transformed(client, partial),
        get: async (ref, options) => partial(await client.get(ref, options)),
      };
    },
    scales({ resource }) {
      const client = clientOf(resource) as unknown as Pick<
        SubresourceVerbs<KubeObject>['scale'],
        'getScale' | 'updateScale'
      >;
      return {
        get: (ref) => client.getScale(ref),
        update: (scale) => client.updateScale({ namespace: namespaceOf(scale), name: nameOf(scale) }, scale),
      };
    },
    documents,
    async read(path) {
      const [before = '', query] = path.split('?');
      const document = documents.get(before);
      if (!document)
        throw new StatusError({
          code: 404,
          reason: 'NotFound',
          message: 'the server could not find the requested resource',
        });
      return document(new URLSearchParams(query));
    },
    hide(plural) {
      hidden.add(plural);
      tell();
    },
    show(plural) {
      hidden.delete(plural);
      tell();
    },
  };
}

const servedOf = ({ group, plural, kind, namespaced, versions }: ResourceNames): ServedResource[] =>
  versions.map(({ version }) => ({
    group,
    version,
    resource: plural,
    kind,
    namespaced,
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  }));
