import type { StatefulSet, StatefulSetSpec, StatefulSetStatus } from '@kubets/proto-gen/apps/v1';
import type { PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import { cellsOf, created, strategyContext, texts, updated } from '../testing/strategy-harness';
import { statefulSets } from './statefulsets';

const template = { metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'db', image: 'db:1' }] } };
const selector = { matchLabels: { app: 'db' } };
const set = (spec: StatefulSetSpec = {}, name = 'db'): StatefulSet => ({
  metadata: { name, namespace: 'default' },
  spec: { selector, template, ...spec },
});
const claim = (spec: PersistentVolumeClaim['spec'] = {}): PersistentVolumeClaim => ({
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
});

test('defaults', () => {
  const { object, errors } = created(statefulSets, set({ volumeClaimTemplates: [claim()] }));
  expect(errors).toEqual([]);
  expect(object.status).toEqual({ replicas: 0 });
  expect(object.spec).toMatchObject({
    replicas: 1,
    podManagementPolicy: 'OrderedReady',
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable: 1 } },
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    revisionHistoryLimit: 10,
    template: { spec: { restartPolicy: 'Always' } },
    volumeClaimTemplates: [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        spec: { volumeMode: 'Filesystem' },
        status: { phase: 'Pending' },
      },
    ],
  });
});

test('a strategy that is named without its settings has none', () =>
  expect(created(statefulSets, set({ updateStrategy: { type: 'RollingUpdate' } })).object.spec?.updateStrategy).toEqual(
    {
      type: 'RollingUpdate',
    },
  ));

test.each<[string, StatefulSetSpec, string[]]>([
  [
    'no selector',
    { selector: undefined },
    [
      'spec.selector: Required value',
      'spec.template.metadata.labels: Invalid value: {"app":"db"}: `selector` does not match template `labels`',
    ],
  ],
  [
    'an empty selector',
    { selector: {} },
    ['spec.selector: Invalid value: {}: empty selector is invalid for statefulset'],
  ],
  [
    'an unknown policy',
    { podManagementPolicy: 'X' },
    ["spec.podManagementPolicy: Invalid value: \"X\": must be 'OrderedReady' or 'Parallel'"],
  ],
  [
    'a strategy of tomorrow',
    { updateStrategy: { type: 'Recreate' } },
    [
      'spec.updateStrategy: Invalid value: {"Type":"Recreate","RollingUpdate":null}: must be \'RollingUpdate\' or \'OnDelete\'',
    ],
  ],
  [
    'OnDelete that rolls',
    { updateStrategy: { type: 'OnDelete', rollingUpdate: {} } },
    [
      'spec.updateStrategy.rollingUpdate: Invalid value: {"Partition":0,"MaxUnavailable":null}: only allowed for updateStrategy \'RollingUpdate\'',
    ],
  ],
  [
    'nothing unavailable',
    { updateStrategy: { rollingUpdate: { maxUnavailable: '0%', partition: -1 } } },
    [
      'spec.updateStrategy.rollingUpdate.partition: Invalid value: -1: must be greater than or equal to 0',
      'spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: "0%": cannot be 0',
    ],
  ],
  [
    'numbers below 0',
    { replicas: -1, minReadySeconds: -1, ordinals: { start: -1 } },
    [
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      'spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0',
      'spec.ordinals.start: Invalid value: -1: must be greater than or equal to 0',
    ],
  ],
  [
    'a policy for claims that is none',
    { persistentVolumeClaimRetentionPolicy: { whenScaled: 'Keep' } },
    [
      'spec.persistentVolumeClaimRetentionPolicy.whenScaled: Unsupported value: "Keep": supported values: "Retain", "Delete"',
    ],
  ],
  [
    'a Service of a bad name',
    { serviceName: 'a_b' },
    [
      expect.stringContaining(
        'spec.serviceName: Invalid value: "a_b": a lowercase RFC 1123 label',
      ) as unknown as string,
    ],
  ],
  [
    'claims of nothing',
    { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: {} }] },
    [
      'spec.volumeClaimTemplates[0].spec.accessModes: Required value: at least 1 access mode is required',
      'spec.volumeClaimTemplates[0].spec.resources[storage]: Required value',
    ],
  ],
  [
    'odd claims',
    {
      volumeClaimTemplates: [
        claim({
          accessModes: ['ReadWriteOncePod', 'ReadOnlyMany', 'X'],
          resources: { requests: { storage: '0' } },
          volumeMode: 'Tape',
        }),
      ],
    },
    [
      'spec.volumeClaimTemplates[0].spec.accessModes: Unsupported value: "X": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
      'spec.volumeClaimTemplates[0].spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes',
      'spec.volumeClaimTemplates[0].spec.resources[storage]: Invalid value: "0": must be greater than zero',
      'spec.volumeClaimTemplates[0].spec.volumeMode: Unsupported value: "Tape": supported values: "Block", "Filesystem"',
    ],
  ],
  [
    'a volume that a claim is mounted by',
    {
      volumeClaimTemplates: [claim()],
      template: {
        ...template,
        spec: {
          containers: [{ name: 'db', image: 'db:1', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
        },
      },
    },
    [],
  ],
  [
    'pods that end',
    { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } },
    ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'],
  ],
])('%s', (_, spec, expected) => expect(created(statefulSets, set(spec)).errors.sort()).toEqual(expected.sort()));

