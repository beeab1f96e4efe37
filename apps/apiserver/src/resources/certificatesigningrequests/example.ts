import { NODE_REQUEST } from '../testdata/certificates';
import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Age SignerName Requestor RequestedDuration Condition |',
  least: () => ({
    spec: { request: NODE_REQUEST, signerName: 'fuzz.invalid/none', usages: ['client auth'] },
  }),
};
