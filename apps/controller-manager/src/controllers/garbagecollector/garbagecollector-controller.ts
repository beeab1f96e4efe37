import { isNotFound, nameOf, namespaceOf, semanticEqual, uidOf, type KubeObject } from '@kubets/apimachinery';
import type { ObjectRef } from '@kubets/client';
import { createController } from '@kubets/controller';
import type { OwnerReference } from '@kubets/proto-gen/meta/v1';
import { RESOURCE_KINDS } from '../../resource-kinds';
import type { ControllerEntry } from '../controller-context';
import { blocks, FOREGROUND, judge, ORPHAN, waitsForDependents, waitsForOrphaning } from './collection';
import { createOwnerGraph, itemKey, itemOf, type Item } from './owner-graph';

const refOf = ({ kind, object }: Item): ObjectRef => ({ ...(kind.namespaced ? { namespace: namespaceOf(object) } : {}), name: nameOf(object) });
const referencesOf = (object: KubeObject): OwnerReference[] => object.metadata?.ownerReferences ?? [];

function ignoreGone(error: unknown): void {
  if (!isNotFound(error)) throw error;
}

/** Deletes objects whose owners are gone, and sees deletions in the foreground and with orphans through. */
export const garbageCollectorController: ControllerEntry = {
  name: 'garbage-collector-controller',
  create(context) {
    const { client, informers, config, loop } = context;
    const graph = createOwnerGraph({ client, informers });
    const recorder = context.recorder('garbage-collector-controller');

    function setup(enqueue: (key: string) => void): void {
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
      for (const kind of RESOURCE_KINDS) {
        informers.resource(kind.plural).addEventHandler({
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
      }
    }

    /** The version makes the patch fail, and the object be looked at again, when it has changed meanwhile. */
    const patchMetadata = (item: Item, metadata: object): Promise<unknown> => {
      const { uid, resourceVersion } = item.object.metadata ?? {};
      return client.resource(item.kind.plural).patch(refOf(item), { type: 'merge', body: { metadata: { uid, resourceVersion, ...metadata } } });
    };
    const dropReferences = (item: Item, uids: readonly string[]): Promise<unknown> =>
      patchMetadata(item, { ownerReferences: referencesOf(item.object).filter(({ uid }) => !uids.includes(uid ?? '')) });
    const dropFinalizer = (item: Item, finalizer: string): Promise<unknown> =>
      patchMetadata(item, { finalizers: (item.object.metadata?.finalizers ?? []).filter((other) => other !== finalizer) });

    async function orphanDependents(item: Item): Promise<void> {
      const uid = uidOf(item.object);
      await Promise.all(graph.dependentsOf(uid).map((dependent) => dropReferences(dependent, [uid]).catch(ignoreGone)));
      await dropFinalizer(item, ORPHAN).catch(ignoreGone);
    }

    async function finishForeground(item: Item): Promise<void> {
      // Dependents that are not blocking, or not there any more, are not waited for; the others wake this up as they go.
      if (graph.dependentsOf(uidOf(item.object)).some(({ object }) => blocks(object, item.object))) return;
      await dropFinalizer(item, FOREGROUND).catch(ignoreGone);
    }

    async function collect(item: Item): Promise<void> {
      const { object, kind } = item;
      const owners = await Promise.all(
        referencesOf(object).map(async (reference) => ({ reference, owner: await graph.resolveOwner(item, reference) })),
      );
      for (const { reference, owner } of owners) {
        if (owner.state === 'unresolvable' && !kind.namespaced) {
          recorder.event({ ...object, kind: kind.kind, apiVersion: kind.apiVersion }, 'Warning', 'OwnerRefInvalidNamespace', `ownerRef [${reference.apiVersion}/${reference.kind}, namespace: , name: ${reference.name}, uid: ${reference.uid}] does not exist in namespace ""`);
        }
      }
      const verdict = judge(object, owners, graph.dependentsOf(uidOf(object)).map((dependent) => dependent.object));
      if (verdict.action === 'keep') return;
      if (verdict.action === 'drop-references') return void (await dropReferences(item, verdict.uids).catch(ignoreGone));
      if (verdict.unblock) {
        await patchMetadata(item, { ownerReferences: referencesOf(object).map((reference) => ({ ...reference, blockOwnerDeletion: false })) });
      }
      const resourceVersion = verdict.unblock ? undefined : object.metadata?.resourceVersion;
      await client
        .resource(kind.plural)
        .delete(refOf(item), { preconditions: { uid: uidOf(object), resourceVersion }, propagationPolicy: verdict.policy })
        .catch(ignoreGone);
    }

    async function reconcile(key: string): Promise<void> {
      const item = itemOf(informers, key);
      if (!item) return;
      if (waitsForOrphaning(item.object)) return orphanDependents(item);
      if (waitsForDependents(item.object)) return finishForeground(item);
      return collect(item);
    }

    return [
      createController({
        name: 'garbagecollector',
        informers: RESOURCE_KINDS.map(({ plural }) => informers.resource(plural)),
        setup,
        reconcile,
        workers: config.concurrentGcSyncs,
        ...loop,
      }),
    ];
  },
};
