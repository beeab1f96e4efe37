// Lists and watches nearly every kind there is, and tells of the objects as figures.
import { join } from 'node:path';
import { eventually } from '../../e2e/cluster/eventually';
import { namespacedKubectl } from '../namespaced-kubectl';
import { filesOf, programOf, publishProgram } from '../software';
import { kubeStateMetricsModule } from './kube-state-metrics';

jest.setTimeout(300_000);

const NAMESPACE = 'state-metrics';
const kubectl = namespacedKubectl(NAMESPACE);
const PROXY = '/api/v1/namespaces/kube-system/services/kube-state-metrics';

/** The lines of a port of its. */
const metrics = async (port: 'http-metrics' | 'telemetry') =>
  (await kubectl(`get --raw ${PROXY}:${port}/proxy/metrics`)).split('\n').filter((line) => !line.startsWith('#'));

let manifests: string;
beforeAll(async () => {
  manifests = join(await filesOf(kubeStateMetricsModule), 'examples/standard');
  const program = await programOf(kubeStateMetricsModule, 'kube-state-metrics');
  const repository = 'kube-state-metrics/kube-state-metrics';
  await publishProgram({ repository, tag: 'v2.18.0', program, path: 'kube-state-metrics' });
  await kubectl(`create namespace ${NAMESPACE}`);
});
afterAll(async () => {
  await kubectl(`delete -n kube-system -k ${manifests} --ignore-not-found`);
  await kubectl(`delete namespace ${NAMESPACE} --ignore-not-found`, { timeoutMs: 120_000 });
});

test('is installed as it stands', async () => {
  await kubectl(`apply -n kube-system -k ${manifests}`);
  await kubectl('rollout status -n kube-system deployment/kube-state-metrics --timeout=90s', { timeoutMs: 100_000 });
});

test('every kind that it has been told to is listed and watched', async () => {
  const results = await eventually(async () => {
    const told = (await metrics('telemetry')).filter((line) => /^kube_state_metrics_(list|watch)_total/.test(line));
    const of = (verb: string, result: string) =>
      told
        .filter((line) => line.startsWith(`kube_state_metrics_${verb}_total`) && line.includes(`result="${result}"`))
        .map((line) => /resource="\*?([^"]+)"/.exec(line)![1]!)
        .sort();
    expect(of('watch', 'success').length).toBeGreaterThanOrEqual(28);
    return {
      listed: of('list', 'success'),
      watched: of('watch', 'success'),
      failed: [...of('list', 'error'), ...of('watch', 'error')],
    };
  });
  expect(results.failed).toEqual([]);
  expect(results.watched).toEqual(
    expect.arrayContaining([
      'v1.Pod',
      'v1.EndpointSlice',
      'v1.Lease',
      'v2.HorizontalPodAutoscaler',
      'v1.VolumeAttachment',
    ]),
  );
});

test('what is there comes to what it tells', async () => {
  await kubectl(`apply -f ${__dirname}/objects.yaml`);
  const inIt = [`namespace="${NAMESPACE}"`];
  const expected: [metric: string, labels: string[], value: string][] = [
    ['kube_deployment_status_replicas_available', [...inIt, 'deployment="web"'], '2'],
    ['kube_deployment_status_condition', [...inIt, 'deployment="web"', 'condition="Available"', 'status="true"'], '1'],
    ['kube_statefulset_status_replicas_ready', [...inIt, 'statefulset="set"'], '1'],
    ['kube_daemonset_status_number_ready', [...inIt, 'daemonset="each"'], '2'],
    ['kube_job_status_succeeded', [...inIt, 'job_name="once"'], '1'],
    ['kube_cronjob_spec_suspend', [...inIt, 'cronjob="yearly"'], '0'],
    ['kube_horizontalpodautoscaler_spec_max_replicas', [...inIt, 'horizontalpodautoscaler="web"'], '4'],
    ['kube_poddisruptionbudget_status_pod_disruptions_allowed', [...inIt, 'poddisruptionbudget="web"'], '1'],
    ['kube_resourcequota', [...inIt, 'resource="configmaps"', 'type="used"'], '1'],
    ['kube_persistentvolumeclaim_status_phase', [...inIt, 'phase="Bound"'], '1'],
    ['kube_node_status_condition', ['node="node-1"', 'condition="Ready"', 'status="true"'], '1'],
    ['kube_namespace_status_phase', [...inIt, 'phase="Active"'], '1'],
    ['kube_secret_info', [...inIt, 'secret="secret"'], '1'],
    ['kube_ingress_path', [...inIt, 'host="state.example.com"', 'service_name="web"'], '1'],
    ['kube_networkpolicy_spec_ingress_rules', [...inIt, 'networkpolicy="web"'], '0'],
    ['kube_limitrange', [...inIt, 'resource="cpu"', 'constraint="max"'], '2'],
    ['kube_service_spec_type', [...inIt, 'service="web"', 'type="ClusterIP"'], '1'],
    ['kube_pod_container_resource_requests', [...inIt, 'container="web"', 'resource="memory"'], '1.6777216e+07'],
    ['kube_node_info', ['node="node-1"', 'kubelet_version="v1.'], '1'],
    ['kube_lease_owner', ['lease="node-1"', 'owner_kind="Node"'], '1'],
    ['kube_storageclass_info', ['storageclass="standard"'], '1'],
    ['kube_endpointslice_endpoints', [...inIt, 'ready="true"', 'targetref_kind="Pod"'], '1'],
  ];
  await eventually(async () => {
    const told = await metrics('http-metrics');
    const has = ([metric, labels, value]: (typeof expected)[number]) =>
      told.some(
        (line) =>
          line.startsWith(`${metric}{`) && labels.every((label) => line.includes(label)) && line.endsWith(` ${value}`),
      );
    expect(expected.filter((one) => !has(one))).toEqual([]);
  }, 120_000);
});

test('what is gone is told of no longer', async () => {
  await kubectl('delete deployment,hpa web');
  await eventually(async () => {
    expect((await metrics('http-metrics')).filter((line) => line.includes('deployment="web"'))).toEqual([]);
  });
});
