import type { KubeObject } from '@kubets/apimachinery';
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerSpec,
  MetricSpec,
  MetricStatus,
} from '@kubets/proto-gen/autoscaling/v2';
import { cellsOf, created, updated } from '../testing/strategy-harness';
import { targetsText } from './columns';
import { fromStorage, toStorage } from './conversion';
import { horizontalPodAutoscalers } from './horizontalpodautoscalers';

const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const autoscaler = (spec: HorizontalPodAutoscalerSpec = {}): HorizontalPodAutoscaler => ({
  metadata: { name: 'web', namespace: 'default' },
  spec: { scaleTargetRef, maxReplicas: 5, ...spec },
});
const errorsOf = (spec: HorizontalPodAutoscalerSpec) => created(horizontalPodAutoscalers, autoscaler(spec)).errors;

const cpu: MetricSpec = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
};
const memory: MetricSpec = {
  type: 'Resource',
  resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '100Mi' } },
};
const external: MetricSpec = {
  type: 'External',
  external: { metric: { name: 'queue' }, target: { type: 'AverageValue', averageValue: '30' } },
};

test('defaults: one replica at least, 80% of the CPU', () =>
  expect(created(horizontalPodAutoscalers, autoscaler()).object.spec).toMatchObject({
    minReplicas: 1,
    metrics: [cpu],
  }));

test('behaviour is filled in once there is any', () =>
  expect(
    created(horizontalPodAutoscalers, autoscaler({ behavior: { scaleUp: { stabilizationWindowSeconds: 60 } } })).object
      .spec?.behavior,
  ).toEqual({
    scaleUp: {
      stabilizationWindowSeconds: 60,
      selectPolicy: 'Max',
      policies: [
        { type: 'Pods', value: 4, periodSeconds: 15 },
        { type: 'Percent', value: 100, periodSeconds: 15 },
      ],
    },
    scaleDown: { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] },
  }));

test.each<[string, HorizontalPodAutoscalerSpec, string[]]>([
  ['the least', {}, []],
  ['none, by something from outside', { minReplicas: 0, metrics: [external] }, []],
  [
    'none, by what pods use',
    { minReplicas: 0 },
    [
      'spec.metrics: Forbidden: must specify at least one Object or External metric to support scaling to zero replicas',
    ],
  ],
  [
    'a negative number',
    { minReplicas: -1 },
    ['spec.minReplicas: Invalid value: -1: must be greater than or equal to 0'],
  ],
  [
    'no upper bound',
    { maxReplicas: 0 },
    [
      'spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`',
      'spec.maxReplicas: Required value',
    ],
  ],
  [
    'bounds the wrong way round',
    { minReplicas: 6 },
    ['spec.maxReplicas: Invalid value: 5: must be greater than or equal to `minReplicas`'],
  ],
  [
    'a reference without group, kind and name',
    { scaleTargetRef: { apiVersion: 'v1' } },
    [
      'spec.scaleTargetRef.kind: Required value',
      'spec.scaleTargetRef.name: Required value',
      'spec.scaleTargetRef.apiVersion: Invalid value: "v1": apiVersion must specify API group',
    ],
  ],
  ['the one kind of the core group', { scaleTargetRef: { kind: 'ReplicationController', name: 'a' } }, []],
  [
    'a reference that is none',
    { scaleTargetRef: { apiVersion: 'a/b/c', kind: 'a/b', name: '..' } },
    [
      'spec.scaleTargetRef.kind: Invalid value: "a/b": may not contain \'/\'',
      'spec.scaleTargetRef.name: Invalid value: "..": may not be \'..\'',
      'spec.scaleTargetRef.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c',
    ],
  ],
  [
    'a metric of another type than it says',
    { metrics: [{ ...external, type: 'Pods' }] },
    ['spec.metrics[0].pods: Required value: must populate information for the given metric source'],
  ],
  [
    'a metric of two types',
    { metrics: [{ ...external, resource: cpu.resource! }] },
    ['spec.metrics[0].resource: Forbidden: must populate the given metric source only'],
  ],
  [
    'a resource without a target',
    { metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization' } } }] },
    [
      'spec.metrics[0].resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization',
    ],
  ],
  [
    'a container without a name, a target that is none',
    {
      metrics: [
        {
          type: 'ContainerResource',
          containerResource: { name: 'cpu', target: { type: 'Some', averageUtilization: 0 } },
        },
      ],
    },
    [
      'spec.metrics[0].containerResource.container: Required value: must specify a container',
      'spec.metrics[0].containerResource.target.type: Invalid value: "Some": must be either Utilization, Value, or AverageValue',
      'spec.metrics[0].containerResource.target.averageUtilization: Invalid value: 0: must be greater than 0',
    ],
  ],
  [
    'rules out of range',
    {
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 3601,
          selectPolicy: 'Most',
          policies: [{ type: 'Nodes', value: 0, periodSeconds: 1801 }],
          tolerance: '-1',
        },
        scaleDown: { policies: [] },
      },
    },
    [
      'spec.behavior.scaleUp.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600',
      'spec.behavior.scaleUp.selectPolicy: Unsupported value: "Most": supported values: "Disabled", "Max", "Min"',
      'spec.behavior.scaleUp.policies[0].type: Unsupported value: "Nodes": supported values: "Percent", "Pods"',
      'spec.behavior.scaleUp.policies[0].value: Invalid value: 0: must be greater than zero',
      'spec.behavior.scaleUp.policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to 1800',
      'spec.behavior.scaleUp.tolerance: Invalid value: "-1": must be greater than or equal to 0',
      'spec.behavior.scaleDown.policies: Required value: must specify at least one Policy',
    ],
  ],
])('%s', (_, spec, errors) => expect(errorsOf(spec)).toEqual(errors));

