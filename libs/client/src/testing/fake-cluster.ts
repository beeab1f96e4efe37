import { randomUUID } from 'node:crypto';
import { nameOf, newConflict, objectKey, rfc3339, rfc3339Micro, type KubeObject } from '@kubets/apimachinery';
import { realClock, type Clock } from '@kubets/component';
import type { TokenRequest } from '@kubets/proto-gen/authentication/v1';
import type { Scale } from '@kubets/proto-gen/autoscaling/v1';
import type { Namespace, Pod, ServiceAccount } from '@kubets/proto-gen/core/v1';
import { increment, toSeconds } from '@kubets/proto-gen/int64';
import { plainClients, type KubeClient, type NamespacesClient, type PodsClient, type ScalableClient, type ServiceAccountsClient } from '../kube-client';
import type { ObjectRef, ResourceClient } from '../resource-client';
import { resourceServices, type ResourceName } from '../resource-services';
import { createFakeCalls, type FakeCall, type FakeCalls } from './fake-calls';
import { deleteTracked, putOrRemove } from './fake-deletion';
import { fakeResourceClient, type FakeContext } from './fake-resource-client';
import { groupResource, pluralOf } from './fake-resources';
import { createTracker } from './tracker';

/** An in-memory apiserver behind the KubeClient interface: one tracker for all kinds, with versions, conflicts, finalizers and watches. It validates and admits nothing. */
export interface FakeCluster extends KubeClient {
  /** Puts objects in as they are (status included), as if they had been there before; they need a kind. */
  seed(...objects: KubeObject[]): void;
  /** Everything of a resource, newest state. */
  objects<T extends KubeObject>(plural: string): T[];
  /** Successful writes since the start or the last clearCalls. */
  readonly calls: readonly FakeCall[];
  clearCalls(): void;
  /** The next matching call (times: 1 by default) rejects with the error before it has any effect. */
  failNext: FakeCalls['failNext'];
  /** Ends all watches as an apiserver restart does; `expire` also forgets history, so that resuming gets 410. */
  breakWatches(o?: { expire?: boolean }): void;
}

export function createFakeCluster(objects: readonly KubeObject[] = [], { clock = realClock }: { clock?: Clock } = {}): FakeCluster {
  const tracker = createTracker();
  const calls = createFakeCalls();
  let broken = new AbortController();
  const context: FakeContext = { tracker, calls, clock, broken: () => broken.signal };
  const clients = new Map<string, ResourceClient<KubeObject>>();
  const client = <T extends KubeObject>(plural: ResourceName): ResourceClient<T> => {
    const made = clients.get(plural) ?? fakeResourceClient<KubeObject>(context, plural);
    clients.set(plural, made);
    return made as unknown as ResourceClient<T>;
  };
  const scalable = <T extends KubeObject>(plural: ResourceName): ScalableClient<T> => ({
    ...client<T>(plural),
    ...scaleVerbs(context, plural),
  });

  function seed(...seeded: KubeObject[]): void {
    for (const object of seeded) {
      const plural = pluralOf(object);
      const metadata = { uid: randomUUID(), generation: 1, creationTimestamp: rfc3339(clock.now()), ...object.metadata };
      tracker.add(plural, { ...object, apiVersion: resourceServices[plural].apiVersion, metadata });
    }
  }
  seed(...objects);

  return {
    seed,
    objects: <T extends KubeObject>(plural: string) => tracker.list(plural) as T[],
    calls: calls.recorded,
    clearCalls: () => void calls.recorded.splice(0),
    failNext: calls.failNext,
    breakWatches({ expire = false } = {}) {
      if (expire) tracker.compact();
      broken.abort();
      broken = new AbortController();
    },
    ...plainClients({ client, scalable }),
    pods: { ...client<Pod>('pods'), ...podVerbs(context) },
    namespaces: { ...client<Namespace>('namespaces'), ...namespaceVerbs(context) },
    serviceAccounts: { ...client<ServiceAccount>('serviceaccounts'), ...tokenVerbs(context) },
    resource: (plural) => {
      if (!(plural in resourceServices)) throw new Error(`no resource "${plural}"`);
      return client(plural as ResourceName);
    },
    reviewToken: async (review) => ({ ...review, status: { authenticated: false, error: 'the fake cluster knows no tokens' } }),
    reviewAccess: async (review) => ({ ...review, status: { allowed: true } }),
    close: () => broken.abort(),
  };
}

