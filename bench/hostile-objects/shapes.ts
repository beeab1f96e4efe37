import type { Made } from './crowds';

/** The namespace of what is odd, which has a quota of pods. */
export const ODD = 'odd';

/** So many, each made of its number. */
export const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
/** An object with so many members. */
export const members = <T>(count: number, make: (index: number) => T, prefix = 'k'): Record<string, T> =>
  Object.fromEntries(many(count, (index) => [`${prefix}${index}`, make(index)]));

const core = (plural: string) => `/api/v1/namespaces/${ODD}/${plural}`;
const group = (name: string, plural: string) => `/apis/${name}/namespaces/${ODD}/${plural}`;
export const PATHS = {
  configMaps: core('configmaps'),
  pods: core('pods'),
  services: core('services'),
  endpoints: core('endpoints'),
  claims: core('persistentvolumeclaims'),
  quotas: core('resourcequotas'),
  limits: core('limitranges'),
  volumes: '/api/v1/persistentvolumes',
  nodes: '/api/v1/nodes',
  namespaces: '/api/v1/namespaces',
  deployments: group('apps/v1', 'deployments'),
  replicaSets: group('apps/v1', 'replicasets'),
  statefulSets: group('apps/v1', 'statefulsets'),
  daemonSets: group('apps/v1', 'daemonsets'),
  jobs: group('batch/v1', 'jobs'),
  cronJobs: group('batch/v1', 'cronjobs'),
  budgets: group('policy/v1', 'poddisruptionbudgets'),
  autoscalers: group('autoscaling/v2', 'horizontalpodautoscalers'),
  slices: group('discovery.k8s.io/v1', 'endpointslices'),
  policies: group('networking.k8s.io/v1', 'networkpolicies'),
  certificates: '/apis/certificates.k8s.io/v1/certificatesigningrequests',
  storageClasses: '/apis/storage.k8s.io/v1/storageclasses',
  roles: '/apis/rbac.authorization.k8s.io/v1/clusterroles',
  priorities: '/apis/scheduling.k8s.io/v1/priorityclasses',
};

export const made = (path: string, name: string, rest: object = {}, metadata: object = {}): Made => ({
  path,
  body: { metadata: { name, ...metadata }, ...rest },
});

const container = { name: 'c', image: 'fuzz.invalid/none:1' };
/** Ended at once when it is deleted: nobody runs it. */
export const podSpec = (more: object = {}) => ({
  terminationGracePeriodSeconds: 0,
  tolerations: [{ operator: 'Exists' }],
  containers: [container],
  ...more,
});
export const template = (spec: object = {}, labels: object = { app: 'odd' }) => ({
  metadata: { labels },
  spec: podSpec(spec),
});
export const workload = (more: object = {}, spec: object = {}) => ({
  spec: { selector: { matchLabels: { app: 'odd' } }, template: template(spec), ...more },
});
