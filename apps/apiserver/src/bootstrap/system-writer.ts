import { atOnce, isAlreadyExists, ignoreNotFound, type KubeObject } from '@kubets/apimachinery';
import type { UserInfo } from '../auth/user/user-info';
import { applyObject } from '../pipeline/apply';
import { beforeUpdate } from '../pipeline/before-update';
import { createObject } from '../pipeline/create';
import { decodeIncoming } from '../pipeline/decode-incoming';
import { deleteObject } from '../pipeline/delete';
import { storageVersionOf, type RequestScope } from '../pipeline/request-scope';
import { guaranteedUpdate } from '../pipeline/guaranteed-update';
import type { RequestContext, ResourceRequest, WriteOptions } from '../pipeline/request';
import type { ResourceDefinition } from '../registry/resource';

/** The server itself, when it writes. */
export const APISERVER_USER: UserInfo = {
  username: 'system:apiserver',
  groups: ['system:masters', 'system:authenticated'],
};

const OPTIONS: WriteOptions = { dryRun: false, fieldManager: 'kube-apiserver', fieldValidation: 'Strict' };

export interface SystemWriter {
  /** Creates the object unless it exists; what exists stays as it is. `fieldManager` owns its fields, the server unless given. */
  ensure(definition: ResourceDefinition, object: KubeObject, fieldManager?: string): Promise<void>;
  /** Creates the object or makes it so: for what the server owns and nobody else should change. */
  replace(definition: ResourceDefinition, object: KubeObject, fieldManager?: string): Promise<void>;
  /** Writes the status of an object that is still as it was read, and waits until the cache has it. @throws StatusError 409 when it has changed. */
  updateStatus(definition: ResourceDefinition, object: KubeObject): Promise<void>;
  /** Writes some labels of an object that is still the one of its uid, and waits until the cache has them. @throws StatusError 404 or 409 when it is gone. */
  label(definition: ResourceDefinition, object: KubeObject, labels: Record<string, string>): Promise<void>;
  /** Applies a configuration of the status, taking over what others own, and waits until the cache has it. @throws StatusError 404 when the object is gone. */
  applyStatus(definition: ResourceDefinition, configuration: KubeObject, fieldManager: string): Promise<void>;
  /** Deletes the object if it exists. */
  remove(definition: ResourceDefinition, object: KubeObject): Promise<void>;
}

/** Writes through the pipeline like any client, so defaults, validation and allocation are the same for the server's own objects. */
export function createSystemWriter(scope: RequestScope, signal: AbortSignal): SystemWriter {
  const context: RequestContext = {
    user: APISERVER_USER,
    signal,
    warn: () => undefined,
    authorize: async () => undefined,
  };
  const requestOf = (
    verb: string,
    definition: ResourceDefinition,
    { metadata }: KubeObject,
    name = metadata?.name ?? '',
  ): ResourceRequest => ({
    ...context,
    verb,
    definition,
    version: storageVersionOf(definition),
    namespace: metadata?.namespace ?? '',
    name,
    subresource: '',
  });
  const create = (definition: ResourceDefinition, object: KubeObject, fieldManager = OPTIONS.fieldManager) =>
    createObject(scope, {
      ...requestOf('create', definition, object, ''),
      body: { value: object },
      options: { ...OPTIONS, fieldManager },
    });

  return {
    async ensure(definition, object, fieldManager) {
      if (scope.cache.get(definition, object.metadata?.namespace ?? '', object.metadata?.name ?? '')) return;
      try {
        await create(definition, object, fieldManager);
      } catch (error) {
        if (isAlreadyExists(error)) return;
        // Another apiserver may have been faster, and what it allocated for the object is why this one was refused.
        await scope.cache.catchUp();
        if (!scope.cache.get(definition, object.metadata?.namespace ?? '', object.metadata?.name ?? '')) throw error;
      }
    },

    async replace(definition, object, fieldManager = OPTIONS.fieldManager) {
      const options = { ...OPTIONS, fieldManager };
      const request = { ...requestOf('update', definition, object), body: { value: object }, options };
      await guaranteedUpdate(scope, request, {
        dryRun: false,
        tryUpdate(old) {
          const wanted = atOnce(decodeIncoming(request));
          wanted.metadata = {
            ...wanted.metadata,
            uid: old.object.metadata?.uid,
            resourceVersion: String(old.revision),
          };
          return beforeUpdate(scope, request, { old, wanted });
        },
        createInstead: () => create(definition, object, fieldManager),
      });
    },

    async updateStatus(definition, object) {
      const request = { ...requestOf('update', definition, object), subresource: 'status', options: OPTIONS };
      const { stored } = await guaranteedUpdate(scope, request, {
        dryRun: false,
        tryUpdate: (old) => beforeUpdate(scope, request, { old, wanted: structuredClone(object) }),
      });
      await scope.cache.waitFor(stored.revision);
    },

    async label(definition, object, labels) {
      const request = { ...requestOf('update', definition, object), options: OPTIONS };
      const { stored } = await guaranteedUpdate(scope, request, {
        dryRun: false,
        tryUpdate(old) {
          const wanted = structuredClone(old.object);
          wanted.metadata = {
            ...wanted.metadata,
            uid: object.metadata?.uid,
            resourceVersion: String(old.revision),
            labels: { ...wanted.metadata?.labels, ...labels },
          };
          return beforeUpdate(scope, request, { old, wanted });
        },
      });
      await scope.cache.waitFor(stored.revision);
    },

    async applyStatus(definition, configuration, fieldManager) {
      const { stored } = await applyObject(scope, {
        ...requestOf('patch', definition, configuration),
        subresource: 'status',
        body: { value: configuration },
        options: { ...OPTIONS, fieldManager, force: true },
      });
      await scope.cache.waitFor(stored.revision);
    },

    async remove(definition, object) {
      try {
        await deleteObject(scope, { ...requestOf('delete', definition, object), options: {} });
      } catch (error) {
        ignoreNotFound(error);
      }
    },
  };
}
