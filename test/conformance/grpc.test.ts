// The gRPC door with other people's clients: buf curl, which knows nothing but what reflection tells it, and grpc-js
// with stubs made from reflection's descriptors alone.
import { join } from 'node:path';
import { credentials, loadPackageDefinition, Metadata, status } from '@grpc/grpc-js';
import { loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader';
import { readFileSync } from 'node:fs';
import { tryCommand } from '../e2e/cluster/command';
import { E2E } from '../e2e/cluster/e2e-cluster';
import { kubectls, type Kubectl } from '../e2e/cluster/kubectl';
import { fetchDescriptorSet } from './reflection-client';

jest.setTimeout(60_000);

const BUF = join(__dirname, '../../node_modules/.bin/buf');
const PKI = join(E2E.stateDir, 'pki');
const ADDRESS = `127.0.0.1:${E2E.grpcPort}`;
const NAMESPACE = 'grpc-test';
let kubectl: Kubectl;

const bufCurl = (method: string, body: unknown, ...args: string[]) =>
  tryCommand(BUF, ['curl', '--protocol', 'grpc', '--cacert', `${PKI}/ca.crt`, '--data', JSON.stringify(body), ...args, `https://${ADDRESS}/${method}`], { timeoutMs: 20_000 });
const withCertificate = ['--cert', `${PKI}/admin.crt`, '--key', `${PKI}/admin.key`];

beforeAll(async () => {
  kubectl = kubectls().at(-1)!;
  await kubectl(`create namespace ${NAMESPACE}`);
});
afterAll(() => kubectl(`delete namespace ${NAMESPACE} --wait=false`));

test('buf curl lists services and methods by reflection', async () => {
  const { stdout } = await tryCommand(BUF, ['curl', '--protocol', 'grpc', '--cacert', `${PKI}/ca.crt`, ...withCertificate, '--list-services', `https://${ADDRESS}`]);
  for (const service of ['kubets.core.v1.Pods', 'kubets.core.v1.Services', 'kubets.apps.v1.Deployments', 'grpc.health.v1.Health']) expect(stdout).toContain(service);
});

test('what gRPC writes kubectl reads, and the other way round', async () => {
  const created = await bufCurl('kubets.core.v1.ConfigMaps/Create', { namespace: NAMESPACE, object: { metadata: { name: 'from-grpc' }, data: { a: '1' } } }, ...withCertificate);
  expect(created.stderr).toBe('');
  expect((await kubectl.json(`get configmap from-grpc --namespace ${NAMESPACE}`)).data).toEqual({ a: '1' });
  await kubectl(`create configmap from-kubectl --namespace ${NAMESPACE} --from-literal=b=2`);
  const read = await bufCurl('kubets.core.v1.ConfigMaps/Get', { namespace: NAMESPACE, name: 'from-kubectl' }, ...withCertificate);
  expect(JSON.parse(read.stdout).data).toEqual({ b: '2' });
  const listed = await bufCurl('kubets.core.v1.ConfigMaps/List', { namespace: NAMESPACE }, ...withCertificate);
  expect(JSON.parse(listed.stdout).items.map((item: any) => item.metadata.name)).toEqual(expect.arrayContaining(['from-grpc', 'from-kubectl']));
});

test("a ServiceAccount's token is known; RBAC decides; without either the caller is refused", async () => {
  await kubectl(`create serviceaccount reader --namespace ${NAMESPACE}`);
  await kubectl(`create rolebinding reader --namespace ${NAMESPACE} --clusterrole=view --serviceaccount=${NAMESPACE}:reader`);
  const token = (await kubectl(`create token reader --namespace ${NAMESPACE}`)).trim();
  const withToken = ['--header', `authorization: Bearer ${token}`];
  expect((await bufCurl('kubets.core.v1.ConfigMaps/List', { namespace: NAMESPACE }, ...withToken)).code).toBe(0);
  const forbidden = await bufCurl('kubets.core.v1.ConfigMaps/Delete', { namespace: NAMESPACE, name: 'from-grpc' }, ...withToken);
  expect(forbidden.stderr).toContain('permission_denied');
  expect(forbidden.stderr).toContain(`User \\"system:serviceaccount:${NAMESPACE}:reader\\" cannot delete resource`);
  const bad = await bufCurl('kubets.core.v1.ConfigMaps/List', { namespace: NAMESPACE }, '--header', 'authorization: Bearer nonsense');
  expect(bad.stderr).toContain('unauthenticated');
  const anonymous = await bufCurl('kubets.core.v1.ConfigMaps/List', { namespace: NAMESPACE });
  expect(anonymous.stderr).toMatch(/permission_denied|unauthenticated/);
});

test('grpc-js with reflected descriptors watches pods', async () => {
  const tls = credentials.createSsl(readFileSync(`${PKI}/ca.crt`), readFileSync(`${PKI}/admin.key`), readFileSync(`${PKI}/admin.crt`));
  const descriptors = await fetchDescriptorSet(ADDRESS, tls, 'kubets.core.v1.Pods');
  const kubets = (loadPackageDefinition(loadFileDescriptorSetFromBuffer(descriptors, { longs: Number, keepCase: true })) as any).kubets;
  const pods = new kubets.core.v1.Pods(ADDRESS, tls);
  const seen: string[] = [];
  const watch = pods.Watch({ namespace: NAMESPACE, options: {} });
  watch.on('data', (event: any) => seen.push(`${event.type} ${event.object.metadata.name}`));
  watch.on('error', () => undefined); // cancelled at the end
  const object = { metadata: { name: 'watched' }, spec: { containers: [{ name: 'a', image: 'nginx' }] } };
  await new Promise((resolve, reject) => pods.Create({ namespace: NAMESPACE, object }, (error: Error | null, pod: unknown) => (error ? reject(error) : resolve(pod))));
  await kubectl(`delete pod watched --namespace ${NAMESPACE} --grace-period=1`);
  expect(seen[0]).toBe('ADDED watched');
  expect(seen.at(-1)).toMatch(/^(MODIFIED|DELETED) watched$/);
  watch.cancel();
  const error: any = await new Promise((resolve) => pods.Get({ namespace: NAMESPACE, name: 'nothing' }, new Metadata(), (e: Error | null) => resolve(e)));
  expect(error.code).toBe(status.NOT_FOUND);
  expect(error.details).toBe('pods "nothing" not found');
  const details = JSON.parse(error.metadata.get('kubets-status-bin')[0].toString());
  expect(details).toMatchObject({ reason: 'NotFound', code: 404, details: { name: 'nothing', kind: 'pods' } });
  pods.close();
});
