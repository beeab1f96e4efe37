// Services and their slices: what they are given, what they are refused, and what is told of them.
import { startTestCluster, type RequestOptions, type RunningApiserver, type TestCluster } from './apiserver-harness';
import { expectAnswer, type Answer } from './expect-answer';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
});
afterAll(() => cluster.stop());

const SERVICES = '/api/v1/namespaces/default/services';
const SLICES = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
const answers = (path: string, request: RequestOptions, answer: Answer) => expectAnswer(api, path, request, answer);
const service = (name: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { ports: [{ port: 80 }], ...spec },
});
const post = (body: object) => api.call(SERVICES, { method: 'POST', body });
const remove = (path: string) => api.call(path, { method: 'DELETE' });

test('gives every Service its own address and port, also when many come at once', async () => {
  const made = await Promise.all(
    Array.from({ length: 30 }, (_, index) => post(service(`many-${index}`, { type: 'NodePort' }))),
  );
  expect(made.map(({ code }) => code)).toEqual(Array(30).fill(201));
  expect(new Set(made.map(({ body }) => body.spec.clusterIP)).size).toBe(30);
  expect(new Set(made.map(({ body }) => body.spec.ports[0].nodePort)).size).toBe(30);
  const { clusterIP } = made[0]!.body.spec;
  expect((await api.call(`/apis/networking.k8s.io/v1/ipaddresses/${clusterIP}`)).body.spec.parentRef).toMatchObject({
    resource: 'services',
    name: 'many-0',
  });
  const taken = await post(service('taken', { clusterIP }));
  expect([taken.code, taken.body.message]).toEqual([422, expect.stringContaining('provided IP is already allocated')]);
  await remove(`${SERVICES}/many-0`);
  expect((await api.call(`/apis/networking.k8s.io/v1/ipaddresses/${clusterIP}`)).code).toBe(404);
  expect((await post(service('reused', { clusterIP }))).code).toBe(201);
});

test('refuses a port that is taken or out of range', async () => {
  expect((await post(service('p1', { type: 'NodePort', ports: [{ port: 80, nodePort: 30007 }] }))).code).toBe(201);
  expect(
    (await post(service('p2', { type: 'NodePort', ports: [{ port: 80, nodePort: 30007 }] }))).body.message,
  ).toContain('provided port is already allocated');
  expect((await post(service('p3', { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] }))).body.message).toContain(
    'provided port is not in the valid range. The range of valid ports is 30000-32767',
  );
  await remove(`${SERVICES}/p1`);
  expect((await post(service('p2', { type: 'NodePort', ports: [{ port: 80, nodePort: 30007 }] }))).code).toBe(201);
});

