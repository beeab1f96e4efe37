import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Created_At |',
  least: () => ({ spec: { limits: [{ type: 'Container', max: { 'ephemeral-storage': '1Ti' } }] } }),
  more: { spec: { limits: [{ type: 'Container', max: { cpu: '1' }, default: { memory: '1Gi' } }] } },
};
