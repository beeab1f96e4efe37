import { randomUUID } from 'node:crypto';
import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  generateName,
  newBadRequest,
  newConflict,
  newExpired,
  newNotFound,
  nameOf,
  objectKey,
  rfc3339,
  semanticEqual,
  type KubeObject,
} from '@kubets/apimachinery';
import type { Clock } from '@kubets/component';
import { increment } from '@kubets/proto-gen/int64';
import { schema } from '@kubets/proto-gen/schema';
import type { ListParams, ObjectList, ObjectPatch, ObjectRef, ResourceClient, WriteParams } from '../resource-client';
import { verbsBelow } from '../resource-clients';
import type { FakeCalls } from './fake-calls';
import { deleteTracked, putOrRemove } from './fake-deletion';
import { groupResource, hasStatus, initialState, keyOf, namesOf } from './fake-resources';
import { fakeSubresourceVerbs } from './fake-subresource-verbs';
import { matcherOf, watchTracker } from './fake-watch';
import type { Tracker } from './tracker';

export interface FakeContext {
  tracker: Tracker;
  calls: FakeCalls;
  clock: Clock;
  /** Aborts when all present watches are to end. */
  broken(): AbortSignal;
}

type AnyObject = KubeObject & { spec?: unknown; status?: unknown };

/** The verbs of one resource and of its subresources on the tracker, with the apiserver's rules about versions, status and deletion. */
export function fakeResourceClient<T extends KubeObject>(context: FakeContext, plural: string): ResourceClient<T> {
  const { tracker, calls, clock } = context;
  const {
    kind,
    subresources,
    versions: [{ apiVersion, message }],
  } = namesOf(plural);
  const pages = new Map<string, KubeObject[]>();

  function list(o: ListParams): ObjectList<T> {
    let items: KubeObject[];
    let version = String(tracker.revision());
    if (o.continue) {
      const rest = pages.get(o.continue);
      if (!rest) throw newExpired('The provided continue parameter is too old to display a consistent list result.');
      items = rest;
      version = o.continue.split(':')[0]!;
    } else {
      items = tracker.list(plural).filter(matcherOf(o));
    }
    if (!o.limit || items.length <= o.limit) return { metadata: { resourceVersion: version }, items: items as T[] };
    const token = `${version}:${randomUUID()}`;
    pages.set(token, items.slice(o.limit));
    return {
      metadata: { resourceVersion: version, continue: token, remainingItemCount: items.length - o.limit },
      items: items.slice(0, o.limit) as T[],
    };
  }

  function create(object: T, o: WriteParams = {}): T {
    const given = structuredClone(object) as AnyObject;
    const metadata = { ...given.metadata };
    if (!metadata.name && metadata.generateName) metadata.name = generateName(metadata.generateName);
    if (!metadata.name) throw newBadRequest('name or generateName is required');
    if (metadata.resourceVersion) throw newBadRequest('resourceVersion should not be set on objects to be created');
    const initial = initialState(plural);
    const created: AnyObject = {
      ...given,
      apiVersion,
      kind,
      metadata: { ...metadata, uid: randomUUID(), generation: 1, creationTimestamp: rfc3339(clock.now()) },
      ...(initial.spec && { spec: { ...initial.spec, ...(given.spec as object | undefined) } }),
      ...(initial.status && { status: initial.status }),
    };
    return (o.dryRun ? created : tracker.add(plural, created)) as T;
  }

  function write(object: T, part: 'spec' | 'status', o: WriteParams = {}): T {
    const current = tracker.get(plural, objectKey(object)) as AnyObject;
    const given = structuredClone(object) as AnyObject;
    if (given.metadata?.uid && given.metadata.uid !== current.metadata?.uid) {
      throw newConflict(
        groupResource(plural),
        nameOf(object),
        `Precondition failed: UID in precondition: ${given.metadata.uid}, UID in object meta: ${current.metadata?.uid}`,
      );
    }
    if (given.metadata?.resourceVersion && given.metadata.resourceVersion !== current.metadata?.resourceVersion)
      throw newConflict(groupResource(plural), nameOf(object));
    const kept = [
      'uid',
      'creationTimestamp',
      'deletionTimestamp',
      'deletionGracePeriodSeconds',
      'generation',
      'resourceVersion',
      'generateName',
    ] as const;
    const metadata = {
      ...given.metadata,
      ...Object.fromEntries(kept.map((field) => [field, current.metadata?.[field]])),
    };
    const next: AnyObject =
      part === 'status'
        ? { ...current, metadata: { ...current.metadata, ...pickForStatus(metadata) }, status: given.status }
        : { ...given, apiVersion, kind, metadata, ...(hasStatus(plural) && { status: current.status }) };
    if (semanticEqual(next, current)) return current as T;
    if (part === 'spec' && !semanticEqual(next.spec, current.spec))
      next.metadata = { ...next.metadata, generation: increment(current.metadata?.generation ?? 0) };
    return (o.dryRun ? next : putOrRemove(tracker, plural, next)) as T;
  }

  function patch(ref: ObjectRef, { type, body, subresource }: ObjectPatch, o: WriteParams = {}): T {
    const current = tracker.find(plural, keyOf(ref));
    if (!current && type === 'apply' && !subresource)
      return create({ ...(body as T), metadata: { ...(body as T).metadata, ...ref } }, o);
    if (!current) throw newNotFound(groupResource(plural), ref.name);
    const { status: _status, ...withoutStatus } = current as AnyObject;
    const target = subresource === 'status' || !hasStatus(plural) ? current : { ...withoutStatus };
    const content = typeof body === 'string' ? (JSON.parse(body) as unknown) : structuredClone(body);
    // Server-side apply keeps no account of field owners here: it merges, with lists by their keys.
    const patched =
      type === 'json'
        ? applyJsonPatch(target, content as never)
        : type === 'merge'
          ? applyMergePatch(target, content)
          : applyStrategicMergePatch(target, content, schema.of(message));
    return write(patched as T, subresource === 'status' ? 'status' : 'spec', o);
  }

  return {
    ...verbsBelow(subresources, fakeSubresourceVerbs, { ...context, plural }),
    get: async (ref) =>
      calls.run({ verb: 'get', resource: plural, ...ref }, () => tracker.get(plural, keyOf(ref)) as T),
    list: async (o = {}) => calls.run({ verb: 'list', resource: plural, namespace: o.namespace }, () => list(o)),
    async *watch(o) {
      calls.run({ verb: 'watch', resource: plural, namespace: o.namespace }, () => undefined);
      yield* watchTracker(tracker, plural, o, context.broken()) as AsyncIterable<never>;
    },
    create: async (object, o) =>
      calls.run({ verb: 'create', resource: plural, ...refOf(object), object }, () => create(object, o)),
    update: async (object, o) =>
      calls.run({ verb: 'update', resource: plural, ...refOf(object), object }, () => write(object, 'spec', o)),
    updateStatus: async (object, o) =>
      calls.run({ verb: 'updateStatus', resource: plural, ...refOf(object), object }, () => write(object, 'status', o)),
    patch: async (ref, body, o) =>
      calls.run({ verb: 'patch', resource: plural, ...ref, patch: body }, () => patch(ref, body, o)),
    delete: async (ref, { signal: _, ...o } = {}) =>
      calls.run(
        { verb: 'delete', resource: plural, ...ref },
        () => deleteTracked(tracker, plural, keyOf(ref), o, clock.now()) as T,
      ),
    deleteCollection: async (o = {}, { signal: _, ...deleteOptions } = {}) =>
      calls.run({ verb: 'deleteCollection', resource: plural, namespace: o.namespace }, () => {
        const found = list({ ...o, limit: undefined, continue: undefined });
        return {
          ...found,
          items: found.items.map(
            (item) => deleteTracked(tracker, plural, objectKey(item), deleteOptions, clock.now()) as T,
          ),
        };
      }),
  };
}

const refOf = (object: KubeObject): ObjectRef => ({
  namespace: object.metadata?.namespace,
  name: object.metadata?.name ?? '',
});

/** A status write may change of the metadata what Kubernetes lets it: labels, annotations and finalizers. */
function pickForStatus(metadata: NonNullable<KubeObject['metadata']>): KubeObject['metadata'] {
  return {
    labels: metadata.labels,
    annotations: metadata.annotations,
    finalizers: metadata.finalizers,
    managedFields: metadata.managedFields,
  };
}
