import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Class Hosts Address Ports Age |',
  least: () => ({ spec: { defaultBackend: { service: { name: 'fuzz', port: { number: 80 } } } } }),
};
