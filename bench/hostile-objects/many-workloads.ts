import type { Crowd } from './crowds';
import { made, many, PATHS, podSpec, template, workload } from './shapes';

const LARGEST = 2 ** 31 - 1;
const claimSpec = (more: object = {}) => ({
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: '', ...more },
});
const scaled = (kind: string, name: string, more: object = {}, apiVersion = 'apps/v1') => ({
  spec: { scaleTargetRef: { apiVersion, kind, name }, maxReplicas: 10, ...more },
});
const largeSelector = (count: number) => ({
  matchExpressions: [{ key: 'app', operator: 'In', values: many(count, (index) => `v${index}`) }],
});

/** Workloads and those who scale them: many over the same pods, in circles, as large as can be. */
export const MANY_WORKLOADS: readonly Crowd[] = [
  {
    what: 'autoscalers that scale each other, themselves and what is not there',
    objects: () => [
      ...many(100, (index) =>
        made(
          PATHS.autoscalers,
          `h${index}`,
          scaled('HorizontalPodAutoscaler', `h${(index + 1) % 100}`, {}, 'autoscaling/v2'),
        ),
      ),
      made(PATHS.autoscalers, 'self', scaled('HorizontalPodAutoscaler', 'self', {}, 'autoscaling/v2')),
      ...['', 'Pod', 'Node', '__proto__', 'constructor'].map((kind, index) =>
        made(PATHS.autoscalers, `k${index}`, scaled(kind, 'x')),
      ),
    ],
    stayMs: 3000,
  },
  {
    what: '300 autoscalers of one Deployment, with extreme numbers',
    objects: () => [
      made(PATHS.deployments, 'd', workload({ replicas: 1 })),
      ...many(300, (index) =>
        made(
          PATHS.autoscalers,
          `h${index}`,
          scaled('Deployment', 'd', {
            minReplicas: 1 + (index % 3),
            maxReplicas: LARGEST,
            metrics: [
              {
                type: 'Resource',
                resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: LARGEST } },
              },
            ],
            behavior: {
              scaleUp: {
                stabilizationWindowSeconds: 3600,
                policies: [{ type: 'Percent', value: LARGEST, periodSeconds: 1800 }],
              },
            },
          }),
        ),
      ),
    ],
    stayMs: 3000,
  },
  {
    what: 'an autoscaler of 5,000 metrics',
    objects: () => [
      made(PATHS.deployments, 'd', workload({ replicas: 1 })),
      made(
        PATHS.autoscalers,
        'h',
        scaled('Deployment', 'd', {
          metrics: many(5000, (index) => ({
            type: 'External',
            external: { metric: { name: `m${index}` }, target: { type: 'Value', value: '1' } },
          })),
        }),
      ),
    ],
    stayMs: 3000,
  },
  {
    what: '500 CronJobs that are due every minute since 1970',
    objects: () =>
      many(500, (index) =>
        made(PATHS.cronJobs, `c${index}`, {
          spec: {
            schedule: ['* * * * *', '* * * 2-12 *', '@every 1s', '0 0 29 2 *', '*/7 1-23/5 1,31 2-12/3 0-6'][index % 5],
            timeZone: ['America/New_York', 'Australia/Lord_Howe', 'Etc/UTC'][index % 3],
            startingDeadlineSeconds: [LARGEST, 9_000_000_000, 1][index % 3],
            suspend: false,
            jobTemplate: { spec: { suspend: true, template: template({ restartPolicy: 'Never' }) } },
          },
        }),
      ),
    then: async (client) => {
      for (let index = 0; index < 500; index++)
        await client.call(
          'PATCH',
          `${PATHS.cronJobs}/c${index}/status`,
          { status: { lastScheduleTime: '1970-01-01T00:00:00Z' } },
          { contentType: 'application/merge-patch+json' },
        );
    },
    stayMs: 5000,
  },
  {
    what: 'CronJobs with schedules of 100 KB',
    objects: () =>
      [
        `${'0,'.repeat(50_000)}0 * * * *`,
        `* * ${'1-31/2,'.repeat(20_000)}1 * *`,
        `TZ=${'a/'.repeat(50_000)} * * * * *`,
      ].map((schedule, index) =>
        made(PATHS.cronJobs, `c${index}`, {
          spec: { schedule, jobTemplate: { spec: { template: template({ restartPolicy: 'Never' }) } } },
        }),
      ),
  },
  {
    what: 'Jobs with the largest numbers there are',
    objects: () =>
      [
        { completions: LARGEST, parallelism: LARGEST },
        { completions: 100_000, parallelism: 100_000, completionMode: 'Indexed' },
        {
          completions: LARGEST,
          parallelism: 10_000,
          completionMode: 'Indexed',
          backoffLimitPerIndex: LARGEST,
          maxFailedIndexes: 10_000,
        },
        { parallelism: LARGEST, activeDeadlineSeconds: 9_007_199_254_740_991 },
        { backoffLimit: LARGEST, ttlSecondsAfterFinished: LARGEST },
        { parallelism: 0, completions: 0 },
      ].map((spec, index) =>
        made(PATHS.jobs, `j${index}`, { spec: { ...spec, template: template({ restartPolicy: 'Never' }) } }),
      ),
    stayMs: 3000,
  },
  {
    what: 'Jobs whose status tells of two thousand million indexes',
    objects: () =>
      many(5, (index) =>
        made(PATHS.jobs, `j${index}`, {
          spec: {
            completions: 100_000,
            parallelism: 5,
            completionMode: 'Indexed',
            backoffLimitPerIndex: 1,
            suspend: index % 2 === 0,
            template: template({ restartPolicy: 'Never' }),
          },
        }),
      ),
    then: async (client) => {
      const texts = [
        '0-2147483647',
        many(40_000, (index) => index * 2).join(','),
        '0-99999',
        `${'9'.repeat(100_000)}`,
        '5-1,1-5',
      ];
      for (const [index, text] of texts.entries())
        await client.call(
          'PATCH',
          `${PATHS.jobs}/j${index}/status`,
          { status: { completedIndexes: text, failedIndexes: text } },
          { contentType: 'application/merge-patch+json' },
        );
    },
    stayMs: 3000,
  },
  {
    what: 'sets of two thousand million',
    objects: () => [
      made(PATHS.statefulSets, 's0', workload({ replicas: LARGEST, ordinals: { start: LARGEST }, serviceName: 'x' })),
      made(
        PATHS.statefulSets,
        's1',
        workload({
          replicas: LARGEST,
          podManagementPolicy: 'Parallel',
          serviceName: 'x',
          updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: LARGEST, maxUnavailable: '100%' } },
        }),
      ),
      made(PATHS.replicaSets, 'r0', workload({ replicas: LARGEST, minReadySeconds: LARGEST - 1 })),
      made(
        PATHS.deployments,
        'd0',
        workload({
          replicas: LARGEST,
          strategy: { rollingUpdate: { maxSurge: '2147483647%', maxUnavailable: '100%' } },
          revisionHistoryLimit: LARGEST,
          progressDeadlineSeconds: LARGEST,
        }),
      ),
    ],
    stayMs: 5000,
  },
  {
    what: 'a StatefulSet of 1,000 claim templates, 10 of it',
    objects: () => [
      made(
        PATHS.statefulSets,
        's',
        workload({
          replicas: 10,
          serviceName: 'x',
          podManagementPolicy: 'Parallel',
          volumeClaimTemplates: many(1000, (index) => ({ metadata: { name: `v${index}` }, ...claimSpec() })),
        }),
      ),
    ],
    stayMs: 5000,
  },
  {
    what: '300 Deployments over the same pods',
    objects: () => many(300, (index) => made(PATHS.deployments, `d${index}`, workload({ replicas: 1 }))),
    stayMs: 5000,
  },
  {
    what: '300 ReplicaSets whose selectors have 20,000 values',
    objects: () => [
      ...many(300, (index) =>
        made(PATHS.replicaSets, `r${index}`, {
          spec: { replicas: 1, selector: largeSelector(20_000), template: template({}, { app: 'v1' }) },
        }),
      ),
    ],
    stayMs: 3000,
  },
  {
    what: 'Deployments whose ReplicaSets have revisions that are none',
    objects: () => [made(PATHS.deployments, 'd', workload({ replicas: 1 }))],
    then: async (client) => {
      for (const revision of ['9'.repeat(30), '-1', 'x', '9223372036854775807', '']) {
        await client.call(
          'PATCH',
          `${PATHS.deployments}/d`,
          {
            metadata: { annotations: { 'deployment.kubernetes.io/revision': revision } },
            spec: { template: { metadata: { annotations: { at: revision || 'e' } } } },
          },
          { contentType: 'application/merge-patch+json' },
        );
        const { body } = await client.call('GET', PATHS.replicaSets);
        for (const { metadata } of (body.items ?? []) as { metadata: { name: string } }[])
          await client.call(
            'PATCH',
            `${PATHS.replicaSets}/${metadata.name}`,
            {
              metadata: {
                annotations: {
                  'deployment.kubernetes.io/revision': revision,
                  'deployment.kubernetes.io/desired-replicas': revision,
                  'deployment.kubernetes.io/max-replicas': revision,
                },
              },
            },
            { contentType: 'application/merge-patch+json' },
          );
      }
    },
    stayMs: 2000,
  },
  {
    what: 'Endpoints of 5,000 subsets of an address and 20 ports',
    objects: () => [
      made(PATHS.services, 's', { spec: { ports: [{ port: 80 }] } }),
      made(PATHS.endpoints, 's', {
        subsets: many(5000, (at) => ({
          addresses: [{ ip: `20.1.${at >> 8}.${at & 255}` }],
          ports: many(10, (index) => ({ name: `p${index}`, port: 1 + ((at + index) % 60_000) })),
        })),
      }),
    ],
    stayMs: 5000,
  },
  {
    what: 'a DaemonSet of 20,000 node names, on what nodes there are',
    objects: () => [
      made(
        PATHS.daemonSets,
        'd',
        workload(
          {},
          {
            affinity: {
              nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                  nodeSelectorTerms: many(5000, (index) => ({
                    matchFields: [{ key: 'metadata.name', operator: 'In', values: [`n${index}`] }],
                  })),
                },
              },
            },
          },
        ),
      ),
      ...many(100, (index) => made(PATHS.nodes, `n${index}`)),
    ],
    stayMs: 5000,
  },
  {
    what: 'priorities that differ by one, and pods that drive each other away',
    objects: () => [
      ...many(20, (index) => made(PATHS.priorities, `odd-${index}`, { value: 1000 + index })),
      ...many(18, (index) =>
        made(PATHS.pods, `p${index}`, {
          spec: podSpec({
            priorityClassName: `odd-${index}`,
            containers: [{ name: 'c', image: 'i:1', resources: { requests: { cpu: '3' } } }],
          }),
        }),
      ),
    ],
    stayMs: 10_000,
  },
];
