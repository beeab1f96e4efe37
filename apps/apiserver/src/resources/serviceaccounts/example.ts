import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Age |',
  least: () => ({}),
};
