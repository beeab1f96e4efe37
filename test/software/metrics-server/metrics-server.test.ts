// The public metrics server, by its own chart: it answers for the box, an autoscaler and kubectl top go by it, and the box answers again.
import { join } from 'node:path';
import { eventually } from '../../e2e/cluster/eventually';
import { helmOf, type Helm } from '../helm/client';
import { helm4 } from '../helm/helm';
import { namespacedKubectl } from '../namespaced-kubectl';
import { filesOf, programOf, publishProgram } from '../software';
import { metricsServerModule } from './metrics-server';

jest.setTimeout(300_000);

const kubectl = namespacedKubectl('kube-system');
const REPOSITORY = 'metrics-server/metrics-server';
/** By the cluster's own authority, not without looking, as is usual. */
const VERIFY = '--kubelet-certificate-authority=/var/run/secrets/kubernetes.io/serviceaccount/ca.crt';
const LOAD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'load', namespace: 'default' },
  spec: {
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'busy', image: 'busybox:1.37', command: ['sh', '-c', 'while :; do :; done'] }],
  },
};
/** So that the figures of a busy container are told from others', and the machine has something left. */
const LIMITED = { ...LOAD.spec.containers[0], resources: { limits: { cpu: '200m', memory: '32Mi' } } };

let helm: Helm;
beforeAll(async () => {
  helm = await helmOf(helm4);
  const program = await programOf(metricsServerModule, 'metrics-server');
  await publishProgram({
    repository: REPOSITORY,
    tag: 'v0.9.0',
    program,
    path: 'metrics-server',
    config: { User: '65534' },
  });
});
afterAll(async () => {
  await helm.try('uninstall metrics-server -n kube-system --wait');
  await kubectl('delete pod load -n default --ignore-not-found');
});

test('is installed by its chart, and answers for the API', async () => {
  const chart = join(await filesOf(metricsServerModule), 'charts/metrics-server');
  const set = `--set image.tag=v0.9.0,args={${VERIFY}},metrics.enabled=true`;
  await helm(`install metrics-server ${chart} -n kube-system ${set} --wait --timeout 3m`);
  await kubectl('wait apiservice/v1beta1.metrics.k8s.io --for=condition=Available --timeout=60s', {
    timeoutMs: 70_000,
  });
  expect((await kubectl.json('get apiservice v1beta1.metrics.k8s.io')).spec.service).toMatchObject({
    name: 'metrics-server',
    namespace: 'kube-system',
  });
  const discovered = await kubectl('api-resources --api-group=metrics.k8s.io');
  expect(discovered).toMatch(/nodes\s+metrics\.k8s\.io\/v1beta1\s+false\s+NodeMetrics/);
});

test('kubectl top tells what nodes, pods and their containers use', async () => {
  await kubectl('apply -n default -f -', {
    input: JSON.stringify({ ...LOAD, spec: { ...LOAD.spec, containers: [LIMITED] } }),
  });
  const rows = await eventually(async () => {
    const text = await kubectl('top nodes --no-headers');
    expect(text).not.toContain('<unknown>');
    return text.trim().split('\n');
  }, 90_000);
  expect(rows.map((row) => row.split(/\s+/)[0])).toEqual(['node-1', 'node-2']);
  await eventually(async () => {
    const [, milli] = /load\s+busy\s+(\d+)m\s+\d+Mi/.exec(await kubectl('top pods -n default --containers'))!;
    expect(Number(milli)).toBeGreaterThan(50);
    expect(Number(milli)).toBeLessThan(400);
  }, 120_000);
});

test('who may look into pods by a role of users may see their figures', async () => {
  const asks = (verb: string) => kubectl(`auth can-i ${verb} pods.metrics.k8s.io -n default --as=somebody`);
  await kubectl('create rolebinding looks --clusterrole=view --user=somebody -n default');
  try {
    await eventually(async () => expect(await asks('list')).toBe('yes\n'));
    const listed = await kubectl('get --raw /apis/metrics.k8s.io/v1beta1/namespaces/default/pods --as=somebody');
    expect(JSON.parse(listed)).toMatchObject({ kind: 'PodMetricsList' });
    const refused = await kubectl.try('get --raw /apis/metrics.k8s.io/v1beta1/nodes --as=somebody');
    expect(refused.stderr).toContain('nodes.metrics.k8s.io is forbidden: User "somebody" cannot list');
  } finally {
    await kubectl('delete rolebinding looks -n default');
  }
});

test('its own metrics say that every kubelet was read', async () => {
  const metrics = await kubectl(
    'get --raw /api/v1/namespaces/kube-system/services/https:metrics-server:https/proxy/metrics',
  );
  expect(metrics).toMatch(/metrics_server_kubelet_request_total\{success="true"\} [1-9]/);
  expect(metrics).not.toMatch(/metrics_server_kubelet_request_total\{success="false"\} [1-9]/);
});

test('is uninstalled, and the box answers as before', async () => {
  await helm('uninstall metrics-server -n kube-system --wait');
  expect((await kubectl.try('get apiservice v1beta1.metrics.k8s.io')).stderr).toContain('not found');
  await eventually(async () => expect(await kubectl('top nodes --no-headers')).toContain('node-1'), 60_000);
});
