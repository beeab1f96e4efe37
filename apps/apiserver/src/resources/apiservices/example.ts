import { FUZZ_GROUP } from '../testing/example-parts';
import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Service Available Age |',
  least: ({ name }) => ({
    spec: { group: `${name}.${FUZZ_GROUP}`, version: 'v1', groupPriorityMinimum: 1, versionPriority: 1 },
  }),
  nameFor: (name) => `v1.${name}.${FUZZ_GROUP}`,
};
