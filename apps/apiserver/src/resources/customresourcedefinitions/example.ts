import { FUZZ_GROUP } from '../testing/example-parts';
import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Scope Versions Created_At | Group Kind ShortNames Established',
  least: ({ name: plural }) => ({
    spec: {
      group: FUZZ_GROUP,
      names: { plural, kind: 'Fuzz' },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  }),
  nameFor: (name) => `${name}.${FUZZ_GROUP}`,
};
