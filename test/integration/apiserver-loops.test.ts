// An apiserver that is led to itself: by an APIService, by webhooks, by the proxy. Each such chain ends soon, with an answer, and others are
// answered meanwhile.
import { eventually } from '@kubets/component/testing';
import { startTestCluster, type HttpAnswer, type RunningApiserver, type TestCluster } from './apiserver-harness';
import { startConnectingKubelet, type ConnectingKubelet } from './connecting-kubelet';

jest.setTimeout(120_000);

let cluster: TestCluster;
let api: RunningApiserver;
let kubelet: ConnectingKubelet;
let port: number;

const create = (path: string, body: object) => api.call(path, { method: 'POST', body });
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const HOOKS = '/apis/admissionregistration.k8s.io/v1';
const APISERVICES = '/apis/apiregistration.k8s.io/v1/apiservices';

beforeAll(async () => {
  cluster = await startTestCluster();
  const proxy = await cluster.ca.issue({ file: 'front-proxy', commonName: 'front-proxy-client', usages: ['client'] });
  api = await cluster.start({
    'proxy-client-cert-file': proxy.certificateFile,
    'proxy-client-key-file': proxy.keyFile,
    'requestheader-client-ca-file': cluster.ca.certificateFile,
    'requestheader-allowed-names': 'front-proxy-client',
  });
  port = Number(new URL(api.url).port);
  kubelet = await startConnectingKubelet(cluster, api, 'node-1');
  kubelet.leadTo('127.0.0.1');
  await create('/api/v1/namespaces/default/services', {
    metadata: { name: 'itself' },
    spec: { ports: [{ port: 443 }] },
  });
  await create('/apis/discovery.k8s.io/v1/namespaces/default/endpointslices', {
    metadata: { name: 'itself-1', labels: { 'kubernetes.io/service-name': 'itself' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.244.0.9'], nodeName: 'node-1', conditions: { ready: true } }],
    ports: [{ port, name: '' }],
  });
});
afterAll(async () => {
  kubelet?.stop();
  await cluster.stop();
});

/** What comes of it, and that others got their answers while it was under way: all that were asked for, one after the other. */
async function besides(attack: Promise<HttpAnswer[]>): Promise<HttpAnswer[]> {
  let isOver = false;
  const done = attack.finally(() => (isOver = true));
  let slowestMs = 0;
  while (!isOver) {
    const asked = performance.now();
    expect((await api.call('/api/v1/namespaces/default')).code).toBe(200);
    slowestMs = Math.max(slowestMs, performance.now() - asked);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(slowestMs).toBeLessThan(2_000);
  return done;
}
const manyTimes = (count: number, call: (index: number) => Promise<HttpAnswer>) =>
  Promise.all(Array.from({ length: count }, (_, index) => call(index)));

test('an APIService whose Service is the apiserver itself is not available, and is no loop when somebody says that it is', async () => {
  const name = 'v1.loop.example';
  await create(APISERVICES, {
    metadata: { name },
    spec: {
      group: 'loop.example',
      version: 'v1',
      service: { namespace: 'default', name: 'itself' },
      insecureSkipTLSVerify: true,
      groupPriorityMinimum: 1,
      versionPriority: 1,
    },
  });
  const available = async () =>
    (await api.call(`${APISERVICES}/${name}`)).body.status?.conditions?.find(({ type }: any) => type === 'Available');
  await eventually(async () => (await available())?.reason === 'FailedDiscoveryCheck');
  const { body } = await api.call(`${APISERVICES}/${name}`);
  const status = { conditions: [{ type: 'Available', status: 'True', reason: 'Passed', message: 'so it is said' }] };
  await api.call(`${APISERVICES}/${name}/status`, { method: 'PUT', body: { ...body, status } });
  const before = kubelet.asked.length;
  const found = await besides(manyTimes(20, () => api.call('/apis/loop.example/v1/things')));
  // Itself it knows only by its certificate, which may do nothing.
  expect(found.map(({ code }) => code).filter((code) => ![403, 429, 503].includes(code))).toEqual([]);
  // As many as an extension may have under way, and what they come to before they end.
  expect(kubelet.asked.length - before).toBeLessThan(400);
  await api.call(`${APISERVICES}/${name}`, { method: 'DELETE' });
});

const rules = [{ apiGroups: ['*'], apiVersions: ['*'], resources: ['*'], operations: ['*'], scope: '*' }];
const hook = (clientConfig: object) => ({
  name: 'loop.example.com',
  admissionReviewVersions: ['v1'],
  sideEffects: 'None',
  rules,
  timeoutSeconds: 3,
  clientConfig,
});
const caBundle = () => Buffer.from(cluster.ca.certificatePem).toString('base64');

test.each<[what: string, config: () => object]>([
  ['by its address', () => ({ url: `https://127.0.0.1:${port}/api/v1/namespaces/default/configmaps` })],
  ['by a Service', () => ({ service: { namespace: 'default', name: 'itself', path: CONFIG_MAPS } })],
])('webhooks that are the apiserver itself, %s, are webhooks that fail', async (_, config) => {
  for (const plural of ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'])
    await create(`${HOOKS}/${plural}`, {
      metadata: { name: 'loop' },
      webhooks: [hook({ ...config(), caBundle: caBundle() })],
    });
  await eventually(async () => (await create(CONFIG_MAPS, { metadata: { name: 'probe' } })).code >= 400);
  const found = await besides(manyTimes(20, (index) => create(CONFIG_MAPS, { metadata: { name: `m${index}` } })));
  expect(found.map(({ body }) => body.message)).toEqual(
    found.map(() => expect.stringContaining('failed calling webhook "loop.example.com"')),
  );
  for (const plural of ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'])
    expect((await api.call(`${HOOKS}/${plural}/loop`, { method: 'DELETE' })).code).toBe(200);
});

test('a webhook that makes the apiserver ask itself again with each question ends', async () => {
  await create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    metadata: {
      name: 'admissionreviews.admission.k8s.io',
      annotations: { 'api-approved.kubernetes.io': 'https://example.com' },
    },
    spec: {
      group: 'admission.k8s.io',
      scope: 'Cluster',
      names: { plural: 'admissionreviews', kind: 'AdmissionReview' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  });
  const path = '/apis/admission.k8s.io/v1/admissionreviews';
  await create('/apis/rbac.authorization.k8s.io/v1/clusterroles', {
    metadata: { name: 'anybody' },
    rules: [{ apiGroups: ['admission.k8s.io'], resources: ['*'], verbs: ['*'] }],
  });
  await create('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    metadata: { name: 'anybody' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'anybody' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'system:anonymous' }],
  });
  await eventually(async () => (await api.call(path)).code === 200);
  await create(`${HOOKS}/mutatingwebhookconfigurations`, {
    metadata: { name: 'loop' },
    webhooks: [hook({ url: `https://127.0.0.1:${port}${path}`, caBundle: caBundle() })],
  });
  await eventually(async () => (await create(CONFIG_MAPS, { metadata: { name: 'probe' } })).code >= 400);
  const begun = performance.now();
  const found = await besides(manyTimes(20, (index) => create(CONFIG_MAPS, { metadata: { name: `d${index}` } })));
  expect(found.map(({ code }) => code).filter((code) => code < 400)).toEqual([]);
  expect(performance.now() - begun).toBeLessThan(30_000);
  expect((await api.call(`${HOOKS}/mutatingwebhookconfigurations/loop`, { method: 'DELETE' })).code).toBe(200);
});

test('a conversion webhook that is the apiserver itself fails those who want another version, and nobody else', async () => {
  const version = (name: string, storage: boolean) => ({
    name,
    served: true,
    storage,
    schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
  });
  const url = `https://127.0.0.1:${port}/apis/loops.example/v2/namespaces/default/circles`;
  await create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    metadata: { name: 'circles.loops.example' },
    spec: {
      group: 'loops.example',
      scope: 'Namespaced',
      names: { plural: 'circles', kind: 'Circle' },
      versions: [version('v1', true), version('v2', false)],
      conversion: {
        strategy: 'Webhook',
        webhook: { clientConfig: { url, caBundle: caBundle() }, conversionReviewVersions: ['v1'] },
      },
    },
  });
  const circles = (name: string) => `/apis/loops.example/${name}/namespaces/default/circles`;
  await eventually(
    async () =>
      (await create(circles('v1'), { apiVersion: 'loops.example/v1', kind: 'Circle', metadata: { name: 'a' } }))
        .code === 201,
  );
  const found = await besides(manyTimes(20, () => api.call(circles('v2'))));
  expect(found.map(({ body }) => body.message)).toEqual(
    found.map(() => expect.stringContaining('conversion webhook for loops.example/v1, Kind=Circle failed')),
  );
  expect((await api.call(circles('v1'))).code).toBe(200);
});

test('a way through the proxy to itself, again and again, is at its end where nobody is known any more', async () => {
  const step = '/api/v1/namespaces/default/services/https:itself:443/proxy';
  const found = await besides(manyTimes(20, () => api.call(`${step.repeat(60)}/version`)));
  expect(found.map(({ code }) => code).filter((code) => ![401, 403, 502, 503].includes(code))).toEqual([]);
});
