import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Handler Age |',
  least: () => ({ handler: 'fuzz' }),
  more: { handler: 'runc', overhead: { podFixed: { cpu: '10m' } } },
};
