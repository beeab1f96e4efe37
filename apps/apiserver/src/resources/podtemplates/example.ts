import { template } from '../testing/example-parts';
import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Containers Images Pod_Labels |',
  least: () => ({ template }),
};
