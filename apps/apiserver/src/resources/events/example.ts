import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Last_Seen Type Reason Object Message | Subobject Source First_Seen Count Name',
  least: ({ chance, namespace }) => ({
    involvedObject: { kind: 'Pod', namespace, name: 'a' },
    reason: 'Fuzzed',
    message: 'm',
    type: 'Normal',
    count: chance.int(5),
  }),
};
