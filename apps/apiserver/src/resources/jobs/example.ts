import { podSpec } from '../testing/example-parts';
import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Status Completions Duration Age | Containers Images Selector',
  least: () => ({ spec: { template: { spec: { ...podSpec, restartPolicy: 'Never' } } } }),
};
