import { startTestCluster, type HttpAnswer, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
});
afterAll(() => cluster.stop());

/** A namespace of its own for each test. */
async function namespaceOf(name: string, labels: Record<string, string> = {}): Promise<string> {
  await api.call('/api/v1/namespaces', { method: 'POST', body: { metadata: { name, labels } } });
  const path = `/api/v1/namespaces/${name}`;
  await api.call(`${path}/serviceaccounts`, { method: 'POST', body: { metadata: { name: 'default' } } });
  return path;
}
const create = (path: string, body: object): Promise<HttpAnswer> => api.call(path, { method: 'POST', body });

/** A quota that has been counted, as the controller does it. */
async function quota(namespace: string, spec: { hard: Record<string, string> } & object, used: Record<string, string>) {
  const { body } = await create(`${namespace}/resourcequotas`, { metadata: { name: 'q' }, spec });
  const status = { hard: spec.hard, used };
  return api.call(`${namespace}/resourcequotas/q/status`, { method: 'PUT', body: { ...body, status } });
}
const usedOf = async (namespace: string) =>
  (await api.call(`${namespace}/resourcequotas/q`)).body.status.used as Record<string, string>;

const pod = (name: string, requests: Record<string, string> = {}, more: object = {}) => ({
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'i', resources: { requests } }], ...more },
});

describe('a quota', () => {
  test('counts what is made, and refuses what would be more', async () => {
    const namespace = await namespaceOf('counted');
    const hard = { pods: '3', 'requests.memory': '1Gi', 'count/configmaps': '1', 'services.nodeports': '1' };
    await quota(
      namespace,
      { hard },
      { pods: '0', 'requests.memory': '0', 'count/configmaps': '0', 'services.nodeports': '0' },
    );
    expect((await create(`${namespace}/pods`, pod('a', { memory: '700Mi' }))).code).toBe(201);
    expect(await usedOf(namespace)).toMatchObject({ pods: '1', 'requests.memory': '700Mi' });
    const refused = await create(`${namespace}/pods`, pod('b', { memory: '500Mi' }));
    expect([refused.code, refused.body.message]).toEqual([
      403,
      'pods "b" is forbidden: exceeded quota: q, requested: requests.memory=500Mi, used: requests.memory=700Mi, limited: requests.memory=1Gi',
    ]);
    expect((await create(`${namespace}/pods`, pod('c'))).body.message).toBe(
      'pods "c" is forbidden: failed quota: q: must specify requests.memory for: c',
    );
    expect((await create(`${namespace}/pods?dryRun=All`, pod('d', { memory: '1Mi' }))).code).toBe(201);
    expect((await create(`${namespace}/configmaps`, { metadata: { name: 'a' } })).code).toBe(201);
    expect((await create(`${namespace}/configmaps`, { metadata: { name: 'b' } })).body.message).toBe(
      'configmaps "b" is forbidden: exceeded quota: q, requested: count/configmaps=1, used: count/configmaps=1, limited: count/configmaps=1',
    );
    const service = { metadata: { name: 's' }, spec: { ports: [{ port: 80 }], selector: { a: 'b' } } };
    const { body } = await create(`${namespace}/services`, service);
    body.spec.type = 'NodePort';
    await api.call(`${namespace}/services/s`, { method: 'PUT', body });
    expect(await usedOf(namespace)).toEqual({
      pods: '1',
      'requests.memory': '700Mi',
      'count/configmaps': '1',
      'services.nodeports': '1',
    });
  });

  test('is never exceeded by many at once', async () => {
    const namespace = await namespaceOf('raced');
    const other = await cluster.start();
    await quota(namespace, { hard: { secrets: '5' } }, { secrets: '0' });
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? api : other).call(`${namespace}/secrets`, {
          method: 'POST',
          body: { metadata: { name: `s${index}` } },
        }),
      ),
    );
    const created = made.filter(({ code }) => code === 201).length;
    expect(created).toBeLessThanOrEqual(5);
    expect(await usedOf(namespace)).toEqual({ secrets: String(created) });
    expect((await api.call(`${namespace}/secrets`)).body.items.length).toBe(created);
    await other.stop();
  });

  test('is for those in its scopes, and not before it is counted', async () => {
    const namespace = await namespaceOf('scoped');
    const scopes = ['Terminating'];
    await quota(namespace, { hard: { pods: '0' }, scopes } as never, {});
    expect((await create(`${namespace}/pods`, pod('a'))).code).toBe(201);
    expect((await create(`${namespace}/pods`, pod('b', {}, { activeDeadlineSeconds: 5 }))).body.message).toBe(
      'pods "b" is forbidden: status unknown for quota: q, resources: pods',
    );
  });

  test('is refused with all that is wrong', async () => {
    const namespace = await namespaceOf('wrong-quota');
    const spec = { hard: { pods: '1.5', cpus: '1', memory: '-1' }, scopes: ['BestEffort', 'Never'] };
    const { body } = await create(`${namespace}/resourcequotas`, { metadata: { name: 'q' }, spec });
    expect(body.details.causes.map(({ field, message }: any) => `${field}: ${message}`).sort()).toEqual([
      'spec.hard[cpus]: Invalid value: "cpus": must be a standard resource for quota',
      'spec.hard[cpus]: Invalid value: "cpus": must be a standard resource type or fully qualified',
      'spec.hard[memory]: Invalid value: "-1": must be greater than or equal to 0',
      'spec.hard[pods]: Invalid value: "1500m": must be an integer',
      'spec.scopes: Invalid value: ["BestEffort","Never"]: unsupported scope',
      'spec.scopes: Invalid value: ["BestEffort","Never"]: unsupported scope applied to resource',
    ]);
  });
});

