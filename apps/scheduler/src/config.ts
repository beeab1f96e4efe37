import {
  CLIENT_OPTIONS,
  defineConfig,
  leaderElectionOptions,
  logOptions,
  servingOptions,
  type ConfigOf,
} from '@kubets/component/main';

export const config = defineConfig({
  name: 'kube-scheduler',
  doc: 'Assigns pods to nodes.',
  options: {
    ...CLIENT_OPTIONS,
    ...servingOptions({ securePort: 10259 }),
    ...leaderElectionOptions({ resourceName: 'kube-scheduler' }),
    ...logOptions,
    schedulerName: {
      flag: 'scheduler-name',
      type: 'string',
      default: 'default-scheduler',
      doc: 'Schedules the pods whose spec.schedulerName is this.',
    },
    percentageOfNodesToScore: {
      flag: 'percentage-of-nodes-to-score',
      type: 'int',
      default: 0,
      doc: 'The search for feasible nodes ends at this share of all nodes; 0 adapts it to the size of the cluster.',
      validate: (value) => (value >= 0 && value <= 100 ? undefined : 'between 0 and 100'),
    },
    podInitialBackoffMs: {
      flag: 'pod-initial-backoff',
      type: 'duration',
      default: '1s',
      doc: 'How long a pod that could not be scheduled waits at least before it is tried again.',
    },
    podMaxBackoffMs: {
      flag: 'pod-max-backoff',
      type: 'duration',
      default: '10s',
      doc: 'The limit to which that time doubles with each attempt.',
    },
  },
});

export type SchedulerConfig = ConfigOf<typeof config.options>;
