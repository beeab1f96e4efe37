import {
  groupOf,
  ignoreNotFound,
  nameOf,
  namespaceOf,
  semanticEqual,
  uidOf,
  type KubeObject,
} from '@kubets/apimachinery';
import type { ObjectRef } from '@kubets/client';
import { createController } from '@kubets/controller';
import type { OwnerReference } from '@kubets/proto-gen/meta/v1';
import type { ControllerEntry } from '../controller-context';
import { blocks, FOREGROUND, judge, ORPHAN, waitsForDependents, waitsForOrphaning } from './collection';
import { apiVersionOf, type ResourceKind } from '../../stored-resources';
import { createOwnerGraph, itemKey, itemOf, type Item } from './owner-graph';

const refOf = ({ kind, object }: Item): ObjectRef => ({
  ...(kind.namespaced ? { namespace: namespaceOf(object) } : {}),
  name: nameOf(object),
});
const referencesOf = (object: KubeObject): OwnerReference[] => object.metadata?.ownerReferences ?? [];

/** How many requests one object may cause at the same time: how many owners or dependents it has is for users to say. */
const AT_A_TIME = 16;

async function fewAtATime<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += AT_A_TIME)
    results.push(...(await Promise.all(items.slice(start, start + AT_A_TIME).map(run))));
  return results;
}

