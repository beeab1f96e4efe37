import { webhook } from '../testing/example-parts';
import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Webhooks Age |',
  least: () => ({ webhooks: [webhook] }),
};
