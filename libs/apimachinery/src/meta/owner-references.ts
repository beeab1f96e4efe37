import type { OwnerReference } from '@kubets/proto-gen/meta/v1';
import { nameOf, uidOf, type KubeObject } from './kube-object';

/** The reference by which a controller owns what it creates. */
export function ownerReferenceOf(owner: KubeObject, type: { apiVersion: string; kind: string }): OwnerReference {
  return {
    apiVersion: type.apiVersion,
    kind: type.kind,
    name: nameOf(owner),
    uid: uidOf(owner),
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** The one owner that manages the object, if any. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata?.ownerReferences?.find((reference) => reference.controller === true);
}

/** True when `owner` is the object's controller; compared by uid, for names are reused. */
export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  const controller = controllerOf(object);
  return controller !== undefined && controller.uid === uidOf(owner);
}
