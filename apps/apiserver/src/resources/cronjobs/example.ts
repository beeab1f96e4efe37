import { podSpec } from '../testing/example-parts';
import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Schedule Timezone Suspend Active Last_Schedule Age | Containers Images Selector',
  least: () => ({
    spec: {
      schedule: '0 0 31 12 *',
      jobTemplate: { spec: { template: { spec: { ...podSpec, restartPolicy: 'Never' } } } },
    },
  }),
};
