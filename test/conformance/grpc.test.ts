// The gRPC door with other people's clients: buf curl, which knows nothing but what reflection tells it, and grpc-js
// with stubs made from reflection's descriptors alone.
import { readFileSync } from 'node:fs';
import type { FileRegistry } from '@bufbuild/protobuf';
import { credentials, loadPackageDefinition, status } from '@grpc/grpc-js';
import { loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader';
import { eventually } from '../e2e/cluster/eventually';
import { kubectls, type Kubectl } from '../e2e/cluster/kubectl';
import { ADDRESS, anonymously, bufCurl, call, callThatFails, PKI, withCertificate, withToken } from './buf-curl';
import { createReflectionClient, descriptorSetOf, registryOf } from './reflection-client';

jest.setTimeout(120_000);

const NAMESPACE = 'grpc-test';
const tls = credentials.createSsl(
  readFileSync(`${PKI}/ca.crt`),
  readFileSync(`${PKI}/admin.key`),
  readFileSync(`${PKI}/admin.crt`),
);
let kubectl: Kubectl;

const POD_SPEC = { containers: [{ name: 'a', image: 'nginx' }] };
const SERVICE_SPEC = { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] };
const named = (name: string, spec: object) => ({ metadata: { name, labels: { app: 'web' } }, spec });
const inNamespace = (object: object) => ({ namespace: NAMESPACE, object });

beforeAll(async () => {
  kubectl = kubectls().at(-1)!;
  await kubectl(`create namespace ${NAMESPACE}`);
  // Pods are not taken before the namespace has its ServiceAccount.
  await eventually(() => kubectl(`get serviceaccount default --namespace ${NAMESPACE}`));
});
afterAll(() => kubectl(`delete namespace ${NAMESPACE} --wait=false`));

describe('reflection', () => {
  test('buf curl lists services and methods', async () => {
    const { stdout: services } = await bufCurl('', ['--list-services', ...withCertificate]);
    expect(services.split('\n')).toEqual(
      expect.arrayContaining([
        'kubets.core.v1.Pods',
        'kubets.core.v1.Services',
        'kubets.apps.v1.Deployments',
        'grpc.health.v1.Health',
      ]),
    );
    const { stdout: methods } = await bufCurl('', ['--list-methods', ...withCertificate]);
    expect(methods.split('\n')).toEqual(
      expect.arrayContaining(['kubets.core.v1.Pods/Watch', 'grpc.health.v1.Health/Check']),
    );
  });

  test.each(['v1', 'v1alpha'] as const)(
    '%s describes every service that it lists, with every message',
    async (version) => {
      const reflection = createReflectionClient(ADDRESS, tls, version);
      const services = await reflection.services();
      expect(services).toEqual(
        expect.arrayContaining([
          'grpc.health.v1.Health',
          'grpc.reflection.v1.ServerReflection',
          'grpc.reflection.v1alpha.ServerReflection',
          'kubets.core.v1.Pods',
        ]),
      );
      const messages = new Set<string>();
      for (const service of services) {
        const { methods } = registryOf(await reflection.filesOf(service)).getService(service)!;
        for (const { input, output } of methods) messages.add(input.typeName).add(output.typeName);
      }
      expect(messages.size).toBeGreaterThan(services.length);
      for (const message of [
        ...messages,
        'kubets.core.v1.Pod',
        'kubets.meta.v1.Status',
        'kubets.meta.v1.StatusCause',
      ]) {
        expect(registryOf(await reflection.filesOf(message)).getMessage(message)?.typeName).toBe(message);
      }
      await expect(reflection.filesOf('kubets.core.v1.Nothing')).rejects.toThrow(
        'symbol kubets.core.v1.Nothing not found',
      );
      reflection.close();
    },
  );
});

test('health answers a caller without certificate', async () => {
  expect(await call('grpc.health.v1.Health/Check', {}, anonymously)).toEqual([{ status: 'SERVING' }]);
  expect(await call('grpc.health.v1.Health/Check', { service: 'kubets.core.v1.Pods' }, anonymously)).toEqual([
    { status: 'SERVING' },
  ]);
});

