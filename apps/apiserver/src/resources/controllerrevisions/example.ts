import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Controller Revision Age |',
  least: ({ chance }) => ({ data: { a: 1 }, revision: chance.int(5) }),
};
