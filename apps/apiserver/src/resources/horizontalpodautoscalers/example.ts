import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Reference Targets MinPods MaxPods Replicas Age |',
  least: () => ({
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' }, maxReplicas: 3 },
  }),
};
