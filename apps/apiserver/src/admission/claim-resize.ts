import { newForbidden, parseQuantity } from '@kubets/apimachinery';
import type { PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import type { StorageClass } from '@kubets/proto-gen/storage/v1';
import type { ValidatingPlugin } from '../pipeline/admission';

const sizeOf = ({ spec }: PersistentVolumeClaim) => parseQuantity(spec?.resources?.requests?.['storage'] ?? '0');

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
    if (sizeOf(claim!).cmp(sizeOf(old!)) <= 0) return;
    if (old!.status?.phase !== 'Bound')
      throw newForbidden(resource, name, 'Only bound persistent volume claims can be expanded');
    const { storageClassName = '' } = claim!.spec ?? {};
    const found = reader.get({ group: 'storage.k8s.io', plural: 'storageclasses' }, '', storageClassName);
    const isSame = storageClassName !== '' && storageClassName === old!.spec?.storageClassName;
    if (isSame && (found as StorageClass | undefined)?.allowVolumeExpansion === true) return;
    const detail =
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';
    throw newForbidden(resource, name, detail);
  },
};
