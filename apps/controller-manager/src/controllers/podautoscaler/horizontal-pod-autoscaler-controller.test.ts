import { nameOf, newInternalError, type KubeObject } from '@kubets/apimachinery';
import type { FakeCluster } from '@kubets/client/testing';
import type { Deployment } from '@kubets/proto-gen/apps/v1';
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerSpec,
  MetricSpec,
} from '@kubets/proto-gen/autoscaling/v2';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { deployment, EPOCH, pod } from '../../testing/objects';
import { randomHistory } from '../../testing/random-history';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { horizontalPodAutoscalerController } from './horizontal-pod-autoscaler-controller';

const cpu: MetricSpec = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
};
const autoscaler = (spec: HorizontalPodAutoscalerSpec = {}, name = 'web'): HorizontalPodAutoscaler => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { namespace: 'default', name, uid: `${name}-uid`, generation: 1 },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    minReplicas: 1,
    maxReplicas: 10,
    metrics: [cpu],
    ...spec,
  },
});
const scaled = (replicas: number): Deployment => ({ ...deployment({ replicas }), status: { replicas } });
const running = (name: string): Pod =>
  pod(name, {
    since: EPOCH,
    spec: { containers: [{ name: 'web', resources: { requests: { cpu: '1' } } }] },
  });
const started = (one: Pod): Pod => ({
  ...one,
  status: {
    ...one.status,
    phase: 'Running',
    startTime: '2025-12-31T00:00:00Z',
    conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2025-12-31T00:00:00Z' }],
  },
});
const podsOf = (...names: string[]) => names.map((name) => started(running(name)));

const PODS = '/apis/metrics.k8s.io/v1beta1/namespaces/default/pods';

/** Each pod uses so much. */
function use(cluster: FakeCluster, milli: number): void {
  cluster.dynamic.documents.set(PODS, () => ({
    items: cluster.objects<Pod>('pods').map((one) => ({
      metadata: { name: nameOf(one) },
      timestamp: EPOCH,
      window: '15s',
      containers: [{ name: 'web', usage: { cpu: `${milli}m`, memory: '1Mi' } }],
    })),
  }));
}

let controllers: RunningControllers;
afterEach(() => controllers?.stop());

async function start(objects: KubeObject[], milli?: number): Promise<void> {
  controllers = startControllers([horizontalPodAutoscalerController], { objects });
  if (milli !== undefined) use(controllers.cluster, milli);
  await controllers.clock.advance(1);
  await controllers.settle();
}
const statusOf = (name = 'web') =>
  controllers.cluster
    .objects<HorizontalPodAutoscaler>('horizontalpodautoscalers')
    .find(({ metadata }) => metadata?.name === name)?.status;
const conditionsOf = (name = 'web') =>
  statusOf(name)?.conditions?.map(({ type, status, reason, message }) => `${type}=${status} ${reason}: ${message}`);
const replicas = () => controllers.cluster.objects<Deployment>('deployments')[0]?.spec?.replicas;

test('scales up by what pods use, and says so', async () => {
  await start([autoscaler(), scaled(2), ...podsOf('a', 'b')], 900);
  expect(replicas()).toBe(4);
  expect(statusOf()).toMatchObject({
    observedGeneration: 1,
    currentReplicas: 2,
    desiredReplicas: 4,
    lastScaleTime: expect.any(String) as string,
    currentMetrics: [
      { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 90, averageValue: '900m' } } },
    ],
  });
  expect(conditionsOf()).toEqual([
    'AbleToScale=True SucceededRescale: the HPA controller was able to update the target scale to 4',
    'ScalingActive=True ValidMetricFound: the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
    'ScalingLimited=False DesiredWithinRange: the desired count is within the acceptable range',
    'ScaledToZero=False NotScaledToZero: the HPA controller did not scale the workload to zero',
  ]);
  expect(controllers.events()).toEqual([
    'Normal SuccessfulRescale New size: 4; reason: cpu resource utilization (percentage of request) above target',
  ]);
});

test('scales down when it has wanted to for five minutes', async () => {
  await start([autoscaler(), scaled(2), ...podsOf('a', 'b')], 100);
  expect(replicas()).toBe(2);
  expect(conditionsOf()![0]).toBe(
    'AbleToScale=True ScaleDownStabilized: recent recommendations were higher than current one, applying the highest recent recommendation',
  );
  for (let round = 0; round < 22; round++) {
    await controllers.clock.advance(15_000);
    await controllers.settle();
  }
  expect(replicas()).toBe(1);
  expect(controllers.events()).toEqual(['Normal SuccessfulRescale New size: 1; reason: All metrics below target']);
});