test('a reference that was stored may stay as it is', () => {
  const old = autoscaler({
    minReplicas: 1,
    metrics: [cpu],
    scaleTargetRef: { kind: 'Old', name: 'a', apiVersion: 'v1' },
  });
  const change = (spec: HorizontalPodAutoscalerSpec) =>
    updated(horizontalPodAutoscalers, old, (object) => Object.assign(object.spec!, spec)).errors;
  expect(change({ maxReplicas: 9 })).toEqual([]);
  expect(change({ scaleTargetRef: { kind: 'New', name: 'a', apiVersion: 'v1' } })).toEqual([
    'spec.scaleTargetRef.apiVersion: Invalid value: "v1": apiVersion must specify API group',
  ]);
});

test.each<[MetricSpec[], MetricStatus[], string]>([
  [[], [], '<none>'],
  [[cpu], [], 'cpu: <unknown>/80%'],
  [[cpu], [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 12 } } }], 'cpu: 12%/80%'],
  [[memory], [{ type: 'Resource', resource: { current: { averageValue: '5Mi' } } }], 'memory: 5Mi/100Mi'],
  [[external], [{ type: 'External', external: { current: { averageValue: '7' } } }], '7/30 (avg)'],
  [[cpu, memory, external, external], [], 'cpu: <unknown>/80%, memory: <unknown>/100Mi + 2 more...'],
])('targets %#', (metrics, statuses, text) => expect(targetsText(metrics, statuses)).toBe(text));

test('columns', () =>
  expect(cellsOf(horizontalPodAutoscalers, autoscaler({ minReplicas: 2, metrics: [cpu] }))).toMatchObject({
    Reference: 'Deployment/web',
    Targets: 'cpu: <unknown>/80%',
    MinPods: '2',
    MaxPods: 5,
    Replicas: 0,
  }));

describe('v1', () => {
  const full: HorizontalPodAutoscaler = {
    metadata: { name: 'web', annotations: { mine: 'stays' } },
    spec: {
      scaleTargetRef,
      minReplicas: 1,
      maxReplicas: 5,
      metrics: [memory, external, cpu],
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 0,
          selectPolicy: 'Max',
          policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }],
        },
      },
    },
    status: {
      currentReplicas: 1,
      desiredReplicas: 2,
      currentMetrics: [
        { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 12, averageValue: '6m' } } },
      ],
      conditions: [{ type: 'AbleToScale', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z', reason: 'R' }],
    },
  };

  test('has CPU as a field and all else in annotations', () =>
    expect(fromStorage(structuredClone(full))).toEqual({
      metadata: {
        name: 'web',
        annotations: {
          mine: 'stays',
          'autoscaling.alpha.kubernetes.io/metrics':
            '[{"type":"Resource","resource":{"name":"memory","targetAverageValue":"100Mi"}},{"type":"External","external":{"metricName":"queue","targetAverageValue":"30"}}]',
          'autoscaling.alpha.kubernetes.io/current-metrics':
            '[{"type":"Resource","resource":{"name":"cpu","currentAverageUtilization":12,"currentAverageValue":"6m"}}]',
          'autoscaling.alpha.kubernetes.io/behavior':
            '{"ScaleUp":{"StabilizationWindowSeconds":0,"SelectPolicy":"Max","Policies":[{"Type":"Pods","Value":4,"PeriodSeconds":15}],"Tolerance":null},"ScaleDown":null}',
          'autoscaling.alpha.kubernetes.io/conditions':
            '[{"type":"AbleToScale","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z","reason":"R"}]',
        },
      },
      spec: { scaleTargetRef, minReplicas: 1, maxReplicas: 5, targetCPUUtilizationPercentage: 80 },
      status: { currentReplicas: 1, desiredReplicas: 2, currentCPUUtilizationPercentage: 12 },
    }));

  test('without any figure yet', () =>
    expect(fromStorage({ status: { currentMetrics: null, desiredReplicas: 1 } } as never)).toMatchObject({
      status: { currentReplicas: 0, desiredReplicas: 1 },
    }));

  test('comes back as it was', () =>
    expect(toStorage(fromStorage(structuredClone(full)))).toEqual({ ...full, metadata: full.metadata }));

  test('without any figure it goes by CPU', () =>
    expect(toStorage({ metadata: { name: 'a' }, spec: { maxReplicas: 3 } } as KubeObject).spec?.metrics).toEqual([
      cpu,
    ]));

  test.each(['not JSON', '{}', '[1]', '[{"type":5}]', `${'['.repeat(5000)}${']'.repeat(5000)}`])(
    'an annotation that cannot be read says nothing: %.20s',
    (text) => {
      const annotations = Object.fromEntries(
        ['metrics', 'current-metrics', 'conditions', 'behavior'].map((name) => [
          `autoscaling.alpha.kubernetes.io/${name}`,
          text,
        ]),
      );
      const { metadata, spec, status } = toStorage({ metadata: { annotations }, spec: {} } as KubeObject);
      expect([metadata, spec, status]).toEqual([{}, { metrics: [cpu] }, undefined]);
    },
  );
});
