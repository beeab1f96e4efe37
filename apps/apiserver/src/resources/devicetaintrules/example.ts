import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Key Value Effect TimeAdded Age |',
  least: () => ({
    spec: { deviceSelector: { driver: 'fuzz.invalid' }, taint: { key: 'k', effect: 'NoSchedule' } },
  }),
};