describe.each([
  [
    'Pods',
    'pod',
    POD_SPEC,
    { containers: [{ name: 'a', image: 'nginx', terminationMessagePath: '/dev/termination-log' }] },
  ],
  [
    'Services',
    'service',
    SERVICE_SPEC,
    { type: 'ClusterIP', ports: [{ port: 80, protocol: 'TCP', targetPort: 'http' }] },
  ],
])('%s', (plural, kind, spec, stored) => {
  const method = (name: string) => `kubets.core.v1.${plural}/${name}`;

  test('what gRPC creates has its defaults, and kubectl reads it', async () => {
    const [created] = await call(method('Create'), inNamespace(named('from-grpc', spec)));
    expect(created).toMatchObject({
      metadata: { name: 'from-grpc', namespace: NAMESPACE, uid: expect.any(String) },
      spec: stored,
    });
    const read = await kubectl.json(`get ${kind} from-grpc --namespace ${NAMESPACE}`);
    expect(read).toMatchObject({ metadata: { uid: created.metadata.uid, labels: { app: 'web' } }, spec: stored });
  });

  test('what kubectl creates gRPC gets, lists and watches, and what gRPC changes kubectl reads', async () => {
    const manifest = { apiVersion: 'v1', kind: plural.slice(0, -1), ...named('from-kubectl', spec) };
    await kubectl(`create --namespace ${NAMESPACE} -f -`, { input: JSON.stringify(manifest) });
    const [got] = await call(method('Get'), { namespace: NAMESPACE, name: 'from-kubectl' });
    expect(got).toMatchObject({ metadata: { name: 'from-kubectl', labels: { app: 'web' } }, spec: stored });

    const [list] = await call(method('List'), { namespace: NAMESPACE, options: { labelSelector: 'app=web' } });
    expect(list.kind).toBe(`${plural.slice(0, -1)}List`);
    expect(list.items.map((item: any) => item.metadata.name).sort()).toEqual(['from-grpc', 'from-kubectl']);
    const [none] = await call(method('List'), { namespace: NAMESPACE, options: { labelSelector: 'app=other' } });
    expect(none.items).toBeUndefined();

    const watching = call(method('Watch'), {
      namespace: NAMESPACE,
      options: { resourceVersion: list.metadata.resourceVersion, timeoutSeconds: 5 },
    });
    const body = JSON.stringify({ metadata: { labels: { changed: 'over-grpc' } } });
    await call(method('Patch'), {
      namespace: NAMESPACE,
      name: 'from-kubectl',
      type: 'application/merge-patch+json',
      body,
    });
    expect((await kubectl.json(`get ${kind} from-kubectl --namespace ${NAMESPACE}`)).metadata.labels).toEqual({
      app: 'web',
      changed: 'over-grpc',
    });
    await kubectl(`label ${kind} from-grpc changed=with-kubectl --namespace ${NAMESPACE}`);
    const changed = (await watching).map(({ type, object }) => [
      type,
      object.metadata.name,
      object.metadata.labels?.changed,
    ]);
    expect(changed).toEqual(
      expect.arrayContaining([
        ['MODIFIED', 'from-kubectl', 'over-grpc'],
        ['MODIFIED', 'from-grpc', 'with-kubectl'],
      ]),
    );
  });
});

