// Its bundle as it stands: large custom resources, an operator that makes a Prometheus of one, and that watches what others say.
import { join } from 'node:path';
import { eventually } from '../../e2e/cluster/eventually';
import { namespacedKubectl } from '../namespaced-kubectl';
import { filesOf, programOf, publishProgram } from '../software';
import { operatorModule, prometheusModule } from './prometheus-operator';

jest.setTimeout(400_000);

const kubectl = namespacedKubectl('default');
const TAG = `v${operatorModule.version}`;
const MONITORING = `${__dirname}/monitoring.yaml`;
const query = async (expression: string): Promise<string | undefined> => {
  const path = `/api/v1/namespaces/default/services/prometheus-operated:web/proxy/api/v1/query?query=${encodeURIComponent(expression)}`;
  return JSON.parse(await kubectl(`get --raw ${path}`)).data.result[0]?.value[1];
};

let bundle: string;
let roles: string;
beforeAll(async () => {
  const files = await filesOf(operatorModule);
  bundle = join(files, 'bundle.yaml');
  roles = join(files, 'example/rbac/prometheus');
  for (const [module, name, organisation, tag] of [
    [operatorModule, 'operator', 'prometheus-operator/prometheus-operator', TAG],
    [operatorModule, 'prometheus-config-reloader', 'prometheus-operator/prometheus-config-reloader', TAG],
    [prometheusModule, 'prometheus', 'prometheus/prometheus', 'v3.16.0'],
  ] as const)
    await publishProgram({
      repository: organisation,
      tag,
      program: await programOf(module, name),
      path: `bin/${name}`,
      config: { User: '65534' },
    });
});
afterAll(async () => {
  for (const file of [MONITORING, bundle])
    await kubectl(`delete -f ${file} --ignore-not-found --timeout=90s`, { timeoutMs: 100_000 }).catch(() => undefined);
  for (const name of ['cluster-role-binding', 'cluster-role', 'service-account'])
    await kubectl(`delete -f ${roles}/prometheus-${name}.yaml --ignore-not-found`);
});

test('its definitions are too large for an annotation, and are created or applied by the server', async () => {
  const applied = await kubectl.try(`apply -f ${bundle}`);
  expect(applied.stderr).toMatch(/prometheuses\.monitoring\.coreos\.com" is invalid: metadata\.annotations: Too long/);
  await kubectl(`delete -f ${bundle} --ignore-not-found`);
  await kubectl(`create -f ${bundle}`);
  expect(await kubectl(`apply --server-side -f ${bundle}`)).toContain(
    'deployment.apps/prometheus-operator serverside-applied',
  );
  await kubectl('wait crd --all --for=condition=Established --timeout=60s', { timeoutMs: 70_000 });
  await kubectl('rollout status deployment/prometheus-operator --timeout=120s', { timeoutMs: 130_000 });
});

test('it tells Prometheus where kubelets are', async () => {
  await eventually(async () => {
    const { subsets } = await kubectl.json('get endpoints kubelet -n kube-system');
    const names = subsets[0].addresses.map(({ targetRef }: any) => targetRef.name);
    expect(names.sort()).toEqual(['node-1', 'node-2']);
  }, 60_000);
});

test('a Prometheus of a few lines runs, and its conditions say so', async () => {
  for (const name of ['service-account', 'cluster-role', 'cluster-role-binding'])
    await kubectl(`apply -f ${roles}/prometheus-${name}.yaml`);
  await kubectl(`apply -f ${MONITORING}`);
  await kubectl('wait prometheus/watch --for=condition=Reconciled --timeout=60s', { timeoutMs: 70_000 });
  await kubectl('wait prometheus/watch --for=condition=Available --timeout=180s', { timeoutMs: 190_000 });
  expect((await kubectl.json('get prometheus watch')).status).toMatchObject({ replicas: 1, availableReplicas: 1 });
});

test('it finds by the API what a ServiceMonitor selects, and evaluates rules', async () => {
  await eventually(async () => expect(await query('up{job="prometheus-operator"}')).toBe('1'), 120_000);
  await eventually(async () => expect(await query('operators:up')).toBe('1'), 120_000);
  expect(
    Number(await query('prometheus_operator_reconcile_operations_total{controller="prometheus"}')),
  ).toBeGreaterThan(0);
});

test('a changed rule is loaded by the reloader beside it', async () => {
  const rules = [{ record: 'operators:twice', expr: '2 * sum(up{job="prometheus-operator"})' }];
  const spec = { groups: [{ name: 'operator', interval: '2s', rules }] };
  await kubectl(`patch prometheusrule rules --type=merge -p '${JSON.stringify({ spec })}'`);
  // The kubelet brings the changed ConfigMap within a minute or two.
  await eventually(async () => expect(await query('operators:twice')).toBe('2'), 180_000);
});

test('its scale is the number of its shards, and it goes with what it owns', async () => {
  await kubectl('scale prometheus watch --replicas=2');
  const shard = await eventually(() => kubectl.json('get statefulset prometheus-watch-shard-1'));
  expect(shard.spec.replicas).toBe(1);
  await kubectl(`delete -f ${MONITORING}`);
  await eventually(async () => expect(await kubectl('get statefulsets -o name')).not.toContain('prometheus-watch'));
});
