import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Status Volume Capacity Access_Modes StorageClass VolumeAttributesClass Age | VolumeMode',
  least: () => ({
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'none' },
  }),
};
