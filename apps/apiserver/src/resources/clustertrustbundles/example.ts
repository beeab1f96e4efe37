import { AUTHORITY } from '../testdata/certificates';
import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name SignerName |',
  least: () => ({ spec: { trustBundle: AUTHORITY } }),
};
