import type { Deployment, DeploymentSpec, ReplicaSet } from '@kubets/proto-gen/apps/v1';
import type { ReplicationController } from '@kubets/proto-gen/core/v1';
import { deployments } from './deployments/deployments';
import { replicaSets } from './replicasets/replicasets';
import { replicationControllers } from './replicationcontrollers/replicationcontrollers';
import { cellsOf, created, updated } from './testing/strategy-harness';

const template = { metadata: { labels: { run: 'nginx' } }, spec: { containers: [{ name: 'nginx', image: 'nginx' }] } };
const selector = { matchLabels: { run: 'nginx' } };
const deployment = (spec: DeploymentSpec): Deployment => ({
  metadata: { name: 'd', namespace: 'default' },
  spec: { selector, template, ...spec },
});

test('defaults of a Deployment', () => {
  const { object, errors } = created(deployments, deployment({}));
  expect(errors).toEqual([]);
  expect(object.spec).toMatchObject({
    replicas: 1,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    template: {
      spec: { restartPolicy: 'Always', dnsPolicy: 'ClusterFirst', containers: [{ imagePullPolicy: 'Always' }] },
    },
  });
  expect(object.spec!.template!.spec!.enableServiceLinks).toBeUndefined();
});

test('apps/v1beta1 takes selector and labels from the template', () => {
  const { object, errors } = created(
    deployments,
    { metadata: { name: 'd', namespace: 'default' }, spec: { template } },
    { version: 1 },
  );
  expect(errors).toEqual([]);
  expect(object).toMatchObject({
    metadata: { labels: { run: 'nginx' } },
    spec: { replicas: 1, selector, revisionHistoryLimit: 2, progressDeadlineSeconds: 600 },
  });
});

test('a rollback of apps/v1beta1 survives storage', () => {
  const [, old] = deployments.versions;
  const stored = old!.toStorage!({
    apiVersion: 'apps/v1beta1',
    metadata: { name: 'd' },
    spec: { rollbackTo: { revision: 3 }, replicas: 2 },
  } as object);
  expect(stored).toEqual({
    apiVersion: 'apps/v1',
    metadata: { name: 'd', annotations: { 'deprecated.deployment.rollback.rollbackTo': '3' } },
    spec: { replicas: 2 },
  });
  expect(old!.fromStorage!(stored)).toEqual({
    apiVersion: 'apps/v1beta1',
    metadata: { name: 'd', annotations: {} },
    spec: { rollbackTo: { revision: 3 }, replicas: 2 },
  });
});

test.each<[string, DeploymentSpec, string[]]>([
  [
    'no selector',
    { selector: undefined },
    [
      'spec.selector: Required value',
      'spec.template.metadata.labels: Invalid value: {"run":"nginx"}: `selector` does not match template `labels`',
    ],
  ],
  [
    'an empty selector',
    { selector: {} },
    ['spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
  ],
  [
    'a selector of other pods',
    { selector: { matchLabels: { run: 'other' } } },
    ['spec.template.metadata.labels: Invalid value: {"run":"nginx"}: `selector` does not match template `labels`'],
  ],
  [
    'a bad selector',
    { selector: { matchExpressions: [{ key: 'a', operator: 'Is' }] } },
    [
      'spec.selector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator',
      'spec.selector: Invalid value: {"matchExpressions":[{"key":"a","operator":"Is"}]}: invalid label selector',
    ],
  ],
  ['negative replicas', { replicas: -1 }, ['spec.replicas: Invalid value: -1: must be greater than or equal to 0']],
  [
    'pods that end',
    { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } },
    ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'],
  ],
  ['no containers', { template: { ...template, spec: {} } }, ['spec.template.spec.containers: Required value']],
  [
    'an unknown strategy',
    { strategy: { type: 'X' } },
    [
      'spec.strategy: Unsupported value: {"Type":"X","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"',
    ],
  ],
  [
    'Recreate that rolls',
    { strategy: { type: 'Recreate', rollingUpdate: {} } },
    ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
  ],
  [
    'no room to move',
    { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } } },
    ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0'],
  ],
  [
    'percentages',
    { strategy: { rollingUpdate: { maxSurge: '5', maxUnavailable: '101%' } } },
    [
      "spec.strategy.rollingUpdate.maxSurge: Invalid value: \"5\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%',
    ],
  ],
  [
    'a deadline before ready',
    { minReadySeconds: 600 },
    ['spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds'],
  ],
])('a Deployment with %s', (_, spec, expected) => {
  expect(created(deployments, deployment(spec)).errors).toEqual(expected);
});

