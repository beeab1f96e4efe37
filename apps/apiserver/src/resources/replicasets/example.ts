import { workload } from '../testing/example-parts';
import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Desired Current Ready Age | Containers Images Selector',
  least: () => ({ spec: workload }),
};
