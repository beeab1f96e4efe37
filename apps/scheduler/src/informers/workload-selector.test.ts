import { createLister } from '@kubets/client';
import type { ReplicaSet, StatefulSet } from '@kubets/proto-gen/apps/v1';
import type { ReplicationController, Service } from '@kubets/proto-gen/core/v1';
import { buildPodInfo } from '../testing/build';
import { servicesBySelector, SERVICES_BY_SELECTOR_INDEX, workloadSelector } from './workload-selector';

const service = (name: string, selector: Record<string, string> | undefined, namespace = 'default'): Service => ({
  metadata: { name, namespace },
  spec: { selector },
});
const listers = {
  services: createLister<Service>(
    [
      service('web', { app: 'web' }),
      service('front', { app: 'web', tier: 'front' }),
      service('elsewhere', { app: 'web', other: 'x' }, 'other'),
      service('manual', undefined),
    ],
    { [SERVICES_BY_SELECTOR_INDEX]: servicesBySelector },
  ),
  replicaSets: createLister<ReplicaSet>([
    {
      metadata: { name: 'rs', namespace: 'default' },
      spec: {
        selector: { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'hash', operator: 'In', values: ['1'] }] },
      },
    },
  ]),
  statefulSets: createLister<StatefulSet>([
    { metadata: { name: 'db', namespace: 'default' }, spec: { selector: { matchLabels: { app: 'db' } } } },
  ]),
  replicationControllers: createLister<ReplicationController>([
    { metadata: { name: 'rc', namespace: 'default' }, spec: { selector: { run: 'rc' } } },
  ]),
};
const ownedBy = (kind: string, name: string, labels: Record<string, string>) =>
  buildPodInfo('p', {
    metadata: {
      name: 'p',
      namespace: 'default',
      labels,
      ownerReferences: [{ apiVersion: 'v1', kind, name, uid: 'u', controller: true }],
    },
  });

test.each<{ name: string; pod: ReturnType<typeof buildPodInfo>; expected: string | undefined }>([
  { name: 'a pod nothing selects', pod: buildPodInfo('p', { labels: { app: 'db' } }), expected: undefined },
  { name: 'a pod without labels', pod: buildPodInfo('p'), expected: undefined },
  { name: 'a Service', pod: buildPodInfo('p', { labels: { app: 'web' } }), expected: 'app=web' },
  {
    name: 'two Services together',
    pod: buildPodInfo('p', { labels: { app: 'web', tier: 'front' } }),
    expected: 'app=web,tier=front',
  },
  {
    name: 'a ReplicaSet and a Service',
    pod: ownedBy('ReplicaSet', 'rs', { app: 'web', hash: '1' }),
    expected: 'app=web,hash=1',
  },
  { name: 'a ReplicationController', pod: ownedBy('ReplicationController', 'rc', { run: 'rc' }), expected: 'run=rc' },
  { name: 'a StatefulSet', pod: ownedBy('StatefulSet', 'db', { app: 'db', pod: 'db-0' }), expected: 'app=db' },
  {
    name: 'a ReplicaSet that has not arrived yet',
    pod: ownedBy('ReplicaSet', 'new', { app: 'new', hash: '2' }),
    expected: 'app=new,hash=2',
  },
  { name: 'another kind of owner', pod: ownedBy('Job', 'job', { app: 'job' }), expected: undefined },
])('$name', ({ pod, expected }) => {
  expect(
    workloadSelector(pod, listers)
      ?.requirements.map(({ key, values }) => `${key}=${values.join('|')}`)
      .join(','),
  ).toBe(expected);
});
