import { nameOf, namespaceOf, parseExactJson, stringifyJson, type KubeObject } from '@kubets/apimachinery';
import {
  ObjectsService,
  type AnyObject,
  type ObjectList as ObjectListMessage,
  type ResourceList,
} from '@kubets/proto-gen/dynamic/v1';
import type { RpcChannel } from '@kubets/rpc';
import type { Scale } from '@kubets/proto-gen/autoscaling/v1';
import type { ObjectList, ObjectRef, ResourceClient, WatchEvent, WriteParams } from './resource-client';
import { dryRunOf, listOptions, patchOf, randomWatchTimeoutSeconds } from './rpc-resource-client';

/** A resource in one version, as {@link watchResources} tells of it. */
export interface ResourceAddress {
  /** Empty for the core group. */
  group: string;
  version: string;
  /** Its plural. */
  resource: string;
}

export interface ServedResource extends ResourceAddress {
  kind: string;
  namespaced: boolean;
  verbs: string[];
}

export interface DynamicClientOptions {
  /** Field manager: the component's name. */
  component?: string;
  /** Nothing of objects but their metadata (PartialObjectMetadata) answers get, list, watch and deleteCollection; other writes answer whole objects. */
  metadataOnly?: boolean;
}

/** The verbs of any resource, also of one that no proto declares. */
export function dynamicClient<T extends KubeObject = KubeObject>(
  channel: RpcChannel,
  address: ResourceAddress,
  { component = 'kubets', metadataOnly }: DynamicClientOptions = {},
): ResourceClient<T> {
  const { group, version, resource } = address;
  const to = { group, version, resource };
  const read = { ...to, ...(metadataOnly ? { metadataOnly } : {}) };

  const write =
    (method: typeof ObjectsService.create | typeof ObjectsService.update | typeof ObjectsService.updateStatus) =>
    async (object: T, o: WriteParams = {}): Promise<T> =>
      objectOf(
        await channel.unary(
          method,
          {
            ...to,
            namespace: namespaceOf(object),
            name: nameOf(object),
            object: Buffer.from(stringifyJson(object)),
            dryRun: dryRunOf(o),
            fieldManager: o.fieldManager ?? component,
            fieldValidation: o.fieldValidation,
          },
          { signal: o.signal },
        ),
      );

  return {
    get: async (ref, o = {}) =>
      objectOf(
        await channel.unary(
          ObjectsService.get,
          { ...read, ...ref, options: { resourceVersion: o.resourceVersion } },
          { signal: o.signal },
        ),
      ),
    list: async (o = {}) =>
      listOf(
        await channel.unary(
          ObjectsService.list,
          { ...read, namespace: o.namespace, options: listOptions(o) },
          { signal: o.signal },
        ),
      ),
    async *watch(o) {
      const { signal, timeoutSeconds = randomWatchTimeoutSeconds(), allowWatchBookmarks, namespace } = o;
      const options = { ...listOptions(o), watch: true, timeoutSeconds, allowWatchBookmarks };
      for await (const { type, object } of channel.serverStream(
        ObjectsService.watch,
        { ...read, namespace, options },
        { signal },
      )) {
        yield { type: type as WatchEvent<T>['type'], object: parsed<T>(object) };
      }
    },
    create: write(ObjectsService.create),
    update: write(ObjectsService.update),
    updateStatus: write(ObjectsService.updateStatus),
    patch: async (ref, patch, o = {}) =>
      objectOf(
        await channel.unary(
          ObjectsService.patch,
          { ...to, ...ref, ...patchOf(patch, { ...o, fieldManager: o.fieldManager ?? component }) },
          { signal: o.signal },
        ),
      ),
    delete: async (ref, { signal, ...options } = {}) =>
      objectOf(await channel.unary(ObjectsService.delete, { ...to, ...ref, options }, { signal })),
    deleteCollection: async (o = {}, { signal, ...deleteOptions } = {}) =>
      listOf(
        await channel.unary(
          ObjectsService.deleteCollection,
          { ...read, namespace: o.namespace, listOptions: listOptions(o), deleteOptions },
          { signal },
        ),
      ),
  };
}

/** What an autoscaler does with an object: any that has a scale. */
export interface ScalesClient {
  get(ref: ObjectRef): Promise<Scale>;
  update(scale: Scale): Promise<Scale>;
}

export function scalesClient(
  channel: RpcChannel,
  address: ResourceAddress,
  { component = 'kubets' }: Pick<DynamicClientOptions, 'component'> = {},
): ScalesClient {
  const { group, version, resource } = address;
  const to = { group, version, resource };
  return {
    get: async (ref) => objectOf(await channel.unary(ObjectsService.getScale, { ...to, ...ref })),
    update: async (scale) =>
      objectOf(
        await channel.unary(ObjectsService.updateScale, {
          ...to,
          namespace: namespaceOf(scale),
          name: nameOf(scale),
          object: Buffer.from(stringifyJson(scale)),
          fieldManager: component,
        }),
      ),
  };
}

/** What a GET of a path answers where an extension of the API server serves it. */
export const readPath = async (channel: RpcChannel, path: string): Promise<unknown> =>
  objectOf(await channel.unary(ObjectsService.read, { path }));

/** All resources that there are, each once for every version, the preferred one first; again whenever one comes or goes. */
export async function* watchResources(channel: RpcChannel, signal: AbortSignal): AsyncGenerator<ServedResource[]> {
  for await (const list of channel.serverStream(ObjectsService.resources, {}, { signal })) yield resourcesOf(list);
}

const resourcesOf = ({ resources = [] }: ResourceList): ServedResource[] =>
  resources.map(({ group = '', version = '', resource = '', kind = '', namespaced = false, verbs = [] }) => ({
    group,
    version,
    resource,
    kind,
    namespaced,
    verbs,
  }));

const parsed = <T>(json: Uint8Array | undefined): T => parseExactJson(Buffer.from(json ?? []).toString('utf8')) as T;

const objectOf = <T>({ json }: AnyObject): T => parsed<T>(json);

const listOf = <T>({ metadata, items = [] }: ObjectListMessage): ObjectList<T> => ({
  metadata: metadata ?? {},
  items: items.map((item) => parsed<T>(item)),
});