test('the selector of a Deployment stays', () => {
  const { errors } = updated(deployments, created(deployments, deployment({})).object, ({ spec }) => {
    spec!.selector = { matchLabels: { a: 'b' } };
    spec!.template!.metadata!.labels = { a: 'b' };
  });
  expect(errors).toEqual(['spec.selector: Invalid value: {"matchLabels":{"a":"b"}}: field is immutable']);
});

describe('ReplicationController', () => {
  const controller = (spec: ReplicationController['spec']): ReplicationController => ({
    metadata: { name: 'rc', namespace: 'default' },
    spec,
  });

  test('selector, labels and replicas are defaulted', () => {
    const { object, errors } = created(replicationControllers, controller({ template }));
    expect(errors).toEqual([]);
    expect(object).toMatchObject({
      metadata: { labels: { run: 'nginx' } },
      spec: { replicas: 1, selector: { run: 'nginx' } },
      status: { replicas: 0 },
    });
  });

  test.each<[string, ReplicationController['spec'], string[]]>([
    ['without template', {}, ['spec.selector: Required value', 'spec.template: Required value']],
    [
      'of other pods',
      { selector: { a: 'b' }, template },
      ['spec.template.metadata.labels: Invalid value: {"run":"nginx"}: `selector` does not match template `labels`'],
    ],
  ])('%s', (_, spec, expected) => {
    expect(created(replicationControllers, controller(spec)).errors).toEqual(expected);
  });
});

test('a new Deployment has a status that says nothing', () =>
  expect(created(deployments, deployment({})).object.status).toEqual({}));

test('a ReplicaSet needs its selector and keeps it', () => {
  const set: ReplicaSet = { metadata: { name: 'rs', namespace: 'default' }, spec: { selector, template } };
  const { object, errors } = created(replicaSets, set);
  expect([errors, object.spec!.replicas]).toEqual([[], 1]);
  expect(created(replicaSets, { ...set, spec: { template } }).errors).toEqual([
    'spec.selector: Required value',
    'spec.template.metadata.labels: Invalid value: {"run":"nginx"}: `selector` does not match template `labels`',
  ]);
});

describe('scale', () => {
  test('reads and writes replicas', () => {
    const { object } = created(deployments, deployment({ replicas: 3 }));
    expect(deployments.scale!.read(object)).toEqual({ specReplicas: 3, statusReplicas: 0, selector: 'run=nginx' });
    deployments.scale!.write(object, 5);
    expect(object.spec!.replicas).toBe(5);
    expect(
      replicationControllers.scale!.read({ spec: { replicas: 2, selector: { a: 'b' } }, status: { replicas: 1 } }),
    ).toEqual({ specReplicas: 2, statusReplicas: 1, selector: 'a=b' });
  });
});

test('columns', () => {
  const status = { replicas: 3, readyReplicas: 2, updatedReplicas: 1, availableReplicas: 2 };
  expect(cellsOf(deployments, { ...deployment({ replicas: 3 }), status })).toMatchObject({
    Ready: '2/3',
    'Up-to-date': 1,
    Available: 2,
    Containers: 'nginx',
    Images: 'nginx',
    Selector: 'run=nginx',
  });
  expect(cellsOf(replicaSets, { spec: { replicas: 3, selector, template }, status })).toMatchObject({
    Desired: 3,
    Current: 3,
    Ready: 2,
    Selector: 'run=nginx',
  });
  expect(cellsOf(replicationControllers, { spec: { selector: { b: '2', a: '1' } } })).toMatchObject({
    Desired: 0,
    Current: 0,
    Ready: 0,
    Selector: 'a=1,b=2',
  });
});
