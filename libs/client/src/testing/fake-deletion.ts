import { isPodTerminal } from '@kubets/api';
import { newConflict, nameOf, objectKey, rfc3339, type KubeObject } from '@kubets/apimachinery';
import type { Namespace, Pod } from '@kubets/proto-gen/core/v1';
import { toSeconds } from '@kubets/proto-gen/int64';
import type { DeleteOptions } from '@kubets/proto-gen/meta/v1';
import { groupResource } from './fake-resources';
import type { Tracker } from './tracker';

/** Deletes as the apiserver does: at once, or by marking what still waits for finalizers, a kubelet or its namespace's content. */
export function deleteTracked(
  tracker: Tracker,
  plural: string,
  key: string,
  options: DeleteOptions,
  now: Date,
): KubeObject {
  const object = tracker.get(plural, key);
  const { uid, resourceVersion } = options.preconditions ?? {};
  if (uid !== undefined && uid !== object.metadata?.uid)
    throw newConflict(
      groupResource(plural),
      nameOf(object),
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${object.metadata?.uid}`,
    );
  if (resourceVersion !== undefined && resourceVersion !== object.metadata?.resourceVersion) {
    throw newConflict(
      groupResource(plural),
      nameOf(object),
      `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${object.metadata?.resourceVersion}`,
    );
  }
  addPropagationFinalizer(object, options.propagationPolicy);
  const graceSeconds = plural === 'pods' ? podGraceSeconds(object as Pod, options) : 0;
  const waits = graceSeconds > 0 || hasFinalizers(object);
  if (!waits) return tracker.remove(plural, key);
  if (object.metadata?.deletionTimestamp && object.metadata.deletionGracePeriodSeconds === graceSeconds) return object;
  object.metadata = {
    ...object.metadata,
    deletionTimestamp: object.metadata?.deletionTimestamp ?? rfc3339(new Date(now.getTime() + graceSeconds * 1000)),
    deletionGracePeriodSeconds: graceSeconds,
  };
  if (plural === 'namespaces') (object as Namespace).status = { phase: 'Terminating' };
  return tracker.put(plural, object);
}

/** Stores an update; one that takes the last finalizer off an object under deletion removes it. */
export function putOrRemove(tracker: Tracker, plural: string, object: KubeObject): KubeObject {
  const finished =
    object.metadata?.deletionTimestamp !== undefined &&
    !hasFinalizers(object) &&
    !(object.metadata.deletionGracePeriodSeconds ?? 0);
  const stored = tracker.put(plural, object);
  return finished ? tracker.remove(plural, objectKey(stored)) : stored;
}

function hasFinalizers(object: KubeObject): boolean {
  const ofSpec = object.kind === 'Namespace' ? ((object as Namespace).spec?.finalizers ?? []) : [];
  return (object.metadata?.finalizers ?? []).length + ofSpec.length > 0;
}

/** A pod that runs somewhere stays until its kubelet has stopped it and deletes it with a grace period of 0. */
function podGraceSeconds(pod: Pod, options: DeleteOptions): number {
  const finished = isPodTerminal(pod);
  if (!pod.spec?.nodeName || finished) return 0;
  const asked = options.gracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
  return Math.min(
    toSeconds(asked),
    toSeconds(pod.metadata?.deletionTimestamp ? (pod.metadata.deletionGracePeriodSeconds ?? asked) : asked),
  );
}

function addPropagationFinalizer(object: KubeObject, policy: string | undefined): void {
  const finalizer = policy === 'Foreground' ? 'foregroundDeletion' : policy === 'Orphan' ? 'orphan' : undefined;
  if (!finalizer || object.metadata?.finalizers?.includes(finalizer)) return;
  object.metadata = { ...object.metadata, finalizers: [...(object.metadata?.finalizers ?? []), finalizer] };
}
