import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name DriverName Age |',
  least: () => ({ driverName: 'fuzz.invalid', parameters: { a: '1' } }),
};
