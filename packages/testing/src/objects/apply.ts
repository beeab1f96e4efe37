import type { KubeObject } from '@kubets/apimachinery';
import { dynamicClient, watchResources, type ResourceClient, type ServedResource } from '@kubets/client';
import type { RpcChannel } from '@kubets/rpc';
import { loadAll } from 'js-yaml';

/** By which fields are known that a test applies. */
const FIELD_MANAGER = 'kubets-testing';

export interface Applier {
  /**
   * Applies the objects of a YAML text, or those given, one after the other, as `kubectl apply --server-side` does; those
   * without a namespace are of `default`. Resolves to what the cluster has of them.
   *
   * @throws Error for what is no object, or a kind that is not served; StatusError for what the cluster refuses
   */
  apply(objects: string | KubeObject | readonly KubeObject[]): Promise<KubeObject[]>;
  /** The verbs of a kind, also of one that no type is known of. @throws Error when it is not served */
  resource<T extends KubeObject = KubeObject>(of: { apiVersion: string; kind: string }): Promise<ResourceClient<T>>;
}

export function createApplier(channel: RpcChannel): Applier {
  let served: readonly ServedResource[] = [];

  async function servedOf({ apiVersion, kind }: { apiVersion: string; kind: string }): Promise<ServedResource> {
    const find = () => served.find((one) => one.kind === kind && apiVersionOf(one) === apiVersion);
    const known = find();
    if (known) return known;
    served = await servedNow(channel);
    const found = find();
    if (!found) throw new Error(`no matches for kind "${kind}" in version "${apiVersion}"`);
    return found;
  }

  return {
    async apply(given) {
      const applied: KubeObject[] = [];
      for (const object of objectsOf(given)) {
        const resource = await servedOf(typeOf(object));
        const { name = '', namespace = 'default' } = object.metadata ?? {};
        const ref = { name, ...(resource.namespaced ? { namespace } : {}) };
        applied.push(
          await dynamicClient(channel, resource, { component: FIELD_MANAGER }).patch(ref, {
            type: 'apply',
            body: { ...object, metadata: { ...object.metadata, ...ref } },
            force: true,
          }),
        );
      }
      return applied;
    },
    resource: async <T extends KubeObject>(of: { apiVersion: string; kind: string }) =>
      dynamicClient<T>(channel, await servedOf(of), { component: FIELD_MANAGER }),
  };
}

const apiVersionOf = ({ group, version }: ServedResource): string => (group ? `${group}/${version}` : version);

async function servedNow(channel: RpcChannel): Promise<readonly ServedResource[]> {
  const stop = new AbortController();
  try {
    for await (const resources of watchResources(channel, stop.signal))
      // Subresources are none of the kinds that they have.
      return resources.filter(({ resource }) => !resource.includes('/'));
    return [];
  } finally {
    stop.abort();
  }
}

/** The objects of a text of one or more documents, those of Lists by themselves. @throws Error for what is no object */
function objectsOf(given: string | KubeObject | readonly KubeObject[]): KubeObject[] {
  const documents: unknown[] = typeof given === 'string' ? loadAll(given) : [given].flat();
  return documents
    .filter((document) => document !== null && document !== undefined)
    .flatMap((document) => {
      const { kind, items } = document as { kind?: unknown; items?: unknown };
      return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)
        ? (items as unknown[])
        : [document];
    })
    .map((document) => {
      if (typeof document !== 'object' || document === null || Array.isArray(document))
        throw new Error(`an object is wanted, not ${JSON.stringify(document)}`);
      return document as KubeObject;
    });
}

/** @throws Error for an object that does not say what it is, or what it is called */
function typeOf(object: KubeObject): { apiVersion: string; kind: string } {
  const { apiVersion, kind, metadata } = object;
  if (!apiVersion || !kind || !metadata?.name)
    throw new Error(
      `an object has apiVersion, kind and metadata.name; this one has apiVersion ${JSON.stringify(apiVersion)}, kind ${JSON.stringify(kind)} and name ${JSON.stringify(metadata?.name)}`,
    );
  return { apiVersion, kind };
}
