import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Attacher PV Node Attached Age |',
  least: () => ({
    spec: { attacher: 'fuzz.invalid', nodeName: 'none', source: { persistentVolumeName: 'none' } },
  }),
};
