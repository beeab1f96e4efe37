import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManagedFieldsEntry } from '@kubets/proto-gen/meta/v1';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(30_000);

let cluster: TestCluster;
let api: RunningApiserver;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
});
afterAll(() => cluster.stop());

/** A request, and what kube-apiserver 1.37.2 answered when it was sent these in this order. */
interface Recorded {
  method: string;
  path: string;
  userAgent: string;
  type?: string;
  body?: unknown;
  managedFields: object[];
}

const recorded = JSON.parse(readFileSync(join(__dirname, 'testdata/managed-fields.json'), 'utf8')) as Recorded[];

const ofInterest = ({ manager, operation, apiVersion, subresource, time, fieldsV1 }: ManagedFieldsEntry) => ({
  manager,
  operation,
  apiVersion,
  ...(subresource ? { subresource } : {}),
  timed: time !== undefined,
  fieldsV1,
});

const byManager = (a: object, b: object): number => {
  const [left, right] = [a, b].map(
    (entry) => `${(entry as ManagedFieldsEntry).manager} ${(entry as ManagedFieldsEntry).subresource}`,
  );
  return left! < right! ? -1 : 1;
};

test.each(recorded.map((row, index) => [index, row.method, row.path, row] as const))(
  '%i: after %s %s everybody has the fields that they have in Kubernetes',
  async (_index, method, path, { userAgent, type = 'application/json', body, managedFields }) => {
    const answer = await api.call(path, { method, body, headers: { 'content-type': type, 'user-agent': userAgent } });
    expect(answer.code).toBeLessThan(300);
    const { managedFields: entries = [] } = (answer.body as { metadata: { managedFields?: ManagedFieldsEntry[] } })
      .metadata;
    // Their order follows from the seconds in which they were written.
    expect(entries.map(ofInterest).sort(byManager)).toEqual([...managedFields].sort(byManager));
    expect(entries.every(({ fieldsType }) => fieldsType === 'FieldsV1')).toBe(true);
  },
);

test("the server's own writes are its own", async () => {
  const { metadata } = (await api.call('/apis/networking.k8s.io/v1/ipaddresses/10.96.0.1')).body;
  expect(metadata.managedFields.map(ofInterest)).toEqual([
    {
      manager: 'kube-apiserver',
      operation: 'Update',
      apiVersion: 'networking.k8s.io/v1',
      timed: true,
      fieldsV1: {
        'f:metadata': {
          'f:labels': {
            '.': {},
            'f:ipaddress.kubernetes.io/ip-family': {},
            'f:ipaddress.kubernetes.io/managed-by': {},
          },
        },
        'f:spec': { 'f:parentRef': { '.': {}, 'f:name': {}, 'f:namespace': {}, 'f:resource': {} } },
      },
    },
  ]);
});

test('a conflict names who wrote', async () => {
  const path = '/api/v1/namespaces/default/configmaps';
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'taken' }, data: { a: '1' } };
  await api.call(path, { method: 'POST', body, headers: { 'user-agent': 'kubectl-create/v1' } });
  const refused = await api.call(`${path}/taken?fieldManager=other`, {
    method: 'PATCH',
    body: { ...body, data: { a: '2' } },
    headers: { 'content-type': 'application/apply-patch+yaml' },
  });
  expect(refused.code).toBe(409);
  expect(refused.body.message).toMatch(
    /^Apply failed with 1 conflict: conflict with "kubectl-create" using v1.*: \.data\.a$/,
  );
});

test('what changes nothing is not written', async () => {
  const path = '/api/v1/namespaces/default/configmaps';
  const body = { metadata: { name: 'still' }, data: { a: '1' } };
  const before = (await api.call(path, { method: 'POST', body })).body.metadata;
  const after = (await api.call(`${path}/still?fieldManager=other`, { method: 'PUT', body })).body.metadata;
  expect(after).toEqual(before);
});

test('fields are named in the version of the request, and lost in every version', async () => {
  const v1beta1 = '/apis/apps/v1beta1/namespaces/default/deployments';
  const v1 = '/apis/apps/v1/namespaces/default/deployments';
  const spec = {
    replicas: 1,
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  };
  await api.call(`${v1beta1}?fieldManager=old`, { method: 'POST', body: { metadata: { name: 'versions' }, spec } });
  const { body } = await api.call(`${v1}/versions?fieldManager=new`, {
    method: 'PATCH',
    body: { spec: { replicas: 2 } },
    headers: { 'content-type': 'application/merge-patch+json' },
  });
  const [now, old] = (body.metadata.managedFields as ManagedFieldsEntry[]).sort(byManager);
  expect([old!.manager, old!.apiVersion]).toEqual(['old', 'apps/v1beta1']);
  expect(now).toMatchObject({ manager: 'new', apiVersion: 'apps/v1', fieldsV1: { 'f:spec': { 'f:replicas': {} } } });
  expect(Object.keys((old!.fieldsV1 as Record<string, object>)['f:spec']!)).not.toContain('f:replicas');
});

test('what leaves no room for managedFields is stored without them, unless it is applied', async () => {
  const path = '/api/v1/namespaces/default/configmaps';
  const data = Object.fromEntries(
    Array.from({ length: 9000 }, (_, index) => [`${'k'.repeat(90)}${index}`, 'v'.repeat(20)]),
  );
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'full' }, data };
  const created = await api.call(path, { method: 'POST', body });
  expect([created.code, created.body.metadata.managedFields]).toEqual([201, undefined]);
  const applied = await api.call(`${path}/applied?fieldManager=m`, {
    method: 'PATCH',
    body: { ...body, metadata: { name: 'applied' } },
    headers: { 'content-type': 'application/apply-patch+yaml' },
  });
  expect(applied.code).toBe(413);
});
