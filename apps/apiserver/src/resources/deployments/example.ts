import { probedTemplate, workload } from '../testing/example-parts';
import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Ready Up-to-date Available Age | Containers Images Selector',
  least: () => ({ spec: workload }),
  more: {
    spec: {
      selector: { matchLabels: { a: 'b' } },
      template: probedTemplate,
    },
  },
};
