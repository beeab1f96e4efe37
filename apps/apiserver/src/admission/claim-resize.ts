import { requestedSize, storageClassNameOf } from '@kubets/api';
import { newForbidden } from '@kubets/apimachinery';
import type { PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import type { StorageClass } from '@kubets/proto-gen/storage/v1';
import type { ValidatingPlugin } from '../pipeline/admission';

/** A claim may ask for more where its class says so. */
export const persistentVolumeClaimResize: ValidatingPlugin = {
  name: 'PersistentVolumeClaimResize',
  handles: ({ resource, operation, subresource }) =>
    resource.group === '' &&
    resource.resource === 'persistentvolumeclaims' &&
    operation === 'UPDATE' &&
    subresource === '',
  validate({ object, oldObject, resource, name, reader }) {
    const [claim, old] = [object, oldObject] as PersistentVolumeClaim[];
    if (requestedSize(claim!).cmp(requestedSize(old!)) <= 0) return;
    if (old!.status?.phase !== 'Bound')
      throw newForbidden(resource, name, 'Only bound persistent volume claims can be expanded');
    const storageClassName = storageClassNameOf(claim!);
    const found = reader.get({ group: 'storage.k8s.io', plural: 'storageclasses' }, '', storageClassName);
    const isSame = storageClassName !== '' && storageClassName === storageClassNameOf(old!);
    if (isSame && (found as StorageClass | undefined)?.allowVolumeExpansion === true) return;
    const detail =
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';
    throw newForbidden(resource, name, detail);
  },
};
