import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Endpoints Age |',
  least: () => ({ subsets: [{ addresses: [{ ip: '198.51.100.7' }], ports: [{ port: 80 }] }] }),
  more: { subsets: [{ addresses: [{ ip: '10.244.0.5', nodeName: 'n' }], ports: [{ port: 80 }] }] },
};