describe('a limit range', () => {
  test('gives containers what they leave out, and refuses what is too much', async () => {
    const namespace = await namespaceOf('limited');
    const limits = [
      { type: 'Container', max: { cpu: '2', memory: '1Gi' }, min: { cpu: '100m' }, default: { cpu: '500m' } },
      { type: 'Pod', maxLimitRequestRatio: { cpu: '2' } },
    ];
    const { body } = await create(`${namespace}/limitranges`, { metadata: { name: 'l' }, spec: { limits } });
    expect(body.spec.limits[0]).toMatchObject({
      default: { cpu: '500m', memory: '1Gi' },
      defaultRequest: { cpu: '500m', memory: '1Gi' },
    });
    const defaulted = (await create(`${namespace}/pods`, pod('a', { cpu: '250m' }))).body;
    expect(defaulted.spec.containers[0].resources).toEqual({
      limits: { cpu: '500m', memory: '1Gi' },
      requests: { cpu: '250m', memory: '1Gi' },
    });
    expect(defaulted.metadata.annotations).toEqual({
      'kubernetes.io/limit-ranger':
        'LimitRanger plugin set: memory request for container c; cpu, memory limit for container c',
    });
    expect((await create(`${namespace}/pods`, pod('b', { cpu: '50m' }))).body.message).toBe(
      'pods "b" is forbidden: [minimum cpu usage per Container is 100m, but request is 50m, cpu max limit to request ratio per Pod is 2, but provided ratio is 10.000000]',
    );
  });

  test('that contradicts itself is refused', async () => {
    const namespace = await namespaceOf('wrong-limits');
    const limits = [
      { type: 'Container', max: { cpu: '1' }, min: { cpu: '2' }, default: { cpu: '1' } },
      { type: 'Pod', default: { cpu: '1' } },
    ];
    const { body } = await create(`${namespace}/limitranges`, { metadata: { name: 'l' }, spec: { limits } });
    expect(body.details.causes.map(({ field, message }: any) => `${field}: ${message}`)).toEqual([
      'spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1',
      'spec.limits[0].defaultRequest[cpu]: Invalid value: "1": min value 2 is greater than default request value 1',
      'spec.limits[0].default[cpu]: Invalid value: "2": min value 2 is greater than default value 1',
      "spec.limits[1].default: Forbidden: may not be specified when `type` is 'Pod'",
    ]);
  });
});

test('namespaces have pods keep to a standard', async () => {
  const label = 'pod-security.kubernetes.io/enforce';
  const namespace = await namespaceOf('secured', { [label]: 'baseline' });
  const refused = await create(`${namespace}/pods`, pod('a', {}, { hostNetwork: true }));
  expect([refused.code, refused.body.message]).toEqual([
    403,
    'pods "a" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)',
  ]);
  const template = { metadata: { labels: { a: 'b' } }, spec: pod('x', {}, { hostPID: true }).spec };
  const deployment = { metadata: { name: 'd' }, spec: { selector: { matchLabels: { a: 'b' } }, template } };
  const warned = await create('/apis/apps/v1/namespaces/secured/deployments', deployment);
  expect([warned.code, warned.headers['warning']]).toEqual([
    201,
    String.raw`299 - "would violate PodSecurity \"baseline:latest\": host namespaces (hostPID=true)"`,
  ]);
});

test('pods get what their runtime class takes', async () => {
  const namespace = await namespaceOf('runtimes');
  const body = { metadata: { name: 'slow' }, handler: 'slow', overhead: { podFixed: { cpu: '10m' } } };
  expect((await create('/apis/node.k8s.io/v1/runtimeclasses', body)).code).toBe(201);
  const made = await create(`${namespace}/pods`, pod('a', {}, { runtimeClassName: 'slow' }));
  expect([made.code, made.body.spec?.overhead]).toEqual([201, { cpu: '10m' }]);
  expect((await create(`${namespace}/pods`, pod('b', {}, { runtimeClassName: 'none' }))).body.message).toBe(
    'pods "b" is forbidden: pod rejected: RuntimeClass "none" not found',
  );
});