describe("a ServiceAccount's token", () => {
  let editor: string[];
  beforeAll(async () => {
    await kubectl(`create serviceaccount editor --namespace ${NAMESPACE}`);
    await kubectl(
      `create rolebinding editor --namespace ${NAMESPACE} --clusterrole=edit --serviceaccount=${NAMESPACE}:editor`,
    );
    editor = withToken((await kubectl(`create token editor --namespace ${NAMESPACE}`)).trim());
  });

  test.each([
    ['Pods', 'pod', POD_SPEC],
    ['Services', 'service', SERVICE_SPEC],
  ])('lists, watches and creates %s where RBAC allows it', async (plural, kind, spec) => {
    await call(`kubets.core.v1.${plural}/Create`, inNamespace(named('with-token', spec)), editor);
    expect((await kubectl.json(`get ${kind} with-token --namespace ${NAMESPACE}`)).metadata.name).toBe('with-token');
    const [{ items }] = await call(`kubets.core.v1.${plural}/List`, { namespace: NAMESPACE }, editor);
    expect(items.map((item: any) => item.metadata.name)).toContain('with-token');
    const events = await call(
      `kubets.core.v1.${plural}/Watch`,
      { namespace: NAMESPACE, options: { timeoutSeconds: 1 } },
      editor,
    );
    expect(events.map(({ type, object }) => `${type} ${object.metadata.name}`)).toContain('ADDED with-token');
    const list = await callThatFails(
      await statusTypes(),
      `kubets.core.v1.${plural}/List`,
      { namespace: 'kube-system' },
      editor,
    );
    expect(list).toMatchObject({ code: status.PERMISSION_DENIED, trailer: { reason: 'Forbidden', code: 403 } });
    expect(list.message).toContain(`User "system:serviceaccount:${NAMESPACE}:editor" cannot list resource "${kind}s"`);
  });
});

describe('an error has its code, and reason, message and causes in both trailers', () => {
  const invalidService = { ...SERVICE_SPEC, ports: [{ port: 70000, targetPort: 'http' }], sessionAffinity: 'Always' };
  const causes = [
    {
      reason: 'FieldValueInvalid',
      field: 'spec.ports[0].port',
      message: 'Invalid value: 70000: must be between 1 and 65535, inclusive',
    },
    {
      reason: 'FieldValueNotSupported',
      field: 'spec.sessionAffinity',
      message: expect.stringContaining('Unsupported value: "Always"'),
    },
  ];
  const noImage = { containers: [{ name: 'a' }] };
  const imageRequired = [{ reason: 'FieldValueRequired', field: 'spec.containers[0].image' }];
  const badToken = withToken('nonsense');

  let types: FileRegistry;
  beforeAll(async () => {
    types = await statusTypes();
    await call('kubets.core.v1.Services/Create', inNamespace(named('taken', SERVICE_SPEC)));
    await call('kubets.core.v1.Pods/Create', inNamespace(named('taken', POD_SPEC)));
  });

  test.each<[string, string, object, string[], keyof typeof status, object]>([
    [
      'an invalid Service',
      'Services/Create',
      inNamespace(named('wrong', invalidService)),
      withCertificate,
      'INVALID_ARGUMENT',
      { reason: 'Invalid', code: 422, details: { kind: 'Service', name: 'wrong', causes } },
    ],
    [
      'an invalid Pod',
      'Pods/Create',
      inNamespace(named('wrong', noImage)),
      withCertificate,
      'INVALID_ARGUMENT',
      { reason: 'Invalid', code: 422, details: { kind: 'Pod', name: 'wrong', causes: imageRequired } },
    ],
    [
      'a Service under a name that is taken',
      'Services/Create',
      inNamespace(named('taken', SERVICE_SPEC)),
      withCertificate,
      'ALREADY_EXISTS',
      { reason: 'AlreadyExists', code: 409, details: { kind: 'services', name: 'taken' } },
    ],
    [
      'a Pod under a name that is taken',
      'Pods/Create',
      inNamespace(named('taken', POD_SPEC)),
      withCertificate,
      'ALREADY_EXISTS',
      { reason: 'AlreadyExists', code: 409, details: { kind: 'pods', name: 'taken' } },
    ],
    [
      'a Service changed meanwhile',
      'Services/Update',
      inNamespace({ metadata: { name: 'taken', resourceVersion: '1' }, spec: SERVICE_SPEC }),
      withCertificate,
      'ABORTED',
      { reason: 'Conflict', code: 409, details: { kind: 'services', name: 'taken' } },
    ],
    [
      'a Pod changed meanwhile',
      'Pods/Update',
      inNamespace({ metadata: { name: 'taken', resourceVersion: '1' }, spec: POD_SPEC }),
      withCertificate,
      'ABORTED',
      { reason: 'Conflict', code: 409, details: { kind: 'pods', name: 'taken' } },
    ],
    [
      'a Service that is not there',
      'Services/Get',
      { namespace: NAMESPACE, name: 'nothing' },
      withCertificate,
      'NOT_FOUND',
      { reason: 'NotFound', code: 404, details: { kind: 'services', name: 'nothing' } },
    ],
    [
      'a Pod that is not there',
      'Pods/Get',
      { namespace: NAMESPACE, name: 'nothing' },
      withCertificate,
      'NOT_FOUND',
      { reason: 'NotFound', code: 404, details: { kind: 'pods', name: 'nothing' } },
    ],
    [
      'a watch from no version',
      'Pods/Watch',
      { namespace: NAMESPACE, options: { resourceVersion: 'none' } },
      withCertificate,
      'INVALID_ARGUMENT',
      { reason: 'BadRequest', code: 400 },
    ],
    [
      'nobody who lists Pods',
      'Pods/List',
      { namespace: NAMESPACE },
      anonymously,
      'PERMISSION_DENIED',
      {
        reason: 'Forbidden',
        code: 403,
        message: expect.stringContaining('User "system:anonymous" cannot list resource "pods"'),
      },
    ],
    [
      'nobody who watches Services',
      'Services/Watch',
      { namespace: NAMESPACE },
      anonymously,
      'PERMISSION_DENIED',
      { reason: 'Forbidden', code: 403 },
    ],
    [
      'nobody who creates a Service',
      'Services/Create',
      inNamespace(named('refused', SERVICE_SPEC)),
      anonymously,
      'PERMISSION_DENIED',
      { reason: 'Forbidden', code: 403 },
    ],
    [
      'a token that nobody issued',
      'Pods/List',
      { namespace: NAMESPACE },
      badToken,
      'UNAUTHENTICATED',
      { reason: 'Unauthorized', code: 401 },
    ],
  ])('%s', async (_, method, request, as, code, expected) => {
    const failure = await callThatFails(types, `kubets.core.v1.${method}`, request, as);
    expect(failure.code).toBe(status[code]);
    expect(failure.trailer).toMatchObject({ status: 'Failure', message: failure.message, ...expected });
    expect(failure.details).toEqual({ metadata: {}, ...failure.trailer });
  });
});

