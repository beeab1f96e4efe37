import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Type Data Age |',
  least: () => ({ data: { a: 'MQ==' } }),
};
