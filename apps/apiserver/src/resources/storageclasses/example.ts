import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Provisioner ReclaimPolicy VolumeBindingMode AllowVolumeExpansion Age |',
  least: () => ({ provisioner: 'fuzz.invalid/none' }),
};