test.each<[string, Partial<HorizontalPodAutoscalerSpec>, number, string]>([
  [
    'more than the most',
    { maxReplicas: 3 },
    3,
    'New size: 3; reason: Current number of replicas above Spec.MaxReplicas',
  ],
  [
    'less than the least',
    { minReplicas: 7 },
    7,
    'New size: 7; reason: Current number of replicas below Spec.MinReplicas',
  ],
])('%s is put right without any figure', async (_, spec, count, message) => {
  await start([autoscaler(spec), scaled(5)]);
  expect(replicas()).toBe(count);
  expect(controllers.events()).toEqual([`Normal SuccessfulRescale ${message}`]);
});

test('what somebody has scaled to nothing stays so', async () => {
  await start([autoscaler(), scaled(0)]);
  expect(replicas()).toBe(0);
  expect(conditionsOf()![1]).toBe(
    'ScalingActive=False ScalingDisabled: scaling is disabled since the replica count of the target is zero',
  );
});

test.each<[string, KubeObject[], string[], string]>([
  [
    'no target',
    [autoscaler()],
    ['Warning FailedGetScale deployments.apps "web" not found'],
    'AbleToScale=False FailedGetScale: the HPA controller was unable to get the target\'s current scale: deployments.apps "web" not found',
  ],
  [
    'a kind that there is not',
    [autoscaler({ scaleTargetRef: { apiVersion: 'a.example.com/v1', kind: 'Thing', name: 'web' } })],
    ['Warning FailedGetScale no matches for kind "Thing" in group "a.example.com"'],
    'AbleToScale=False FailedGetScale: the HPA controller was unable to get the target\'s current scale: no matches for kind "Thing" in group "a.example.com"',
  ],
  [
    'nobody who tells figures',
    [autoscaler(), scaled(1), ...podsOf('a')],
    [
      'Warning FailedGetResourceMetric failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource',
      'Warning FailedComputeMetricsReplicas invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource',
    ],
    'ScalingActive=False FailedGetResourceMetric: the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource',
  ],
])('%s', async (_, objects, events, condition) => {
  await start(objects);
  expect(controllers.events()).toEqual(events);
  expect(conditionsOf()).toContain(condition);
});

test('two of the same pods do nothing, and say so', async () => {
  await start([autoscaler(), autoscaler({}, 'other'), scaled(1), ...podsOf('a')], 900);
  await controllers.clock.advance(15_000);
  await controllers.settle();
  expect([...conditionsOf()!, ...conditionsOf('other')!]).toContain(
    'ScalingActive=False AmbiguousSelector: pods by selector app=web are controlled by more than one HPA (e.g. [default/other default/web])',
  );
});

test('figures of pods, objects and from outside; the one that asks for most wins', async () => {
  const metrics: MetricSpec[] = [
    { type: 'Pods', pods: { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '10' } } },
    {
      type: 'Object',
      object: {
        metric: { name: 'hits' },
        describedObject: { apiVersion: 'v1', kind: 'Service', name: 'front' },
        target: { type: 'Value', value: '100' },
      },
    },
    {
      type: 'External',
      external: {
        metric: { name: 'queue', selector: { matchLabels: { a: 'b' } } },
        target: { type: 'AverageValue', averageValue: '30' },
      },
    },
  ];
  controllers = startControllers([horizontalPodAutoscalerController], {
    objects: [autoscaler({ metrics }), scaled(2), ...podsOf('a', 'b')],
  });
  const { documents } = controllers.cluster.dynamic;
  const asked: string[] = [];
  const answer = (path: string, items: object[]) =>
    documents.set(path, (query) => {
      asked.push(`${path.split('/').slice(-2).join('/')} ${query.toString()}`);
      return { items };
    });
  const value = (amount: string, name?: string) => ({ describedObject: { name }, timestamp: EPOCH, value: amount });
  const custom = '/apis/custom.metrics.k8s.io/v1beta2/namespaces/default';
  answer(`${custom}/pods/*/rps`, [value('12', 'a'), value('14', 'b')]);
  answer(`${custom}/services/front/hits`, [value('150')]);
  answer('/apis/external.metrics.k8s.io/v1beta1/namespaces/default/queue', [value('80'), value('40')]);
  await controllers.clock.advance(1);
  await controllers.settle();
  expect(replicas()).toBe(4);
  expect(asked).toEqual(['*/rps labelSelector=app%3Dweb', 'front/hits ', 'default/queue labelSelector=a%3Db']);
  expect(statusOf()?.currentMetrics).toEqual([
    { type: 'Pods', pods: { metric: { name: 'rps' }, current: { averageValue: '13' } } },
    {
      type: 'Object',
      object: {
        metric: { name: 'hits' },
        current: { value: '150' },
        describedObject: { apiVersion: 'v1', kind: 'Service', name: 'front' },
      },
    },
    {
      type: 'External',
      external: {
        metric: { name: 'queue', selector: { matchLabels: { a: 'b' } } },
        current: { averageValue: '60' },
      },
    },
  ]);
  expect(controllers.events()).toEqual([
    'Normal SuccessfulRescale New size: 4; reason: external metric queue(&LabelSelector{MatchLabels:map[string]string{a: b,},MatchExpressions:[]LabelSelectorRequirement{},}) above target',
  ]);
});

