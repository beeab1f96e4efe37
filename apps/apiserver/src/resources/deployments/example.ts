import { workload } from '../testing/example-parts';
import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Ready Up-to-date Available Age | Containers Images Selector',
  least: () => ({ spec: workload }),
  more: {
    spec: {
      selector: { matchLabels: { a: 'b' } },
      template: {
        metadata: { labels: { a: 'b' } },
        spec: {
          containers: [
            {
              name: 'c',
              image: 'nginx',
              ports: [{ name: 'http', containerPort: 80 }],
              livenessProbe: { httpGet: { port: 80 } },
            },
          ],
        },
      },
    },
  },
};
