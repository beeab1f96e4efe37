import { readFileSync } from 'node:fs';
import { connect, type IncomingHttpHeaders } from 'node:http2';
import { eventually } from '@kubets/component/testing';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(120_000);

let cluster: TestCluster;
let api: RunningApiserver;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start({ 'max-requests-inflight': '20', 'max-mutating-requests-inflight': '10' });
});
afterAll(() => cluster.stop());

const GROUP = '/apis/flowcontrol.apiserver.k8s.io/v1';
const SCHEMAS = `${GROUP}/flowschemas`;
const LEVELS = `${GROUP}/prioritylevelconfigurations`;

test('a cluster begins with Kubernetes’ levels and schemas, and shows them', async () => {
  const levels = await api.kubectl(['get', 'prioritylevelconfigurations', '--no-headers']);
  expect(
    levels
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/ +/).slice(0, -1).join(' ')),
  ).toEqual([
    'catch-all Limited 5 <none> <none> <none>',
    'exempt Exempt <none> <none> <none> <none>',
    'global-default Limited 20 128 6 50',
    'leader-election Limited 10 16 4 50',
    'node-high Limited 40 64 6 50',
    'system Limited 30 64 6 50',
    'workload-high Limited 40 128 6 50',
    'workload-low Limited 100 128 6 50',
  ]);
  let rows: string[] = [];
  await eventually(async () => {
    const table = await api.kubectl(['get', 'flowschemas', '--no-headers']);
    rows = table
      .trim()
      .split('\n')
      .map((line) =>
        line
          .trim()
          .split(/ +/)
          .filter((_, index) => index !== 4)
          .join(' '),
      );
    return rows.every((row) => row.endsWith(' False'));
  });
  expect(rows).toEqual(
    [
      'exempt exempt 1 <none> False',
      'probes exempt 2 <none> False',
      'system-leader-election leader-election 100 ByUser False',
      'system-node-high node-high 400 ByUser False',
      'system-nodes system 500 ByUser False',
      'kube-controller-manager workload-high 800 ByNamespace False',
      'kube-scheduler workload-high 800 ByNamespace False',
      'kube-system-service-accounts workload-high 900 ByNamespace False',
      'service-accounts workload-low 9000 ByUser False',
      'global-default global-default 9900 ByUser False',
      'catch-all catch-all 10000 ByUser False',
    ].sort(),
  );
});

test('answers name their flow; what has to be there comes back, as it was', async () => {
  const uidOf = async (path: string) => (await api.call(path)).body.metadata.uid;
  const { headers } = await api.call('/api/v1/namespaces');
  expect([headers['x-kubernetes-pf-flowschema-uid'], headers['x-kubernetes-pf-prioritylevel-uid']]).toEqual([
    await uidOf(`${SCHEMAS}/exempt`),
    await uidOf(`${LEVELS}/exempt`),
  ]);
  expect((await api.call(`${SCHEMAS}/catch-all`, { method: 'DELETE' })).code).toBe(200);
  await eventually(async () => (await api.call(`${SCHEMAS}/catch-all`)).code === 200);
  const patch = (path: string, body: object) =>
    api.call(path, { method: 'PATCH', headers: { 'content-type': 'application/merge-patch+json' }, body });
  await patch(`${LEVELS}/system`, { spec: { limited: { nominalConcurrencyShares: 1 } } });
  const sharesOf = async () => (await api.call(`${LEVELS}/system`)).body.spec.limited.nominalConcurrencyShares;
  await eventually(async () => (await sharesOf()) === 30);
  const { code, body } = await patch(`${SCHEMAS}/exempt`, { spec: { matchingPrecedence: 5 } });
  expect([code, body.message]).toEqual([422, expect.stringContaining("spec of 'exempt' must equal the fixed value")]);
});

