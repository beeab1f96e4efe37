import { nameOf, type KubeObject } from '@kubets/apimachinery';
import type { SubresourceVerbMakers } from './resource-clients';

export interface RpcVerbs {
  /** Calls a method of the resource's service. */
  call<Res>(method: string, request: object, signal?: AbortSignal): Promise<Res>;
  fieldManager: string;
}

/** Subresources over gRPC, where they are methods of the resource's service. */
export const rpcSubresourceVerbs: SubresourceVerbMakers<RpcVerbs> = {
  approval: ({ call }) => ({
    updateApproval: (object: KubeObject) => call('updateApproval', { name: nameOf(object), object }),
  }),
  binding: ({ call }) => ({
    async bind(ref, nodeName) {
      const object = {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: ref,
        target: { apiVersion: 'v1', kind: 'Node', name: nodeName },
      };
      await call('bind', { ...ref, object });
    },
  }),
  eviction: ({ call }) => ({
    async evict(ref, eviction) {
      const object = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: ref, ...eviction };
      await call('evict', { ...ref, object });
    },
  }),
  finalize: ({ call }) => ({
    finalize: (object: KubeObject) => call('finalize', { name: nameOf(object), object }),
  }),
  scale: ({ call, fieldManager }) => ({
    getScale: (ref) => call('getScale', ref),
    updateScale: (ref, scale, o = {}) =>
      call(
        'updateScale',
        { ...ref, object: scale, dryRun: o.dryRun ? ['All'] : undefined, fieldManager: o.fieldManager ?? fieldManager },
        o.signal,
      ),
  }),
  token: ({ call }) => ({
    createToken: (ref, request) => call('createToken', { ...ref, object: request }),
  }),
};
