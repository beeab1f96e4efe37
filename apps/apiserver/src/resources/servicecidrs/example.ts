import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name CIDRs Age |',
  least: ({ chance }) => ({ spec: { cidrs: [`198.51.100.${chance.int(16) * 16}/28`] } }),
};
