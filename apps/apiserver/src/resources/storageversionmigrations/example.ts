import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Resource Status |',
  least: () => ({ spec: { resource: { group: 'fuzz.invalid', resource: 'nones' } } }),
};
