import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name ParentRef |',
  least: () => ({ spec: { parentRef: { resource: 'services', namespace: 'default', name: 'fuzz' } } }),
  nameFor: (_name, chance) => `198.51.100.${chance.int(256)}`,
};