describe('new Services', () => {
  const invalid = (problem: string): Answer => ({ code: 422, message: `Service "new" is invalid: ${problem}` });
  const TRAFFIC = 'supported values: "PreferClose", "PreferSameZone", "PreferSameNode"';

  test.each<[string, object, Answer]>([
    [
      // Kubernetes lets it pass, as nothing is allocated in a dry run: docs/api.md.
      'a node port that there is none of',
      { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] },
      { code: 422, message: /provided port is not in the valid range/ },
    ],
    [
      'an address for load balancers that can be read in two ways',
      { type: 'LoadBalancer', loadBalancerIP: '001.2.3.4' },
      {
        code: 201,
        warning: 'spec.loadBalancerIP: non-standard IP address "001.2.3.4" is invalid: use "1.2.3.4"',
        body: { spec: { loadBalancerIP: '001.2.3.4' } },
      },
    ],
    [
      'the old word for traffic within the zone',
      { trafficDistribution: 'PreferClose' },
      { code: 201, warning: 'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"' },
    ],
    [
      'no word for it',
      { trafficDistribution: '' },
      invalid(`spec.trafficDistribution: Unsupported value: "": ${TRAFFIC}`),
    ],
    [
      'a headless one with what does nothing there',
      { clusterIP: 'None', loadBalancerIP: '1.2.3.4', externalIPs: ['1.2.3.4'] },
      {
        code: 201,
        warning: [
          'spec.loadBalancerIP is ignored for headless services',
          'spec.externalIPs is ignored for headless services',
        ],
      },
    ],
    [
      'source ranges that are written by annotation',
      { type: 'LoadBalancer', annotated: '010.0.0.0/8' },
      invalid(
        'metadata.annotations[service.beta.kubernetes.io/load-balancer-source-ranges]: Invalid value: "010.0.0.0/8": must not have leading 0s in IP or prefix length',
      ),
    ],
    [
      'source ranges without a load balancer',
      { loadBalancerSourceRanges: ['10.0.0.0/8'] },
      invalid("spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'"),
    ],
    [
      'a family that there is none of, beside one that there is',
      { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv4', 'IPv6'] },
      {
        code: 422,
        message: /spec\.ipFamilies\[1\]: Invalid value: "IPv6": not configured on this cluster/,
      },
    ],
    [
      'one port twice',
      {
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 80 },
        ],
      },
      invalid(
        'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}',
      ),
    ],
  ])('%s', (_, { annotated, ...spec }: { annotated?: string }, answer) => {
    const annotations = annotated && { 'service.beta.kubernetes.io/load-balancer-source-ranges': annotated };
    const body = { ...service('new', spec), metadata: { name: 'new', ...(annotations && { annotations }) } };
    return answers(`${SERVICES}?dryRun=All`, { body }, answer);
  });

  test('an address beyond the range', () =>
    answers(
      SERVICES,
      { body: service('new', { clusterIP: '10.0.0.1' }) },
      invalid(
        'spec.clusterIPs: Invalid value: ["10.0.0.1"]: failed to allocate IP 10.0.0.1: the provided network does not match the current range',
      ),
    ));

  test('by PUT has all that one by POST has', async () => {
    const { code, body } = await api.call(`${SERVICES}/put`, { method: 'PUT', body: service('put') });
    expect([code, body]).toEqual([
      201,
      expect.objectContaining({
        metadata: expect.objectContaining({
          uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
          creationTimestamp: expect.stringMatching(/Z$/),
        }),
        spec: expect.objectContaining({ clusterIP: expect.stringMatching(/^10\./) }),
      }),
    ]);
  });

  test('by apply has, too', async () => {
    const { code, body } = await api.call(`${SERVICES}/applied?fieldManager=a`, {
      method: 'PATCH',
      body: service('applied'),
      headers: { 'content-type': 'application/apply-patch+yaml' },
    });
    expect([code, Object.keys(body.metadata)]).toEqual([201, expect.arrayContaining(['uid', 'creationTimestamp'])]);
  });
});

describe('slices', () => {
  const slice = (more: object) => ({ metadata: { name: 'slice' }, addressType: 'IPv4', ...more });

  test.each<[string, object, Answer]>([
    ['without endpoints', {}, { code: 201, body: { endpoints: null, ports: null } }],
    ['with a port that no address has', { ports: [{ port: 70000 }] }, { code: 201 }],
    [
      'with an address of the other family',
      { endpoints: [{ addresses: ['fd00::1'] }] },
      {
        code: 422,
        message:
          'EndpointSlice.discovery.k8s.io "slice" is invalid: endpoints[0].addresses: Invalid value: "fd00::1": must be an IPv4 address',
      },
    ],
    [
      'with an address of the node itself',
      { endpoints: [{ addresses: ['127.0.0.1'] }] },
      {
        code: 422,
        message: /endpoints\[0\]\.addresses\[0\]: Invalid value: "127\.0\.0\.1": may not be in the loopback range/,
      },
    ],
    [
      'with an address that can be read in two ways',
      { endpoints: [{ addresses: ['010.0.0.1'] }] },
      { code: 422, message: /endpoints\[0\]\.addresses\[0\]: Invalid value: "010\.0\.0\.1": must not have leading 0s/ },
    ],
  ])('%s', (_, more, answer) => answers(`${SLICES}?dryRun=All`, { body: slice(more) }, answer));
});

test('what is written to a ServiceCIDR leaves its status alone', async () => {
  const path = '/apis/networking.k8s.io/v1/servicecidrs';
  const made = { metadata: { name: 'more' }, spec: { cidrs: ['10.200.0.0/24'] } };
  const status = { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: null, reason: '', message: '' }] };
  expect((await api.call(path, { method: 'POST', body: { ...made, status } })).body.status).toEqual({});
  const { code, body } = await api.call(`${path}/more`, { method: 'PUT', body: { ...made, status } });
  expect([code, body.status]).toEqual([200, {}]);
});
