import {
  nameOf,
  newConflict,
  objectKey,
  rfc3339,
  rfc3339Micro,
  selectorFromLabelSelector,
  type KubeObject,
} from '@kubets/apimachinery';
import type { Scale } from '@kubets/proto-gen/autoscaling/v1';
import type { LabelSelector } from '@kubets/proto-gen/meta/v1';
import type { Namespace, Pod } from '@kubets/proto-gen/core/v1';
import { increment, toSeconds } from '@kubets/proto-gen/int64';
import type { SubresourceVerbMakers } from '../resource-clients';
import { deleteTracked, putOrRemove } from './fake-deletion';
import type { FakeContext } from './fake-resource-client';
import { groupResource, keyOf } from './fake-resources';

type Scaled = KubeObject & { spec?: { replicas?: number; selector?: unknown }; status?: { replicas?: number } };

/** Subresources on the tracker, as far as they change what is in it. */
export const fakeSubresourceVerbs: SubresourceVerbMakers<FakeContext & { plural: string }> = {
  binding: ({ tracker, calls, clock, plural }) => ({
    bind: async (ref, nodeName) =>
      calls.run({ verb: 'bind', resource: plural, ...ref, object: { metadata: { name: nodeName } } }, () => {
        const pod = tracker.get(plural, keyOf(ref)) as Pod;
        if (pod.spec?.nodeName)
          throw newConflict(
            groupResource(plural),
            ref.name,
            `pod ${ref.name} is already assigned to node "${pod.spec.nodeName}"`,
          );
        const scheduled = { type: 'PodScheduled', status: 'True', lastTransitionTime: rfc3339(clock.now()) };
        const conditions = [...(pod.status?.conditions ?? []).filter(({ type }) => type !== scheduled.type), scheduled];
        tracker.put(plural, { ...pod, spec: { ...pod.spec, nodeName }, status: { ...pod.status, conditions } } as Pod);
      }),
  }),

  eviction: ({ tracker, calls, clock, plural }) => ({
    evict: async (ref, eviction) =>
      calls.run({ verb: 'evict', resource: plural, ...ref }, () => {
        deleteTracked(tracker, plural, keyOf(ref), eviction?.deleteOptions ?? {}, clock.now());
      }),
  }),

  approval: ({ tracker, calls, plural }) => ({
    updateApproval: async (object: KubeObject & { status?: { conditions?: unknown } }) =>
      calls.run({ verb: 'updateApproval', resource: plural, name: nameOf(object), object }, () => {
        const current = tracker.get(plural, objectKey(object)) as KubeObject & { status?: object };
        const status = { ...current.status, conditions: object.status?.conditions };
        return tracker.put(plural, { ...current, status } as KubeObject) as never;
      }),
  }),

  finalize: ({ tracker, calls, plural }) => ({
    finalize: async (object: Namespace) =>
      calls.run({ verb: 'finalize', resource: plural, name: nameOf(object), object }, () => {
        const current = tracker.get(plural, objectKey(object)) as Namespace;
        return putOrRemove(tracker, plural, {
          ...current,
          spec: { ...current.spec, finalizers: object.spec?.finalizers },
        } as Namespace) as never;
      }),
  }),

  scale: ({ tracker, calls, plural }) => ({
    getScale: async (ref) =>
      calls.run({ verb: 'getScale', resource: plural, ...ref }, () =>
        scaleOf(tracker.get(plural, keyOf(ref)) as Scaled),
      ),
    updateScale: async (ref, scale) =>
      calls.run({ verb: 'updateScale', resource: plural, ...ref, object: scale }, () => {
        const current = tracker.get(plural, keyOf(ref)) as Scaled;
        if (scale.metadata?.resourceVersion && scale.metadata.resourceVersion !== current.metadata?.resourceVersion)
          throw newConflict(groupResource(plural), ref.name);
        const generation = increment(current.metadata?.generation ?? 0);
        const scaled: Scaled = {
          ...current,
          metadata: { ...current.metadata, generation },
          spec: { ...current.spec, replicas: scale.spec?.replicas },
        };
        return scaleOf(tracker.put(plural, scaled) as Scaled);
      }),
  }),

  token: ({ tracker, calls, clock, plural }) => ({
    createToken: async (ref, request) =>
      calls.run({ verb: 'createToken', resource: plural, ...ref, object: request }, () => {
        tracker.get(plural, keyOf(ref));
        const lifetimeMs = toSeconds(request.spec?.expirationSeconds ?? 3600) * 1000;
        const expirationTimestamp = rfc3339(new Date(clock.now().getTime() + lifetimeMs));
        return {
          ...request,
          status: { token: `fake-token-of-${ref.name}-${rfc3339Micro(clock.now())}`, expirationTimestamp },
        };
      }),
  }),
};

function scaleOf({ metadata, spec, status }: Scaled): Scale {
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: {
      name: metadata?.name,
      namespace: metadata?.namespace,
      uid: metadata?.uid,
      resourceVersion: metadata?.resourceVersion,
    },
    spec: { replicas: spec?.replicas },
    status: {
      replicas: status?.replicas ?? 0,
      selector: selectorFromLabelSelector(spec?.selector as LabelSelector | undefined).toString(),
    },
  };
}
