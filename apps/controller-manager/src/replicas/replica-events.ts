import { isPodTerminating } from '@kubets/api';
import { controllerOf, namespaceOf, objectKey, semanticEqual, uidOf, type KubeObject } from '@kubets/apimachinery';
import type { Informer } from '@kubets/client';
import type { Expectations } from '@kubets/controller';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { ReplicaKind, Replicated } from './replica-kind';

/** The owner that a pod names as its controller, if it is of this kind and still the same object. */
export function controllingOwner<T extends Replicated>(kind: ReplicaKind<T>, object: KubeObject): T | undefined {
  const reference = controllerOf(object);
  if (reference?.kind !== kind.type.kind) return undefined;
  const owner = kind.informer.lister.get(`${namespaceOf(object)}/${reference.name}`);
  return owner !== undefined && uidOf(owner) === reference.uid ? owner : undefined;
}

export interface ReplicaEventsOptions<T extends Replicated> {
  kind: ReplicaKind<T>;
  pods: Informer<Pod>;
  expectations: Expectations;
  enqueue(key: string): void;
}

/** Turns what happens to pods and owners into keys of owners, and ticks off what was expected. */
export function watchReplicas<T extends Replicated>({ kind, pods, expectations, enqueue }: ReplicaEventsOptions<T>): void {
  kind.informer.addEventHandler({
    onAdd: (owner) => enqueue(objectKey(owner)),
    onUpdate: (_previous, owner) => enqueue(objectKey(owner)),
    onDelete(owner) {
      // A new object of the same name starts with nothing outstanding.
      expectations.delete(objectKey(owner));
      enqueue(objectKey(owner));
    },
  });

  const enqueueOwner = (pod: Pod): void => {
    const owner = controllingOwner(kind, pod);
    if (owner) enqueue(objectKey(owner));
  };
  const selects = (owner: T, pod: Pod): boolean => {
    try {
      return kind.selectorOf(owner).matches(pod.metadata?.labels);
    } catch {
      // The owner's own reconcile says that its selector is none; the others are not to miss the pod for it.
      return false;
    }
  };
  const enqueueAdopters = (pod: Pod): void => {
    for (const owner of kind.informer.lister.list(namespaceOf(pod))) {
      if (selects(owner, pod)) enqueue(objectKey(owner));
    }
  };
  const gone = (pod: Pod): void => {
    const owner = controllingOwner(kind, pod);
    if (!owner) return;
    expectations.deletionObserved(objectKey(owner), objectKey(pod));
    enqueue(objectKey(owner));
  };

  pods.addEventHandler({
    onAdd(pod) {
      if (isPodTerminating(pod)) return gone(pod);
      if (!controllerOf(pod)) return enqueueAdopters(pod);
      const owner = controllingOwner(kind, pod);
      if (!owner) return;
      expectations.creationObserved(objectKey(owner));
      enqueue(objectKey(owner));
    },
    onUpdate(previous, pod) {
      // A terminating pod is as good as deleted: its replacement need not wait for the node to finish.
      if (isPodTerminating(pod)) gone(pod);
      const controllerChanged = controllerOf(previous)?.uid !== controllerOf(pod)?.uid;
      if (controllerChanged) enqueueOwner(previous);
      if (isPodTerminating(pod)) return;
      if (controllerOf(pod)) return enqueueOwner(pod);
      if (controllerChanged || !semanticEqual(previous.metadata?.labels, pod.metadata?.labels)) enqueueAdopters(pod);
    },
    onDelete: gone,
  });
}
