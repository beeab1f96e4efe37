import { workload } from '../testing/example-parts';
import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Ready Age | Containers Images',
  least: () => ({ spec: workload }),
};
