import type { ControllerRevision, DaemonSet, DaemonSetSpec } from '@kubets/proto-gen/apps/v1';
import { controllerRevisions } from '../controllerrevisions/controllerrevisions';
import { cellsOf, created, strategyContext, texts, updated } from '../testing/strategy-harness';
import { daemonSets } from './daemonsets';

const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'a', image: 'a:1' }] } };
const set = (spec: DaemonSetSpec = {}): DaemonSet => ({
  metadata: { name: 'agent', namespace: 'default' },
  spec: { selector: { matchLabels: { app: 'a' } }, template, ...spec },
});
const GENERATION = 'deprecated.daemonset.template.generation';

test('defaults, and the count of its templates', () => {
  const { object, errors } = created(daemonSets, set());
  expect(errors).toEqual([]);
  expect(object).toMatchObject({
    metadata: { annotations: { [GENERATION]: '1' } },
    spec: {
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      revisionHistoryLimit: 10,
    },
    status: { desiredNumberScheduled: 0 },
  });
  const kept = updated(daemonSets, object, ({ metadata, spec }) => {
    metadata!.annotations = {};
    spec!.minReadySeconds = 5;
  });
  expect(kept.object.metadata?.annotations).toEqual({ [GENERATION]: '1' });
  const changed = updated(daemonSets, kept.object, ({ spec }) => {
    spec!.template!.spec!.containers![0]!.image = 'a:2';
  });
  expect(changed.object.metadata?.annotations).toEqual({ [GENERATION]: '2' });
});

test.each<[string, DaemonSetSpec, string[]]>([
  [
    'no selector',
    { selector: undefined },
    ['spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`'],
  ],
  [
    'an empty selector',
    { selector: {} },
    ['spec.selector: Invalid value: {}: empty selector is invalid for daemonset'],
  ],
  [
    'an unknown strategy',
    { updateStrategy: { type: 'X' } },
    [
      'spec.updateStrategy: Unsupported value: {"Type":"X","RollingUpdate":null}: supported values: "RollingUpdate", "OnDelete"',
    ],
  ],
  [
    'both ways',
    { updateStrategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: '10%' } } },
    [
      'spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: "10%": may not be set when maxUnavailable is non-zero',
    ],
  ],
  [
    'no way',
    { updateStrategy: { rollingUpdate: { maxUnavailable: 0 } } },
    ['spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0'],
  ],
  [
    'more than all',
    { updateStrategy: { rollingUpdate: { maxUnavailable: '101%' } } },
    ['spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%'],
  ],
  [
    'negative numbers',
    { minReadySeconds: -1, revisionHistoryLimit: -1 },
    [
      'spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0',
      'spec.revisionHistoryLimit: Invalid value: -1: must be greater than or equal to 0',
    ],
  ],
  [
    'pods that end',
    { template: { ...template, spec: { ...template.spec, activeDeadlineSeconds: 5 } } },
    ['spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in DaemonSet is not Supported'],
  ],
])('%s', (_, spec, expected) => expect(created(daemonSets, set(spec)).errors).toEqual(expected));

test('OnDelete keeps settings that it does not use', () =>
  expect(
    created(daemonSets, set({ updateStrategy: { type: 'OnDelete', rollingUpdate: {} } })).object.spec?.updateStrategy,
  ).toEqual({ type: 'OnDelete', rollingUpdate: { maxUnavailable: 0, maxSurge: 0 } }));

test('the selector stays, and the status counts collisions up', () => {
  const { object } = created(daemonSets, set());
  const { errors } = updated(daemonSets, object, ({ spec }) => {
    spec!.selector = { matchLabels: { app: 'b' } };
    spec!.template!.metadata!.labels = { app: 'b' };
  });
  expect(errors).toEqual(['spec.selector: Invalid value: {"matchLabels":{"app":"b"}}: field is immutable']);
  const validate = daemonSets.status!.validateUpdate!;
  expect(texts(validate({ status: {} }, { status: { collisionCount: 1 } }, strategyContext()))).toEqual([
    'status.collisionCount: Invalid value: 0: cannot be decremented',
  ]);
});

test('columns', () =>
  expect(
    cellsOf(daemonSets, {
      ...set({ template: { ...template, spec: { ...template.spec, nodeSelector: { disk: 'ssd' } } } }),
      status: { desiredNumberScheduled: 3, currentNumberScheduled: 2, numberReady: 1 },
    }),
  ).toMatchObject({
    Desired: 3,
    Current: 2,
    Ready: 1,
    'Up-to-date': 0,
    Available: 0,
    'Node Selector': 'disk=ssd',
    Selector: 'app=a',
  }));

describe('ControllerRevision', () => {
  const revision = (more: ControllerRevision): ControllerRevision => ({
    metadata: { name: 'r', namespace: 'default' },
    ...more,
  });
  test.each<[ControllerRevision, string[]]>([
    [{ data: {}, revision: 1 }, []],
    [
      { revision: -1 },
      ['revision: Invalid value: -1: must be greater than or equal to 0', 'data: Required value: data is mandatory'],
    ],
  ])('%j', (more, expected) =>
    expect(created(controllerRevisions, revision(more)).errors.sort()).toEqual(expected.sort()),
  );

  test('data stay, the number does not', () =>
    expect(
      updated(controllerRevisions, revision({ data: { a: 1 }, revision: 1 }), (changed) => {
        changed.data = { a: 2 };
        changed.revision = 2;
      }).errors,
    ).toEqual(['data: Invalid value: {"a":2}: field is immutable']));

  test('columns', () =>
    expect(
      cellsOf(controllerRevisions, {
        metadata: {
          name: 'db-1',
          ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid: 'u', controller: true }],
        },
        revision: 7,
      }),
    ).toMatchObject({ Controller: 'statefulset.apps/db', Revision: 7 }));
});