test('what pods are called after cannot be changed', () => {
  const { object } = created(statefulSets, set());
  const { errors } = updated(statefulSets, object, ({ spec }) => {
    spec!.serviceName = 'a.b';
    spec!.podManagementPolicy = 'Parallel';
    spec!.replicas = 3;
  });
  expect(errors).toEqual([
    'spec.serviceName: Invalid value: "a.b": field is immutable',
    'spec.podManagementPolicy: Invalid value: "Parallel": field is immutable',
  ]);
  expect(statefulSets.validateName!('a.b')).not.toEqual([]);
});

test.each<[StatefulSetStatus, string[]]>([
  [{ replicas: 2, readyReplicas: 2, availableReplicas: 1, collisionCount: 3 }, []],
  [
    { replicas: 1, readyReplicas: 2, availableReplicas: 3, collisionCount: 1 },
    [
      'status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas',
      'status.availableReplicas: Invalid value: 3: cannot be greater than status.replicas',
      'status.availableReplicas: Invalid value: 3: cannot be greater than status.readyReplicas',
      'status.collisionCount: Invalid value: 1: cannot be decremented',
    ],
  ],
])('status %j', (status, expected) => {
  const old = { ...set(), status: { replicas: 1, collisionCount: 2 } };
  expect(texts(statefulSets.status!.validateUpdate!({ ...set(), status }, old, strategyContext()))).toEqual(expected);
});

test('columns, scale and warnings', () => {
  const told = (one: StatefulSet) => [...statefulSets.warnings!(one, undefined)].filter((text) => text !== undefined);
  const object = { ...set({ replicas: 3, revisionHistoryLimit: -1 }), status: { replicas: 2, readyReplicas: 1 } };
  expect(cellsOf(statefulSets, object)).toMatchObject({ Name: 'db', Ready: '1/3', Containers: 'db', Images: 'db:1' });
  expect(statefulSets.scale!.read(object)).toEqual({ specReplicas: 3, statusReplicas: 2, selector: 'app=db' });
  expect(told(object)).toEqual([
    'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended',
  ]);
  const fractional = set({ volumeClaimTemplates: [claim({ resources: { requests: { storage: '1500m' } } })] });
  expect(told(fractional)).toEqual([
    'spec.volumeClaimTemplates[0].spec.resources.requests[storage]: fractional byte value "1500m" is invalid, must be an integer',
  ]);
});
