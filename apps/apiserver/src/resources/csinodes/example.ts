import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Drivers Age |',
  least: () => ({ spec: { drivers: [{ name: 'fuzz.invalid', nodeID: 'none' }] } }),
  more: { spec: { drivers: [{ name: 'a.b', nodeID: 'n', topologyKeys: ['a.b/zone'], allocatable: { count: 3 } }] } },
};
