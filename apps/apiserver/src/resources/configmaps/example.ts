import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Data Age |',
  least: () => ({ data: { a: '1' } }),
  more: { data: { 'a.b': 'c' }, binaryData: { d: 'AA==' } },
};