/** Deletes objects whose owners are gone, and sees deletions in the foreground and with orphans through. */
export const garbageCollectorController: ControllerEntry = {
  name: 'garbage-collector-controller',
  create(context) {
    const { resources, config, loop } = context;
    const graph = createOwnerGraph(resources);
    const recorder = context.recorder('garbage-collector-controller');

    let enqueueLater: (key: string) => void = () => undefined;

    function setup(enqueue: (key: string) => void): void {
      enqueueLater = enqueue;
      const enqueueItem = (item: Item): void => enqueue(itemKey(item));
      const enqueueWaitingOwners = (item: Item): void => {
        for (const reference of referencesOf(item.object)) {
          const owner = graph.cachedOwner(item, reference);
          if (owner && waitsForDependents(owner.object)) enqueueItem(owner);
        }
      };
      const consider = (item: Item): void => {
        const { object } = item;
        if (waitsForDependents(object)) graph.dependentsOf(uidOf(object)).forEach(enqueueItem);
        if (waitsForDependents(object) || waitsForOrphaning(object)) return enqueueItem(item);
        const owners = referencesOf(object).map((reference) => graph.cachedOwner(item, reference));
        if (owners.some((owner) => owner === undefined || waitsForDependents(owner.object))) enqueueItem(item);
      };
      resources.onResource((kind) => {
        const objects = resources.objects(kind);
        objects.addEventHandler({
          onAdd: (object) => consider({ kind, object }),
          onUpdate(previous, object) {
            const changed = !semanticEqual(previous.metadata?.ownerReferences, object.metadata?.ownerReferences);
            // A reference that went may have been the last that its owner waited for.
            if (changed) enqueueWaitingOwners({ kind, object: previous });
            const deletion = previous.metadata?.deletionTimestamp !== object.metadata?.deletionTimestamp;
            const finalizers = !semanticEqual(previous.metadata?.finalizers, object.metadata?.finalizers);
            if (changed || deletion || finalizers) consider({ kind, object });
          },
          onDelete(object) {
            graph.markAbsent(uidOf(object));
            graph.dependentsOf(uidOf(object)).forEach(enqueueItem);
            enqueueWaitingOwners({ kind, object });
          },
        });
        // What is owned by objects of a kind that nobody knew was left alone until now.
        void objects.synced().then(
          () => dependentsOfKind(kind).forEach(consider),
          () => undefined,
        );
      });
    }

    const dependentsOfKind = ({ kind: ownerKind, group }: ResourceKind): Item[] =>
      resources.followed().flatMap((kind) =>
        resources
          .objects(kind)
          .lister.list()
          .filter((object) =>
            referencesOf(object).some((owner) => owner.kind === ownerKind && groupOf(owner.apiVersion) === group),
          )
          .map((object) => ({ kind, object })),
      );

    /** The version makes the patch fail, and the object be looked at again, when it has changed meanwhile. */
    const patchMetadata = (item: Item, metadata: object): Promise<unknown> => {
      const { uid, resourceVersion } = item.object.metadata ?? {};
      return resources
        .client(item.kind)
        .patch(refOf(item), { type: 'merge', body: { metadata: { uid, resourceVersion, ...metadata } } });
    };
    const dropReferences = (item: Item, uids: ReadonlySet<string>): Promise<unknown> =>
      patchMetadata(item, { ownerReferences: referencesOf(item.object).filter(({ uid }) => !uids.has(uid ?? '')) });
    const dropFinalizer = (item: Item, finalizer: string): Promise<unknown> =>
      patchMetadata(item, {
        finalizers: (item.object.metadata?.finalizers ?? []).filter((other) => other !== finalizer),
      });

    async function orphanDependents(item: Item): Promise<void> {
      const uid = uidOf(item.object);
      await fewAtATime(graph.dependentsOf(uid), (dependent) =>
        dropReferences(dependent, new Set([uid])).catch(ignoreNotFound),
      );
      await dropFinalizer(item, ORPHAN).catch(ignoreNotFound);
    }

    async function finishForeground(item: Item): Promise<void> {
      // Dependents that are not blocking, or not there any more, are not waited for; the others wake this up as they go.
      // Nothing waits for itself.
      const uid = uidOf(item.object);
      if (graph.dependentsOf(uid).some(({ object }) => uidOf(object) !== uid && blocks(object, item.object))) return;
      await dropFinalizer(item, FOREGROUND).catch(ignoreNotFound);
    }

    async function collect(item: Item): Promise<void> {
      const { object, kind } = item;
      const owners = await fewAtATime(referencesOf(object), async (reference) => ({
        reference,
        owner: await graph.resolveOwner(item, reference),
      }));
      for (const { reference, owner } of owners) {
        if (owner.state === 'unresolvable' && !kind.namespaced) {
          recorder.event(
            { ...object, kind: kind.kind, apiVersion: apiVersionOf(kind) },
            'Warning',
            'OwnerRefInvalidNamespace',
            `ownerRef [${reference.apiVersion}/${reference.kind}, namespace: , name: ${reference.name}, uid: ${reference.uid}] does not exist in namespace ""`,
          );
        }
      }
      const verdict = judge(
        object,
        owners,
        graph.dependentsOf(uidOf(object)).map((dependent) => dependent.object),
      );
      if (verdict.action === 'keep') return;
      if (verdict.action === 'drop-references')
        return void (await dropReferences(item, new Set(verdict.uids)).catch(ignoreNotFound));
      if (verdict.unblock) {
        await patchMetadata(item, {
          ownerReferences: referencesOf(object).map((reference) => ({ ...reference, blockOwnerDeletion: false })),
        });
      }
      const resourceVersion = verdict.unblock ? undefined : object.metadata?.resourceVersion;
      await resources
        .client(kind)
        .delete(refOf(item), {
          preconditions: { uid: uidOf(object), resourceVersion },
          propagationPolicy: verdict.policy,
        })
        .catch(ignoreNotFound);
    }

    async function reconcile(key: string): Promise<void> {
      const item = itemOf(resources, key);
      if (!item) return;
      const isOwnerThatWaits = waitsForOrphaning(item.object) || waitsForDependents(item.object);
      // Dependents of a kind that has just come are not known yet, and must not be overlooked.
      if (isOwnerThatWaits && !resources.hasSynced()) {
        void resources.synced().then(
          () => enqueueLater(key),
          () => undefined,
        );
        return;
      }
      if (waitsForOrphaning(item.object)) return orphanDependents(item);
      if (waitsForDependents(item.object)) return finishForeground(item);
      return collect(item);
    }

    return [
      createController({
        name: 'garbagecollector',
        informers: [resources],
        setup,
        reconcile,
        workers: config.concurrentGcSyncs,
        ...loop,
      }),
    ];
  },
};
