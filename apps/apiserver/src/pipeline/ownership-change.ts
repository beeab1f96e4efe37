import { semanticEqual, type KubeObject } from '@kubets/apimachinery';

/** Whether garbage collection could have made the change, which may write objects whose rights it does not hold. */
export function changesOwnershipOnly(object: KubeObject, old: KubeObject): boolean {
  const { ownerReferences, finalizers, managedFields } = old.metadata ?? {};
  return semanticEqual(
    { ...object, metadata: { ...object.metadata, ownerReferences, finalizers, managedFields, resourceVersion: '' } },
    { ...old, metadata: { ...old.metadata, resourceVersion: '' } },
  );
}
