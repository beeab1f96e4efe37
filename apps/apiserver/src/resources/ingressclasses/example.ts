import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Controller Parameters Age |',
  least: () => ({ spec: { controller: 'fuzz.invalid/none' } }),
  more: { spec: { controller: 'a.b/c', parameters: { kind: 'K', name: 'n' } } },
};
