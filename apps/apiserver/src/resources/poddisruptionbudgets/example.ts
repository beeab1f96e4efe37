import { labels } from '../testing/example-parts';
import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Min_Available Max_Unavailable Allowed_Disruptions Age |',
  least: () => ({ spec: { maxUnavailable: 1, selector: { matchLabels: labels } } }),
  more: { spec: { minAvailable: 1, selector: { matchLabels: { a: 'b' } } } },
};
