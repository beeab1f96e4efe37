import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Created_At |',
  least: () => ({ storageClassName: 'none', capacity: '1Gi' }),
  more: { storageClassName: 'fast', nodeTopology: { matchLabels: { a: 'b' } }, capacity: '1Gi' },
};
