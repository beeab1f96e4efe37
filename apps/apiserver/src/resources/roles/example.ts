import { rules } from '../testing/example-parts';
import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Created_At |',
  least: () => ({ rules }),
};
