import type { Crowd } from './crowds';
import { made, many, members, PATHS, podSpec } from './shapes';

const term = (index: number, more: object = {}) => ({
  topologyKey: 'kubernetes.io/hostname',
  labelSelector: { matchExpressions: [{ key: `k${index}`, operator: 'NotIn', values: ['a', 'b'] }] },
  ...more,
});
const inNode = (index: number) => ({ matchExpressions: [{ key: `k${index}`, operator: 'DoesNotExist' }] });

/** Specs that make the scheduler work for each node, for each other pod, each time it tries. */
const SPECS: readonly [what: string, spec: () => object][] = [
  [
    '5,000 terms of affinity to other pods',
    () => ({
      affinity: {
        podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: many(5000, (index) => term(index)) },
      },
    }),
  ],
  [
    '5,000 preferences for other pods',
    () => ({
      affinity: {
        podAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: many(5000, (index) => ({
            weight: 1 + (index % 100),
            podAffinityTerm: term(index),
          })),
        },
      },
    }),
  ],
  [
    'a term of affinity of 50,000 values',
    () => ({
      affinity: {
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            term(0, {
              labelSelector: {
                matchExpressions: [{ key: 'a', operator: 'In', values: many(50_000, (index) => `v${index}`) }],
              },
            }),
          ],
        },
      },
    }),
  ],
  [
    'terms of affinity in 20,000 namespaces',
    () => ({
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            term(0, { namespaces: many(20_000, (index) => `n${index}`) }),
          ],
        },
      },
    }),
  ],
  [
    '5,000 constraints of spreading',
    () => ({
      topologySpreadConstraints: many(3000, (index) => ({
        maxSkew: 1 + (index % 2 ** 20),
        topologyKey: `k${index}`,
        whenUnsatisfiable: index % 2 ? 'ScheduleAnyway' : 'DoNotSchedule',
        labelSelector: { matchLabels: { app: `v${index}` } },
      })),
    }),
  ],
  [
    '20,000 terms of node affinity',
    () => ({
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: many(20_000, (index) => ({
              matchExpressions: [{ key: `k${index}`, operator: 'Exists' }],
            })),
          },
        },
      },
    }),
  ],
  [
    '20,000 preferences of nodes',
    () => ({
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: many(20_000, (index) => ({
            weight: 100,
            preference: inNode(index),
          })),
        },
      },
    }),
  ],
  ['a node selector of 20,000 labels', () => ({ nodeSelector: members(20_000, () => 'v') })],
  ['20,000 tolerations', () => ({ tolerations: many(20_000, (index) => ({ key: `k${index}`, operator: 'Exists' })) })],
  [
    '20,000 ports of the host',
    () => ({
      containers: [
        {
          name: 'c',
          image: 'i:1',
          ports: many(20_000, (index) => ({ containerPort: index + 1, hostPort: index + 1 })),
        },
      ],
    }),
  ],
  [
    '2,000 containers that want 20 resources each',
    () => ({
      containers: many(1000, (index) => ({
        name: `c${index}`,
        image: 'i:1',
        resources: { limits: members(20, () => '1', 'example.com/r') },
      })),
    }),
  ],
  [
    '5,000 volumes of claims',
    () => ({
      volumes: many(5000, (index) => ({ name: `v${index}`, persistentVolumeClaim: { claimName: `c${index}` } })),
    }),
  ],
  [
    '5,000 volumes that are made for it',
    () => ({
      volumes: many(2000, (index) => ({
        name: `v${index}`,
        ephemeral: {
          volumeClaimTemplate: {
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        },
      })),
    }),
  ],
  [
    'more than any node has',
    () => ({
      containers: [
        {
          name: 'c',
          image: 'i:1',
          resources: {
            requests: { cpu: '9223372036854775807', memory: '8Ei', 'ephemeral-storage': '9223372036854775807' },
          },
        },
      ],
    }),
  ],
  [
    'less than nothing',
    () => ({
      containers: [{ name: 'c', image: 'i:1', resources: { requests: { cpu: '1n', memory: '1m' } } }],
      overhead: { cpu: '1n' },
    }),
  ],
];

const LABELS = members(50, () => 'a');

export const LARGE_PODS: readonly Crowd[] = SPECS.map(([what, spec]) => ({
  what: `15 pods with ${what}`,
  objects: () =>
    many(15, (index) => made(PATHS.pods, `p${index}`, { spec: podSpec(spec()) }, { labels: { ...LABELS, app: 'v1' } })),
  stayMs: 5000,
}));