test('grpc-js with reflected descriptors watches pods', async () => {
  const reflection = createReflectionClient(ADDRESS, tls);
  const descriptors = descriptorSetOf(await reflection.filesOf('kubets.core.v1.Pods'));
  reflection.close();
  const kubets = (
    loadPackageDefinition(loadFileDescriptorSetFromBuffer(descriptors, { longs: Number, keepCase: true })) as any
  ).kubets;
  const pods = new kubets.core.v1.Pods(ADDRESS, tls, { 'grpc.ssl_target_name_override': 'localhost' });
  const seen: string[] = [];
  const watch = pods.Watch({ namespace: NAMESPACE, options: { fieldSelector: 'metadata.name=watched' } });
  watch.on('data', (event: any) => seen.push(`${event.type} ${event.object.metadata.name}`));
  watch.on('error', () => undefined); // cancelled at the end
  const object = { metadata: { name: 'watched' }, spec: POD_SPEC };
  await new Promise((resolve, reject) =>
    pods.Create(inNamespace(object), (error: Error | null, pod: unknown) => (error ? reject(error) : resolve(pod))),
  );
  await kubectl(`delete pod watched --namespace ${NAMESPACE} --grace-period=1`);
  await eventually(() => expect(seen.at(-1)).toMatch(/^(MODIFIED|DELETED) watched$/));
  expect(seen[0]).toBe('ADDED watched');
  watch.cancel();
  pods.close();
});

/** What reflection tells of the Status in an error's details. */
async function statusTypes(): Promise<FileRegistry> {
  const reflection = createReflectionClient(ADDRESS, tls);
  const files = await reflection.filesOf('kubets.meta.v1.Status');
  reflection.close();
  return registryOf(files);
}
