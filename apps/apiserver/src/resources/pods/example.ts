import { podSpec, probedSpec } from '../testing/example-parts';
import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Ready Status Restarts Age | IP Node Nominated_Node Readiness_Gates',
  least: () => ({ spec: podSpec }),
  more: {
    spec: {
      ...probedSpec,
      serviceAccountName: 'default',
      volumes: [{ name: 'v', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }, { name: 'w' }],
      securityContext: { fsGroup: 1 },
    },
  },
};
