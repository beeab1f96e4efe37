import type {
  FlowSchema,
  PolicyRulesWithSubjects,
  PriorityLevelConfiguration,
  PriorityLevelConfigurationSpec,
  ResourcePolicyRule,
  Subject,
} from '@kubets/proto-gen/flowcontrol/v1';

const API_VERSION = 'flowcontrol.apiserver.k8s.io/v1';
const ALL = ['*'];

/** Whether the server keeps an object's spec as it is by default. */
export const AUTO_UPDATE = 'apf.kubernetes.io/autoupdate-spec';

function level(name: string, spec: PriorityLevelConfigurationSpec): PriorityLevelConfiguration {
  return {
    apiVersion: API_VERSION,
    kind: 'PriorityLevelConfiguration',
    metadata: { name, annotations: { [AUTO_UPDATE]: 'true' } },
    spec,
  };
}

function queued(
  name: string,
  nominalConcurrencyShares: number,
  lendablePercent: number,
  [queues, handSize]: [number, number],
): PriorityLevelConfiguration {
  const limitResponse = { type: 'Queue', queuing: { queues, handSize, queueLengthLimit: 50 } };
  return level(name, { type: 'Limited', limited: { nominalConcurrencyShares, limitResponse, lendablePercent } });
}

interface Flows {
  name: string;
  level: string;
  precedence: number;
  /** How its requests are told apart; not at all unless given. */
  by?: 'ByUser' | 'ByNamespace';
  rules: PolicyRulesWithSubjects[];
}

const schema = ({ name, level: of, precedence, by, rules }: Flows): FlowSchema => ({
  apiVersion: API_VERSION,
  kind: 'FlowSchema',
  metadata: { name, annotations: { [AUTO_UPDATE]: 'true' } },
  spec: {
    priorityLevelConfiguration: { name: of },
    matchingPrecedence: precedence,
    ...(by ? { distinguisherMethod: { type: by } } : {}),
    rules,
  },
});

const groups = (...names: string[]): Subject[] => names.map((name) => ({ kind: 'Group', group: { name } }));
const users = (...names: string[]): Subject[] => names.map((name) => ({ kind: 'User', user: { name } }));
const SYSTEM_ACCOUNTS: Subject[] = [
  { kind: 'ServiceAccount', serviceAccount: { namespace: 'kube-system', name: '*' } },
];
const EVERYBODY = groups('system:unauthenticated', 'system:authenticated');

const resources = (rule: Partial<ResourcePolicyRule>): ResourcePolicyRule => ({
  verbs: ALL,
  apiGroups: ALL,
  resources: ALL,
  namespaces: ALL,
  ...rule,
});

const everythingOf = (subjects: Subject[]): PolicyRulesWithSubjects => ({
  subjects,
  resourceRules: [resources({ clusterScope: true })],
  nonResourceRules: [{ verbs: ALL, nonResourceURLs: ALL }],
});
const LEASES = { apiGroups: ['coordination.k8s.io'], resources: ['leases'] };
const [CONTROLLER_MANAGER, SCHEDULER] = ['system:kube-controller-manager', 'system:kube-scheduler'] as const;

/** Levels that are always there, and always as they are here; of `exempt` the shares may be changed. */
export const MANDATORY_LEVELS: readonly PriorityLevelConfiguration[] = [
  level('exempt', { type: 'Exempt', exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } }),
  level('catch-all', {
    type: 'Limited',
    limited: { nominalConcurrencyShares: 5, limitResponse: { type: 'Reject' }, lendablePercent: 0 },
  }),
];

/** Those that a cluster begins with, and may change. */
export const SUGGESTED_LEVELS: readonly PriorityLevelConfiguration[] = [
  queued('system', 30, 33, [64, 6]),
  queued('node-high', 40, 25, [64, 6]),
  queued('leader-election', 10, 0, [16, 4]),
  queued('workload-high', 40, 50, [128, 6]),
  queued('workload-low', 100, 90, [128, 6]),
  queued('global-default', 20, 50, [128, 6]),
];

export const MANDATORY_SCHEMAS: readonly FlowSchema[] = [
  schema({ name: 'exempt', level: 'exempt', precedence: 1, rules: [everythingOf(groups('system:masters'))] }),
  schema({
    name: 'catch-all',
    level: 'catch-all',
    precedence: 10_000,
    by: 'ByUser',
    rules: [everythingOf(EVERYBODY)],
  }),
];

export const SUGGESTED_SCHEMAS: readonly FlowSchema[] = [
  schema({
    name: 'system-nodes',
    level: 'system',
    precedence: 500,
    by: 'ByUser',
    rules: [everythingOf(groups('system:nodes'))],
  }),
  schema({
    name: 'system-node-high',
    level: 'node-high',
    precedence: 400,
    by: 'ByUser',
    rules: [
      {
        subjects: groups('system:nodes'),
        resourceRules: [
          resources({ apiGroups: [''], resources: ['nodes', 'nodes/status'], clusterScope: true }),
          resources(LEASES),
        ],
      },
    ],
  }),
  schema({
    name: 'probes',
    level: 'exempt',
    precedence: 2,
    rules: [
      {
        subjects: EVERYBODY,
        nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz', '/readyz', '/livez'] }],
      },
    ],
  }),
  schema({
    name: 'system-leader-election',
    level: 'leader-election',
    precedence: 100,
    by: 'ByUser',
    rules: [
      {
        subjects: [...users(CONTROLLER_MANAGER, SCHEDULER), ...SYSTEM_ACCOUNTS],
        resourceRules: [resources({ verbs: ['get', 'create', 'update'], ...LEASES })],
      },
    ],
  }),
  schema({
    name: 'kube-controller-manager',
    level: 'workload-high',
    precedence: 800,
    by: 'ByNamespace',
    rules: [everythingOf(users(CONTROLLER_MANAGER))],
  }),
  schema({
    name: 'kube-scheduler',
    level: 'workload-high',
    precedence: 800,
    by: 'ByNamespace',
    rules: [everythingOf(users(SCHEDULER))],
  }),
  schema({
    name: 'kube-system-service-accounts',
    level: 'workload-high',
    precedence: 900,
    by: 'ByNamespace',
    rules: [everythingOf(SYSTEM_ACCOUNTS)],
  }),
  schema({
    name: 'service-accounts',
    level: 'workload-low',
    precedence: 9_000,
    by: 'ByUser',
    rules: [everythingOf(groups('system:serviceaccounts'))],
  }),
  schema({
    name: 'global-default',
    level: 'global-default',
    precedence: 9_900,
    by: 'ByUser',
    rules: [everythingOf(EVERYBODY)],
  }),
];
