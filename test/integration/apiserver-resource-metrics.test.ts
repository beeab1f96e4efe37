import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createChannel, loadKubeconfig, type RpcChannel } from '@kubets/rpc';
import { dynamicCluster } from '@kubets/client';
import { join } from 'node:path';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(60_000);

const METRICS = '/apis/metrics.k8s.io/v1beta1';
let cluster: TestCluster;
let api: RunningApiserver;
let kubelet: Server;
let channel: RpcChannel | undefined;
let asked = 0;

/** Half a core for the node, a quarter for the only container, since the test began. */
function exposition(): string {
  asked++;
  const now = Date.now();
  const seconds = (now % 1e9) / 1000;
  const pod = '{container="main",namespace="default",pod="busy"}';
  return [
    `node_cpu_usage_seconds_total ${seconds / 2} ${now}`,
    `node_memory_working_set_bytes ${512 * 1024} ${now}`,
    `container_cpu_usage_seconds_total${pod} ${seconds / 4} ${now}`,
    `container_memory_working_set_bytes${pod} ${3 * 1024 * 1024} ${now}`,
    `container_start_time_seconds${pod} 1000`,
    'resource_scrape_error 0',
    '',
  ].join('\n');
}

beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
  const serving = await cluster.ca.issue({
    file: 'kubelet',
    commonName: 'system:node:node-1',
    hosts: ['127.0.0.1'],
    usages: ['server'],
  });
  kubelet = createServer(
    { key: readFileSync(serving.keyFile), cert: readFileSync(serving.certificateFile) },
    (request, response) =>
      request.url === '/metrics/resource' ? response.end(exposition()) : response.writeHead(404).end(),
  );
  await once(kubelet.listen(0, '127.0.0.1'), 'listening');
  const create = async (path: string, body: any) => (await api.call(path, { method: 'POST', body })).body;
  const nodeStatus = (port: number) => ({
    addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
    daemonEndpoints: { kubeletEndpoint: { Port: port } },
  });
  for (const [name, port] of [
    ['node-1', (kubelet.address() as AddressInfo).port],
    ['node-2', 1],
  ] as const) {
    const node = await create('/api/v1/nodes', { metadata: { name, labels: { disk: name } } });
    await api.call(`/api/v1/nodes/${name}/status`, { method: 'PUT', body: { ...node, status: nodeStatus(port) } });
  }
  await create('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  const pod = await create('/api/v1/namespaces/default/pods', {
    metadata: { name: 'busy', labels: { app: 'busy' } },
    spec: { nodeName: 'node-1', containers: [{ name: 'main', image: 'a' }] },
  });
  await api.call('/api/v1/namespaces/default/pods/busy/status', {
    method: 'PUT',
    body: { ...pod, status: { phase: 'Running' } },
  });
});
afterAll(async () => {
  channel?.close();
  kubelet?.close();
  kubelet?.closeAllConnections();
  await cluster.stop();
});

test('nobody asks kubelets until somebody wants to know', () => expect(asked).toBe(0));

test('what nodes use, of those that tell', async () => {
  const { code, body } = await api.call(`${METRICS}/nodes`);
  expect([code, body.kind, body.apiVersion]).toEqual([200, 'NodeMetricsList', 'metrics.k8s.io/v1beta1']);
  expect(body.items).toHaveLength(1);
  const [node] = body.items;
  expect(node).toMatchObject({ metadata: { name: 'node-1', labels: { disk: 'node-1' } }, usage: { memory: '512Ki' } });
  expect(node.usage.cpu).toMatch(/^(4|5)\d\d(\d{3}u|\d{6}n|m)?$/);
  expect(node.window).toMatch(/^[\d.]+s$/);
  expect((await api.call(`${METRICS}/nodes/node-1`)).body.kind).toBe('NodeMetrics');
  expect((await api.call(`${METRICS}/nodes/node-2`)).body).toMatchObject({
    code: 404,
    message: 'nodes.metrics.k8s.io "node-2" not found',
  });
});

