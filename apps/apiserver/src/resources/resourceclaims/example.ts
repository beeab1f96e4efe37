import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name State Age |',
  least: () => ({ spec: { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'c' } }] } } }),
};
