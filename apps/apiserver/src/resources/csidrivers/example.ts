import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name AttachRequired PodInfoOnMount StorageCapacity TokenRequests RequiresRepublish Modes Age |',
  least: () => ({ spec: { attachRequired: false } }),
  more: { spec: { tokenRequests: [{ audience: 'a', expirationSeconds: 600 }] } },
};
