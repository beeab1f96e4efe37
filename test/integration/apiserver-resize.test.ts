import { kubectls } from '../e2e/cluster/kubectl';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

let cluster: TestCluster;
let api: RunningApiserver;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
  const make = async (path: string, body: object) =>
    expect((await api.call(path, { method: 'POST', body })).code).toBe(201);
  await make('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  await make('/api/v1/nodes', { metadata: { name: 'node-1' } });
  await api.call('/api/v1/nodes/node-1/status', {
    method: 'PATCH',
    body: { status: { allocatable: { cpu: '2', memory: '1Gi' } } },
    headers: MERGE,
  });
  await make(PODS, {
    metadata: { name: 'web' },
    spec: {
      nodeName: 'node-1',
      containers: [{ name: 'web', image: 'nginx', resources: { requests: { cpu: '100m' }, limits: { cpu: '200m' } } }],
    },
  });
});
afterAll(() => cluster.stop());

const MERGE = { 'content-type': 'application/strategic-merge-patch+json' };
const PODS = '/api/v1/namespaces/default/pods';
const PATH = `${PODS}/web/resize`;
const patchOf = (requests: object, more: object = {}) => ({
  spec: { containers: [{ name: 'web', resources: { requests }, ...more }] },
});
const patch = (requests: object, more?: object) =>
  api.call(PATH, { method: 'PATCH', body: patchOf(requests, more), headers: MERGE });

test('a patch changes what is asked for, and nothing else', async () => {
  const { code, body } = await patch({ cpu: '150m' }, { image: 'other' });
  expect(code).toBe(200);
  expect(body.metadata.generation).toBe(2);
  expect(body.spec.containers[0]).toMatchObject({
    image: 'nginx',
    resources: { requests: { cpu: '150m' }, limits: { cpu: '200m' } },
  });
  expect((await api.call(PATH)).body).toEqual(body);
});

test.each<[string, object, number, string]>([
  ['all that the limit allows', { cpu: '200m' }, 200, ''],
  ['more than the limit', { cpu: '300m' }, 422, 'must be less than or equal to cpu limit of 200m'],
  ['more than the node has', { memory: '2Gi' }, 403, "node didn't have enough allocatable resources: memory"],
])('%s', async (_, requests, code, text) => {
  const answer = await patch(requests);
  expect([answer.code, answer.body.message ?? '']).toEqual([code, expect.stringContaining(text)]);
});

test('the pod itself is not resized but by this', async () => {
  const { body: pod } = await api.call(`${PODS}/web`);
  pod.spec.containers[0].resources.requests.cpu = '120m';
  expect((await api.call(`${PODS}/web`, { method: 'PUT', body: pod })).code).toBe(422);
});

const newest = kubectls().at(-1);
const knowsIt = newest !== undefined && Number(newest.version.split('.')[1]) >= 32;
(knowsIt ? test : test.skip)('kubectl resizes a pod', async () => {
  const answer = await api.kubectl(
    ['patch', 'pod', 'web', '--subresource=resize', '--patch', JSON.stringify(patchOf({ cpu: '110m' }))],
    { binary: newest!.path },
  );
  expect(answer).toBe('pod/web patched\n');
  const wanted = '{.spec.containers[0].resources.requests.cpu}';
  expect(await api.kubectl(['get', 'pod', 'web', '-o', `jsonpath=${wanted}`], { binary: newest!.path })).toBe('110m');
});
