import { STUB_REQUEST } from '../testdata/certificates';
import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name PodName ServiceAccountName NodeName SignerName State UnverifiedUserAnnotations |',
  least: () => ({
    spec: {
      signerName: 'fuzz.invalid/none',
      podName: 'none',
      podUID: '1',
      serviceAccountName: 'none',
      serviceAccountUID: '2',
      nodeName: 'none',
      nodeUID: '3',
      stubPKCS10Request: STUB_REQUEST,
    },
  }),
};