const keyOf = ({ namespace, name }: ObjectRef) => (namespace ? `${namespace}/${name}` : name);

function podVerbs({ tracker, calls, clock }: FakeContext): Pick<PodsClient, 'bind' | 'evict'> {
  return {
    bind: async (ref, nodeName) =>
      calls.run({ verb: 'bind', resource: 'pods', ...ref, object: { metadata: { name: nodeName } } }, () => {
        const pod = tracker.get('pods', keyOf(ref)) as Pod;
        if (pod.spec?.nodeName)
          throw newConflict(groupResource('pods'), ref.name, `pod ${ref.name} is already assigned to node "${pod.spec.nodeName}"`);
        const scheduled = { type: 'PodScheduled', status: 'True', lastTransitionTime: rfc3339(clock.now()) };
        const conditions = [...(pod.status?.conditions ?? []).filter(({ type }) => type !== scheduled.type), scheduled];
        tracker.put('pods', { ...pod, spec: { ...pod.spec, nodeName }, status: { ...pod.status, conditions } } as Pod);
      }),
    evict: async (ref, eviction) =>
      calls.run({ verb: 'evict', resource: 'pods', ...ref }, () => {
        deleteTracked(tracker, 'pods', keyOf(ref), eviction?.deleteOptions ?? {}, clock.now());
      }),
  };
}

function namespaceVerbs({ tracker, calls }: FakeContext): Pick<NamespacesClient, 'finalize'> {
  return {
    finalize: async (object) =>
      calls.run({ verb: 'finalize', resource: 'namespaces', name: nameOf(object), object }, () => {
        const current = tracker.get('namespaces', objectKey(object)) as Namespace;
        return putOrRemove(tracker, 'namespaces', {
          ...current,
          spec: { ...current.spec, finalizers: object.spec?.finalizers },
        } as Namespace);
      }),
  };
}

function tokenVerbs({ tracker, calls, clock }: FakeContext): Pick<ServiceAccountsClient, 'createToken'> {
  return {
    createToken: async (ref, request): Promise<TokenRequest> =>
      calls.run({ verb: 'createToken', resource: 'serviceaccounts', ...ref, object: request }, () => {
        tracker.get('serviceaccounts', keyOf(ref));
        const lifetimeMs = toSeconds(request.spec?.expirationSeconds ?? 3600) * 1000;
        const expirationTimestamp = rfc3339(new Date(clock.now().getTime() + lifetimeMs));
        return { ...request, status: { token: `fake-token-of-${ref.name}-${rfc3339Micro(clock.now())}`, expirationTimestamp } };
      }),
  };
}

type Scaled = KubeObject & { spec?: { replicas?: number; selector?: unknown }; status?: { replicas?: number } };

function scaleVerbs({ tracker, calls }: FakeContext, plural: string): Pick<ScalableClient<KubeObject>, 'getScale' | 'updateScale'> {
  const scaleOf = (object: Scaled): Scale => ({
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: {
      name: object.metadata?.name,
      namespace: object.metadata?.namespace,
      uid: object.metadata?.uid,
      resourceVersion: object.metadata?.resourceVersion,
    },
    spec: { replicas: object.spec?.replicas },
    status: { replicas: object.status?.replicas ?? 0 },
  });
  return {
    getScale: async (ref) =>
      calls.run({ verb: 'getScale', resource: plural, ...ref }, () => scaleOf(tracker.get(plural, keyOf(ref)) as Scaled)),
    updateScale: async (ref, scale) =>
      calls.run({ verb: 'updateScale', resource: plural, ...ref, object: scale }, () => {
        const current = tracker.get(plural, keyOf(ref)) as Scaled;
        if (scale.metadata?.resourceVersion && scale.metadata.resourceVersion !== current.metadata?.resourceVersion)
          throw newConflict(groupResource(plural), ref.name);
        const generation = increment(current.metadata?.generation ?? 0);
        return scaleOf(
          tracker.put(plural, {
            ...current,
            metadata: { ...current.metadata, generation },
            spec: { ...current.spec, replicas: scale.spec?.replicas },
          } as Scaled) as Scaled,
        );
      }),
  };
}