test('what pods use, by label and namespace', async () => {
  const names = async (path: string) =>
    (await api.call(METRICS + path)).body.items.map(({ metadata }: any) => metadata.name);
  expect(await names('/pods')).toEqual(['busy']);
  expect(await names('/namespaces/default/pods?labelSelector=app%3Dbusy')).toEqual(['busy']);
  expect(await names('/namespaces/default/pods?labelSelector=app%3Dother')).toEqual([]);
  expect(await names('/namespaces/kube-system/pods')).toEqual([]);
  const { body } = await api.call(`${METRICS}/namespaces/default/pods/busy`);
  expect(body).toMatchObject({ kind: 'PodMetrics', containers: [{ name: 'main', usage: { memory: '3Mi' } }] });
});

test('nothing else can be done with it', async () => {
  expect((await api.call(`${METRICS}/nodes?watch=true`)).code).toBe(405);
  expect((await api.call(`${METRICS}/nodes/node-1`, { method: 'DELETE' })).code).toBe(405);
  const { body } = await api.call(METRICS);
  expect(body.resources).toEqual([
    { name: 'nodes', singularName: '', namespaced: false, kind: 'NodeMetrics', verbs: ['get', 'list'] },
    { name: 'pods', singularName: '', namespaced: true, kind: 'PodMetrics', verbs: ['get', 'list'] },
  ]);
});

test('kubectl top', async () => {
  expect(await api.kubectl(['top', 'pod', '--containers'])).toMatch(/busy\s+main\s+2[45]\dm\s+3Mi/);
  expect(await api.kubectl(['get', 'nodes.metrics.k8s.io'])).toMatch(/^NAME\s+CPU\s+MEMORY\s+WINDOW/);
});

test('controllers read it over gRPC, whoever serves it', async () => {
  const file = join(cluster.directory, 'grpc-kubeconfig');
  writeFileSync(
    file,
    readFileSync(api.kubeconfig, 'utf8').replaceAll(api.url, `https://localhost:${api.server.grpcPort}`),
  );
  channel = createChannel(await loadKubeconfig(file));
  const reader = dynamicCluster(channel, { component: 'test' });
  expect(await reader.read(`${METRICS}/namespaces/default/pods?labelSelector=app%3Dbusy`)).toMatchObject({
    kind: 'PodMetricsList',
    items: [{ metadata: { name: 'busy' } }],
  });
  await expect(reader.read('/apis/none.example.com/v1/things')).rejects.toMatchObject({ code: 404 });
  await expect(reader.read('/api/v1/pods')).rejects.toMatchObject({ code: 404 });
  await expect(reader.read('nonsense')).rejects.toMatchObject({ code: 400 });
  await api.call('/apis/apps/v1/namespaces/default/deployments', {
    method: 'POST',
    body: {
      metadata: { name: 'web' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { a: 'b' } },
        template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
      },
    },
  });
  const scales = reader.scales({ group: 'apps', version: 'v1', resource: 'deployments' });
  const scale = await scales.get({ namespace: 'default', name: 'web' });
  expect(scale).toMatchObject({ kind: 'Scale', spec: { replicas: 2 }, status: { selector: 'a=b' } });
  expect(await scales.update({ ...scale, spec: { replicas: 3 } })).toMatchObject({ spec: { replicas: 3 } });
  await expect(scales.update({ ...scale, spec: { replicas: 4 } })).rejects.toMatchObject({ reason: 'Conflict' });
});

test('autoscalers in both versions', async () => {
  const { code, body } = await api.call('/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers', {
    method: 'POST',
    body: {
      metadata: { name: 'web' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        maxReplicas: 4,
        targetCPUUtilizationPercentage: 50,
      },
    },
  });
  expect([code, body.message]).toEqual([201, undefined]);
  expect(await api.kubectl(['get', 'hpa', 'web'])).toMatch(/web\s+Deployment\/web\s+cpu: <unknown>\/50%\s+1\s+4\s+0/);
  const read = async (version: string) =>
    (await api.call(`/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers/web`)).body;
  expect((await read('v1')).spec).toMatchObject({ targetCPUUtilizationPercentage: 50, maxReplicas: 4 });
  expect((await read('v2')).spec.metrics).toEqual([
    { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
  ]);
});
