import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Holder Age |',
  least: () => ({ spec: { holderIdentity: 'fuzz', leaseDurationSeconds: 10 } }),
  more: { spec: { leaseDurationSeconds: 15, leaseTransitions: 0 } },
};
