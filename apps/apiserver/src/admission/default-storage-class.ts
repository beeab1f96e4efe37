import { ANNOTATIONS, FINALIZERS } from '@kubets/api';
import { nameOf } from '@kubets/apimachinery';
import type { PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import type { StorageClass } from '@kubets/proto-gen/storage/v1';
import { isCreateOf, type AdmissionAttributes, type MutatingPlugin } from '../pipeline/admission';

/** The class that is marked as default; of several the newest. */
function defaultClassOf(classes: readonly StorageClass[]): StorageClass | undefined {
  const marked = classes.filter(
    ({ metadata }) => metadata?.annotations?.[ANNOTATIONS.isDefaultStorageClass] === 'true',
  );
  const bornAt = ({ metadata }: StorageClass): string => metadata?.creationTimestamp ?? '';
  return [...marked].sort((a, b) => bornAt(b).localeCompare(bornAt(a)) || nameOf(a).localeCompare(nameOf(b)))[0];
}

/** Gives a new claim that names no class the default one, if there is one; '' asks for none. */
export const defaultStorageClass: MutatingPlugin = {
  name: 'DefaultStorageClass',
  handles: (attributes) => isCreateOf(attributes, 'persistentvolumeclaims'),
  admit({ object, reader }) {
    const claim = object as PersistentVolumeClaim;
    const spec = (claim.spec ??= {});
    if (spec.storageClassName !== undefined || claim.metadata?.annotations?.[ANNOTATIONS.storageClass] !== undefined)
      return;
    const classes = reader.list({ group: 'storage.k8s.io', plural: 'storageclasses' }) as StorageClass[];
    const found = defaultClassOf(classes);
    if (found) spec.storageClassName = nameOf(found);
  },
};

const PROTECTION: Readonly<Record<string, string>> = {
  '/persistentvolumes': FINALIZERS.persistentVolume,
  '/persistentvolumeclaims': FINALIZERS.persistentVolumeClaim,
  'storage.k8s.io/volumeattributesclasses': FINALIZERS.volumeAttributesClass,
};
const protectionOf = ({ resource: { group, resource } }: AdmissionAttributes): string | undefined =>
  PROTECTION[`${group}/${resource}`];

/** Marks an object so that it stays while it is in use; a controller removes the mark. */
export const storageObjectInUseProtection: MutatingPlugin = {
  name: 'StorageObjectInUseProtection',
  handles: (attributes) =>
    attributes.operation === 'CREATE' && attributes.subresource === '' && protectionOf(attributes) !== undefined,
  admit(attributes) {
    const { object } = attributes;
    const finalizer = protectionOf(attributes)!;
    const metadata = (object!.metadata ??= {});
    const finalizers = metadata.finalizers ?? [];
    if (!finalizers.includes(finalizer)) metadata.finalizers = [...finalizers, finalizer];
  },
};
