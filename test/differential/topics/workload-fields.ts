import type { Case } from '../case';
import { tried, type Tried } from './validation';

const TEMPLATE: Tried = {
  'spec.template': [
    undefined,
    {},
    { metadata: { labels: { app: 'other' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  ],
  'spec.template.spec.restartPolicy': ['Never', 'OnFailure', 'x'],
  'spec.template.spec.containers': [[], [{ name: 'C_', image: '' }]],
  'spec.template.spec.activeDeadlineSeconds': [5],
  'spec.template.spec.ephemeralContainers': [[{ name: 'e', image: 'i' }]],
  'spec.template.metadata.name': ['x'],
  'spec.template.metadata.creationTimestamp': [null],
  'spec.template.metadata.labels': [{ app: 'fuzz', 'a b': 'c' }, undefined],
};
const SELECTOR: Tried = {
  'spec.selector': [
    undefined,
    {},
    { matchLabels: { app: 'other' } },
    { matchLabels: { 'a b': 'c' } },
    { matchExpressions: [{ key: 'app', operator: 'In', values: ['fuzz'] }] },
    { matchExpressions: [{ key: 'app', operator: 'In' }] },
    { matchExpressions: [{ key: 'app', operator: 'Exists', values: ['x'] }] },
    { matchExpressions: [{ key: 'app', operator: 'x' }] },
    { matchExpressions: [{ key: 'a b', operator: 'Exists' }] },
  ],
};
const REPLICAS: Tried = {
  'spec.replicas': [0, -1, null, '3', 1.5, 2147483648],
  'spec.minReadySeconds': [0, 5, -1],
  'metadata.name': ['a.b', 'A'],
};

export const WORKLOAD_FIELDS: readonly Case[] = [
  ...tried(
    'Deployment',
    {},
    {
      ...REPLICAS,
      ...SELECTOR,
      ...TEMPLATE,
      spec: [undefined, {}, null],
      'spec.strategy': [
        {},
        { type: 'Recreate' },
        { type: 'RollingUpdate' },
        { type: 'x' },
        { type: 'Recreate', rollingUpdate: { maxSurge: 1 } },
        { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } },
        { rollingUpdate: { maxSurge: '10%', maxUnavailable: '101%' } },
        { rollingUpdate: { maxSurge: '-1%', maxUnavailable: -1 } },
        { rollingUpdate: { maxSurge: 'x', maxUnavailable: '5' } },
      ],
      'spec.revisionHistoryLimit': [0, -1, null],
      'spec.progressDeadlineSeconds': [0, 1, -1, null],
      'spec.paused': [true, 'yes'],
      'spec.rollbackTo': [{ revision: 1 }],
    },
  ),
  ...tried('Deployment', { spec: { minReadySeconds: 10 } }, { 'spec.progressDeadlineSeconds': [10, 11] }),
  ...tried('ReplicaSet', {}, { ...REPLICAS, ...SELECTOR, ...TEMPLATE }),
  ...tried(
    'ReplicationController',
    {},
    {
      ...REPLICAS,
      ...TEMPLATE,
      'spec.selector': [undefined, {}, { app: 'other' }, { 'a b': 'c' }],
    },
  ),
  ...tried(
    'PodTemplate',
    {},
    { template: [undefined, {}], 'template.spec.restartPolicy': ['Never', 'x'], 'metadata.name': ['A'] },
  ),
];