test('where one figure is missing, the others may only ask for more', async () => {
  const missing: MetricSpec = {
    type: 'Pods',
    pods: { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '10' } },
  };
  await start([autoscaler({ metrics: [cpu, missing] }), scaled(2), ...podsOf('a', 'b')], 100);
  expect(replicas()).toBe(2);
  use(controllers.cluster, 900);
  await controllers.clock.advance(15_000);
  await controllers.settle();
  expect(replicas()).toBe(4);
  expect(controllers.events()).toContain(
    'Warning FailedGetPodsMetric unable to get metric rps: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
  );
});

test('a figure of one container', async () => {
  const metrics: MetricSpec[] = [
    {
      type: 'ContainerResource',
      containerResource: { name: 'cpu', container: 'web', target: { type: 'AverageValue', averageValue: '300m' } },
    },
  ];
  await start([autoscaler({ metrics }), scaled(1), ...podsOf('a')], 900);
  expect(replicas()).toBe(3);
});

test('to nothing and back by a figure from outside', async () => {
  const metrics: MetricSpec[] = [
    { type: 'External', external: { metric: { name: 'queue' }, target: { type: 'Value', value: '10' } } },
  ];
  let queue = '0';
  controllers = startControllers([horizontalPodAutoscalerController], {
    objects: [
      autoscaler({
        minReplicas: 0,
        metrics,
        behavior: {
          scaleUp: {
            stabilizationWindowSeconds: 0,
            selectPolicy: 'Max',
            policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }],
          },
          scaleDown: {
            stabilizationWindowSeconds: 0,
            selectPolicy: 'Max',
            policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
          },
        },
      }),
      scaled(1),
      ...podsOf('a'),
    ],
  });
  controllers.cluster.dynamic.documents.set('/apis/external.metrics.k8s.io/v1beta1/namespaces/default/queue', () => ({
    items: [{ value: queue, timestamp: EPOCH }],
  }));
  await controllers.clock.advance(1);
  await controllers.settle();
  expect(replicas()).toBe(0);
  expect(conditionsOf()).toContain('ScaledToZero=True ScaledToZero: the HPA controller scaled the workload to zero');
  queue = '25';
  await controllers.clock.advance(15_000);
  await controllers.settle();
  expect(replicas()).toBe(3);
});

test('a scale that cannot be set is told of', async () => {
  controllers = startControllers([horizontalPodAutoscalerController], {
    objects: [autoscaler(), scaled(1), ...podsOf('a')],
  });
  use(controllers.cluster, 900);
  controllers.cluster.failNext({ verb: 'updateScale', resource: 'deployments' }, newInternalError('no'));
  await controllers.clock.advance(1);
  await controllers.settle();
  expect(controllers.events()[0]).toMatch(/^Warning FailedRescale New size: 2; reason: cpu resource .* error: .*no$/);
  await controllers.clock.advance(15_000);
  await controllers.settle();
  expect(replicas()).toBe(2);
});

test.each([1, 2, 3])(
  'history %i: in the end there are as many as the load asks for, within the bounds',
  async (seed) => {
    let load = 500;
    const { cluster } = await randomHistory(seed, {
      controllers: [horizontalPodAutoscalerController],
      objects: [autoscaler({ minReplicas: 2, maxReplicas: 6 }), scaled(3), ...podsOf('a', 'b', 'c')],
      steps: 30,
      async change({ cluster: of }, random) {
        load = 100 + random(2000);
        if (random(3) === 0) {
          const [found] = of.objects<Deployment>('deployments');
          const resized: Deployment = { ...found!, spec: { ...found!.spec, replicas: 1 + random(8) } };
          await of.deployments.update(resized);
        }
      },
      // Pods follow the Deployment, and share the load.
      async run({ cluster: of }) {
        const wanted = of.objects<Deployment>('deployments')[0]?.spec?.replicas ?? 0;
        const there = of.objects<Pod>('pods');
        for (const one of there.slice(wanted)) await of.pods.delete({ namespace: 'default', name: nameOf(one) });
        for (let count = there.length; count < wanted; count++) of.seed(started(running(`p${Math.random()}`)));
        use(of, Math.round(load / Math.max(1, wanted)));
      },
      check({ cluster: of }) {
        const status = of.objects<HorizontalPodAutoscaler>('horizontalpodautoscalers')[0]?.status;
        expect(status?.desiredReplicas ?? 2).toBeLessThanOrEqual(8);
      },
    });
    const replicasNow = cluster.objects<Deployment>('deployments')[0]!.spec!.replicas!;
    expect(replicasNow).toBeGreaterThanOrEqual(2);
    expect(replicasNow).toBeLessThanOrEqual(6);
  },
);
