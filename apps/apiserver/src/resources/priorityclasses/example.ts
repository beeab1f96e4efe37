import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Value Global-Default Age PreemptionPolicy |',
  least: ({ chance }) => ({ value: chance.int(1000) }),
};