test('a schema without its level says so by an apply, and does not count', async () => {
  const spec = {
    priorityLevelConfiguration: { name: 'nowhere' },
    matchingPrecedence: 3,
    rules: [
      {
        subjects: [{ kind: 'Group', group: { name: '*' } }],
        resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] }],
      },
    ],
  };
  const { code } = await api.call(SCHEMAS, { method: 'POST', body: { metadata: { name: 'lost' }, spec } });
  expect(code).toBe(201);
  await eventually(async () => {
    const { body } = await api.call(`${SCHEMAS}/lost`);
    return body.status?.conditions?.[0]?.status === 'True' && body.status.conditions[0].reason === 'NotFound';
  });
  const { body } = await api.call(`${SCHEMAS}/lost`);
  expect(body.metadata.managedFields).toMatchObject([
    {
      manager: 'api-priority-and-fairness-config-consumer-v1',
      operation: 'Apply',
      subresource: 'status',
      fieldsV1: { 'f:status': { 'f:conditions': { 'k:{"type":"Dangling"}': { '.': {}, 'f:status': {} } } } },
    },
    { operation: 'Update', fieldsV1: { 'f:spec': {} } },
  ]);
});

test('a flood of one user is refused in part, and others are answered', async () => {
  const flood = await cluster.ca.issue({
    file: 'flood',
    commonName: 'flood',
    organizations: ['crowd'],
    usages: ['client'],
  });
  const calm = await cluster.ca.issue({
    file: 'calm',
    commonName: 'calm',
    organizations: ['crowd'],
    usages: ['client'],
  });
  const names = { apiGroup: 'rbac.authorization.k8s.io' };
  const binding = {
    metadata: { name: 'crowd' },
    roleRef: { ...names, kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ ...names, kind: 'Group', name: 'crowd' }],
  };
  await api.call('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', { method: 'POST', body: binding });
  const get = (as: typeof flood) => api.call('/api/v1/namespaces/default', { as });
  await eventually(async () => (await get(calm)).code === 200);
  const level = {
    metadata: { name: 'narrow' },
    spec: {
      type: 'Limited',
      limited: {
        nominalConcurrencyShares: 1,
        limitResponse: { type: 'Queue', queuing: { queues: 16, handSize: 2, queueLengthLimit: 5 } },
      },
    },
  };
  const schema = {
    metadata: { name: 'narrow' },
    spec: {
      priorityLevelConfiguration: { name: 'narrow' },
      matchingPrecedence: 20,
      distinguisherMethod: { type: 'ByUser' },
      rules: [
        {
          subjects: [{ kind: 'Group', group: { name: 'crowd' } }],
          resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] }],
        },
      ],
    },
  };
  const made = await api.call(LEVELS, { method: 'POST', body: level });
  await api.call(SCHEMAS, { method: 'POST', body: schema });
  await eventually(
    async () => (await get(calm)).headers['x-kubernetes-pf-prioritylevel-uid'] === made.body.metadata.uid,
  );
  // On one connection, so that they arrive together, and writes, which wait for etcd.
  const session = connect(api.url, {
    ca: cluster.ca.certificatePem,
    key: readFileSync(flood.keyFile),
    cert: readFileSync(flood.certificateFile),
  });
  const write = () =>
    new Promise<IncomingHttpHeaders & { ':status'?: number }>((resolve, reject) => {
      const stream = session.request({
        ':method': 'POST',
        ':path': '/api/v1/namespaces/default/configmaps',
        'content-type': 'application/json',
      });
      stream.once('response', resolve).once('error', reject).resume();
      stream.end(JSON.stringify({ metadata: { generateName: 'flood-' } }));
    });
  const flooded = Array.from({ length: 200 }, write);
  const calmly = await Promise.all([get(calm), get(calm), api.call('/api/v1/namespaces/default')]);
  expect(calmly.map(({ code }) => code)).toEqual([200, 200, 200]);
  const answers = await Promise.all(flooded);
  session.close();
  expect(new Set(answers.map(({ ':status': code }) => code))).toEqual(new Set([201, 429]));
  const refused = answers.find(({ ':status': code }) => code === 429)!;
  expect([refused['retry-after'], refused['x-kubernetes-pf-prioritylevel-uid']]).toEqual(['1', made.body.metadata.uid]);
  expect((await get(flood)).code).toBe(200);
});
