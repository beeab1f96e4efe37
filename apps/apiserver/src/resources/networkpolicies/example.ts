import { NOBODY } from '../testing/example-parts';
import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Pod-Selector Age |',
  least: () => ({ spec: { podSelector: NOBODY, policyTypes: ['Ingress'] } }),
  more: {
    spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 80 }] }] },
  },
};
