import { labels, template } from '../testing/example-parts';
import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Desired Current Ready Up-to-date Available Node_Selector Age | Containers Images Selector',
  least: () => ({ spec: { selector: { matchLabels: labels }, template } }),
};
