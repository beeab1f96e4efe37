import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

let cluster: TestCluster;
let api: RunningApiserver;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
  await api.call('/api/v1/namespaces/default/serviceaccounts', {
    method: 'POST',
    body: { metadata: { name: 'default' } },
  });
  const answer = await api.call(PODS, {
    method: 'POST',
    body: { metadata: { name: 'web' }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
  });
  expect(answer.code).toBe(201);
});
afterAll(() => cluster.stop());

const PODS = '/api/v1/namespaces/default/pods';
const PATH = `${PODS}/web/ephemeralcontainers`;
const patch = (ephemeralContainers: object[], more: object = {}) =>
  api.call(PATH, {
    method: 'PATCH',
    body: { spec: { ephemeralContainers, ...more } },
    headers: { 'content-type': 'application/strategic-merge-patch+json' },
  });
const debug = { name: 'debug', image: 'busybox', targetContainerName: 'web', stdin: true };

test('come by a patch, with defaults, and nothing else comes with them', async () => {
  const { code, body } = await patch([debug], { priority: 7 });
  expect(code).toBe(200);
  expect(body).toMatchObject({
    metadata: { generation: 2 },
    spec: { ephemeralContainers: [{ ...debug, imagePullPolicy: 'Always' }] },
  });
  expect(body.spec.priority).toBe(0);
  expect((await api.call(PATH)).body.spec.ephemeralContainers).toHaveLength(1);
});

test('stay as they are', async () => {
  const { code, body } = await patch([{ ...debug, image: 'other' }]);
  expect([code, body.message]).toEqual([
    422,
    expect.stringContaining('existing ephemeral containers "debug" may not be changed'),
  ]);
  const { body: pod } = await api.call(PATH);
  delete pod.spec.ephemeralContainers;
  const removal = await api.call(PATH, { method: 'PUT', body: pod });
  expect(removal.body.message).toContain('existing ephemeral containers "debug" may not be removed');
});

test('are checked, and do not come by another way', async () => {
  const { body } = await patch([debug, { name: 'web', image: 'busybox', targetContainerName: 'none' }]);
  expect(body.details.causes.map(({ field }: { field: string }) => field)).toEqual(
    expect.arrayContaining(['spec.ephemeralContainers[1].name', 'spec.ephemeralContainers[1].targetContainerName']),
  );
  const { body: pod } = await api.call(`${PODS}/web`);
  pod.spec.ephemeralContainers.push({ ...debug, name: 'more' });
  expect((await api.call(`${PODS}/web`, { method: 'PUT', body: pod })).code).toBe(422);
});
