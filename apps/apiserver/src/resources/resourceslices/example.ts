import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Node Driver Pool Age |',
  least: () => ({
    spec: {
      driver: 'fuzz.invalid',
      nodeName: 'n',
      pool: { name: 'p', resourceSliceCount: 1 },
      devices: [{ name: 'd', attributes: { model: { string: 'x' } }, capacity: { memory: { value: '1Gi' } } }],
    },
  }),
};
