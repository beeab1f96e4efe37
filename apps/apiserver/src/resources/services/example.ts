import { labels } from '../testing/example-parts';
import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Type Cluster-IP External-IP Port(s) Age | Selector',
  least: ({ chance }) => ({ spec: { selector: labels, ports: [{ name: 'p', port: 1 + chance.int(60000) }] } }),
  more: {
    spec: {
      ports: [
        { name: 'a', port: 80 },
        { name: 'b', port: 81, appProtocol: 'example.com/x' },
      ],
    },
  },
};
