import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Request Limit Age |',
  least: () => ({ spec: { hard: { 'count/none.fuzz.invalid': '1' } } }),
  more: { spec: { hard: { cpu: '1', 'count/deployments.apps': '3' }, scopes: ['NotTerminating'] } },
};
