import type { MethodDefinition } from '@grpc/grpc-js';
import { nameOf, namespaceOf, stringifyJson, type KubeObject } from '@kubets/apimachinery';
import type { ListOptions } from '@kubets/proto-gen/meta/v1';
import type { RpcChannel } from '@kubets/rpc';
import type {
  ListParams,
  ObjectList,
  ObjectPatch,
  ResourceClient,
  WatchEvent,
  WatchParams,
  WriteParams,
} from './resource-client';
import { verbsBelow } from './resource-clients';
import { methodOf, type ResourceService } from './resource-service';
import { rpcSubresourceVerbs } from './rpc-subresource-verbs';

// A watch ends by itself now and then, so that clients spread over several apiservers; not all at the same moment.
export const randomWatchTimeoutSeconds = () => Math.round(300 * (1 + Math.random()));

const PATCH_TYPES: Record<ObjectPatch['type'], string> = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
};

/** The verbs of one resource over gRPC, with those of its subresources. */
export function rpcResourceClient<T extends KubeObject>(
  channel: RpcChannel,
  service: ResourceService,
  fieldManager: string,
): ResourceClient<T> {
  const {
    kind,
    subresources,
    versions: [{ apiVersion }],
  } = service.names;
  const call = async <Res>(verb: string, request: unknown, signal?: AbortSignal): Promise<Res> =>
    channel.unary(methodOf<unknown, Res>(service, verb), request, { signal });

  const write =
    (verb: string) =>
    (object: T, o: WriteParams = {}) =>
      call<T>(
        verb,
        {
          namespace: namespaceOf(object),
          name: nameOf(object),
          object: { ...object, apiVersion, kind },
          dryRun: dryRunOf(o),
          fieldManager: o.fieldManager ?? fieldManager,
          fieldValidation: o.fieldValidation,
        },
        o.signal,
      );

  return {
    ...verbsBelow(subresources, rpcSubresourceVerbs, { call, fieldManager }),
    get: (ref, o = {}) => call<T>('get', { ...ref, options: { resourceVersion: o.resourceVersion } }, o.signal),
    async list(o = {}) {
      const { metadata, items } = await call<Partial<ObjectList<T>>>(
        'list',
        { namespace: o.namespace, options: listOptions(o) },
        o.signal,
      );
      return { metadata: metadata ?? {}, items: items ?? [] };
    },
    watch: (o) => watch<T>(channel, methodOf(service, 'watch'), o),
    create: write('create'),
    update: write('update'),
    updateStatus: write('updateStatus'),
    patch: (ref, patch, o = {}) =>
      call<T>('patch', { ...ref, ...patchOf(patch, { ...o, fieldManager: o.fieldManager ?? fieldManager }) }, o.signal),
    delete: (ref, { signal, ...options } = {}) => call<T>('delete', { ...ref, options }, signal),
    async deleteCollection(o = {}, { signal, ...deleteOptions } = {}) {
      const { metadata, items } = await call<Partial<ObjectList<T>>>(
        'deleteCollection',
        { namespace: o.namespace, listOptions: listOptions(o), deleteOptions },
        signal,
      );
      return { metadata: metadata ?? {}, items: items ?? [] };
    },
  };
}

async function* watch<T>(
  channel: RpcChannel,
  method: MethodDefinition<unknown, { type?: string; object?: T }>,
  o: WatchParams,
): AsyncGenerator<WatchEvent<T>> {
  const { signal, timeoutSeconds = randomWatchTimeoutSeconds(), allowWatchBookmarks } = o;
  const options: ListOptions = { ...listOptions(o), watch: true, timeoutSeconds, allowWatchBookmarks };
  for await (const { type, object } of channel.serverStream(method, { namespace: o.namespace, options }, { signal })) {
    yield { type: type as WatchEvent<T>['type'], object: object as T };
  }
}

export function listOptions(o: ListParams): ListOptions {
  return {
    labelSelector: o.labelSelector,
    fieldSelector: o.fieldSelector,
    resourceVersion: o.resourceVersion,
    resourceVersionMatch: o.resourceVersionMatch,
    limit: o.limit,
    continue: o.continue,
  };
}

/** What a request says of a patch, beside what it is for. */
export const patchOf = (patch: ObjectPatch, o: WriteParams) => ({
  subresource: patch.subresource,
  type: PATCH_TYPES[patch.type],
  body: typeof patch.body === 'string' ? patch.body : stringifyJson(patch.body),
  options: {
    dryRun: dryRunOf(o),
    fieldManager: o.fieldManager,
    fieldValidation: o.fieldValidation,
    force: patch.force,
  },
});

export const dryRunOf = (o: WriteParams): string[] | undefined => (o.dryRun ? ['All'] : undefined);
