import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name ParentRef |',
  least: () => ({ spec: { parentRef: { resource: 'services', namespace: 'default', name: 'fuzz' } } }),
  // In none of the ranges that the examples of ServiceCIDRs name: of those Services take addresses.
  nameFor: (_name, chance) => `203.0.113.${chance.int(256)}`,
};
