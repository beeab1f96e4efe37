// Requests that users of Kubernetes have stumbled over, and what Kubernetes 1.37 answers them.
import { startTestCluster, type RequestOptions, type RunningApiserver, type TestCluster } from './apiserver-harness';
import { expectAnswer, type Answer } from './expect-answer';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
const CORE = '/api/v1/namespaces/default';
const APPS = '/apis/apps/v1/namespaces/default';

beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
  await api.call(`${CORE}/serviceaccounts`, { method: 'POST', body: { metadata: { name: 'default' } } });
});
afterAll(() => cluster.stop());

const answers = (path: string, request: RequestOptions, answer: Answer) => expectAnswer(api, path, request, answer);

const CONTAINER = { name: 'c', image: 'i' };
const pod = (name: string, spec: object = {}, metadata: object = {}) => ({
  metadata: { name, ...metadata },
  spec: { containers: [CONTAINER], ...spec },
});
const deployment = (name: string, spec: object = {}, metadata: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' }, ...metadata }, spec: { containers: [CONTAINER], ...spec } },
  },
});
const service = (name: string, spec: object = {}) => ({ metadata: { name }, spec: { ports: [{ port: 80 }], ...spec } });
const LONG = 'a'.repeat(64);
const COST = 'controller.kubernetes.io/pod-deletion-cost';
const volume = (name: string) => ({
  metadata: { name },
  spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/x' } },
});
const claim = (name: string) => ({
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
});
const env = (...values: [string, string][]) => ({
  containers: [{ ...CONTAINER, env: values.map(([name, value]) => ({ name, value })) }],
});

describe('objects that are made', () => {
  test.each<[string, string, object, Answer]>([
    [
      'a variable that is there twice',
      `${APPS}/deployments`,
      deployment('doubled', env(['A', '1'], ['B', '2'], ['A', '1'])),
      {
        code: 201,
        warning:
          'spec.template.spec.containers[0].env[2]: hides previous definition of "A", which may be dropped when using apply',
      },
    ],
    [
      'a pod with a deletion cost that is no number',
      `${CORE}/pods`,
      pod('cost', {}, { annotations: { [COST]: 'abc' } }),
      {
        code: 422,
        message: `Pod "cost" is invalid: metadata.annotations[${COST}]: Invalid value: "abc": must be a 32bit integer`,
      },
    ],
    [
      'a template with such a cost',
      `${APPS}/deployments`,
      deployment('cost', {}, { annotations: { [COST]: 'abc' } }),
      {
        code: 422,
        message: `Deployment.apps "cost" is invalid: spec.template.annotations[${COST}]: Invalid value: "abc": must be a 32bit integer`,
      },
    ],
    ['a Service that begins with a digit', `${CORE}/services`, service('1web'), { code: 201 }],
    [
      'a Service with a dot',
      `${CORE}/services`,
      service('a.b'),
      { code: 422, message: /metadata\.name: Invalid value: "a\.b": must not contain dots/ },
    ],
    [
      'traffic that stays on the node',
      `${CORE}/services`,
      service('near', { trafficDistribution: 'PreferSameNode' }),
      { code: 201, body: { spec: { trafficDistribution: 'PreferSameNode' } } },
    ],
    [
      'search paths with an underscore, and the root',
      `${CORE}/pods`,
      pod('searching', { dnsConfig: { searches: ['a_b.example', '.'] } }),
      { code: 201, body: { spec: { dnsConfig: { searches: ['a_b.example', '.'] } } } },
    ],
    [
      'external addresses',
      `${CORE}/services`,
      service('external', { externalIPs: ['198.51.100.1'] }),
      { code: 201, warning: 'spec.externalIPs is deprecated and may no longer be implemented in some clusters' },
    ],
    [
      'an address of a family that there is none of',
      `${CORE}/services`,
      service('six', { clusterIP: 'fd00::1' }),
      { code: 422, message: /spec\.clusterIPs\[0\]: Invalid value: .*: IPv6 is not configured on this cluster$/ },
    ],
    [
      'what is no address',
      `${CORE}/services`,
      service('none', { clusterIP: 'x' }),
      {
        code: 422,
        message:
          'Service "none" is invalid: spec.clusterIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      },
    ],
    [
      'one node port twice',
      `${CORE}/services`,
      service('twice', {
        type: 'NodePort',
        ports: [
          { name: 'a', port: 1, nodePort: 30901 },
          { name: 'b', port: 2, nodePort: 30901 },
        ],
      }),
      { code: 422, message: /spec\.ports\[1\]\.nodePort: Invalid value: 30901: provided port is already allocated$/ },
    ],
    [
      'a host port beside that of the container, of a pod in the host’s network',
      `${CORE}/pods`,
      pod('hosted', {
        hostNetwork: true,
        containers: [{ ...CONTAINER, ports: [{ containerPort: 80, hostPort: 81 }] }],
      }),
      {
        code: 422,
        message:
          'Pod "hosted" is invalid: spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true',
      },
    ],
    [
      'a Deployment of nothing',
      `${APPS}/deployments`,
      { metadata: { name: 'empty' } },
      {
        code: 422,
        message:
          'Deployment.apps "empty" is invalid: [spec.selector: Required value, spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`, spec.template.spec.containers: Required value]',
      },
    ],
    ['a Deployment with a status', `${APPS}/deployments`, deployment('fresh'), { code: 201, body: { status: {} } }],
    [
      'an annotation with a bad key',
      `${CORE}/configmaps`,
      { metadata: { name: 'annotated', annotations: { 'a b': 'c' } } },
      {
        code: 422,
        message: /metadata\.annotations: Invalid value: "a b": name part must consist of alphanumeric characters/,
      },
    ],
    [
      'an annotation with a key of three parts',
      `${CORE}/configmaps`,
      { metadata: { name: 'annotated', annotations: { 'a/b/c': 'd' } } },
      {
        code: 422,
        message:
          /metadata\.annotations: Invalid value: "a\/b\/c": a valid label key must consist of alphanumeric characters/,
      },
    ],
    [
      'a generation below nothing',
      `${CORE}/configmaps`,
      { metadata: { name: 'generation', generation: -1 } },
      {
        code: 422,
        message:
          'ConfigMap "generation" is invalid: metadata.generation: Invalid value: -1: must be greater than or equal to 0',
      },
    ],
    [
      'a namespace with a dot',
      '/api/v1/namespaces',
      { metadata: { name: 'a.b' } },
      {
        code: 422,
        message: /^Namespace "a\.b" is invalid: metadata\.name: Invalid value: "a\.b": must not contain dots/,
      },
    ],
    [
      'a namespace with a long name',
      '/api/v1/namespaces',
      { metadata: { name: LONG } },
      {
        code: 422,
        message:
          /\[metadata\.name: Invalid value: "a{64}": must be no more than 63 characters, metadata\.labels: .* 63 bytes\]$/,
      },
    ],
    [
      'a token for what cannot have one',
      `${CORE}/serviceaccounts/default/token`,
      { spec: { boundObjectRef: { kind: 'Service', apiVersion: 'v1', name: 'x' } } },
      { code: 400, message: 'cannot bind token to object of type /v1, Kind=Service' },
    ],
    [
      'what has a resourceVersion, when nothing is written',
      `${CORE}/configmaps?dryRun=All`,
      { metadata: { name: 'versioned', resourceVersion: '5' } },
      { code: 201 },
    ],
  ])('%s', (_, path, body, answer) => answers(path, { body }, answer));
});

describe('changes', () => {
  const patch = (type: string) => ({
    method: 'PATCH',
    headers: { 'content-type': `application/${type}-patch+json` },
  });
  const apply = { method: 'PATCH', headers: { 'content-type': 'application/apply-patch+yaml' } };

  test('an applied list with one key twice', () =>
    answers(
      `${APPS}/deployments/twice?fieldManager=a`,
      { ...apply, body: deployment('twice', env(['A', '1'], ['A', '2'])) },
      { code: 400, message: /duplicate entries for key \[name="A"\]$/ },
    ));

  test('a JSON patch of many operations, and one that doubles what is there', async () => {
    await api.call(`${CORE}/configmaps`, { method: 'POST', body: { metadata: { name: 'patched' }, data: { a: 'b' } } });
    const path = `${CORE}/configmaps/patched`;
    const add = { op: 'add', path: '/data/a', value: 'x' };
    await answers(path, { ...patch('json'), body: Array.from({ length: 9_000 }, () => add) }, { code: 200 });
    await answers(path, { ...patch('json'), body: Array.from({ length: 10_001 }, () => add) }, { code: 413 });
    const copies = Array.from({ length: 24 }, (_, index) => ({ op: 'copy', from: '/data', path: `/data/x${index}` }));
    await answers(path, { ...patch('json'), body: copies }, { code: 422 });
  });

  test('a Service that had a name outside, and one that was balanced', async () => {
    await api.call(`${CORE}/services`, {
      method: 'POST',
      body: service('was-outside', { type: 'ExternalName', externalName: 'a.example.com' }),
    });
    await answers(
      `${CORE}/services/was-outside`,
      { ...patch('merge'), body: { spec: { type: 'ClusterIP' } } },
      {
        code: 200,
        warning: 'spec.externalName is ignored when spec.type is not "ExternalName"',
        body: { spec: { type: 'ClusterIP', externalName: 'a.example.com' } },
      },
    );
    const balanced = {
      apiVersion: 'v1',
      kind: 'Service',
      ...service('balanced', { type: 'LoadBalancer', loadBalancerSourceRanges: ['10.0.0.0/8'] }),
    };
    await answers(`${CORE}/services/balanced?fieldManager=a`, { ...apply, body: balanced }, { code: 201 });
    await answers(
      `${CORE}/services/balanced?fieldManager=a`,
      { ...apply, body: { ...balanced, spec: { ...balanced.spec, type: undefined } } },
      { code: 422, message: /may only be used when `type` is 'LoadBalancer'/ },
    );
  });

  test('a pod whose containers may not change', async () => {
    await api.call(`${CORE}/pods`, { method: 'POST', body: pod('fixed') });
    await answers(
      `${CORE}/pods/fixed`,
      { ...patch('merge'), body: { spec: { containers: [{ ...CONTAINER, args: ['<&>'] }] } } },
      { code: 422, message: /^Pod "fixed" is invalid: spec: Forbidden: pod updates may not change fields other than/ },
    );
  });
});

describe('deletions', () => {
  test.each<[string, string, object, string]>([
    [`${CORE}/services`, 'Service', service('gone'), 'gone'],
    [`${CORE}/serviceaccounts`, 'ServiceAccount', { metadata: { name: 'gone' } }, 'gone'],
    [`${CORE}/pods`, 'Pod', pod('gone'), 'gone'],
    [`${CORE}/configmaps`, 'Status', { metadata: { name: 'gone' } }, 'gone'],
    [`${APPS}/deployments`, 'Status', deployment('gone'), 'gone'],
    ['/api/v1/namespaces', 'Namespace', { metadata: { name: 'gone' } }, 'gone'],
    ['/api/v1/persistentvolumes', 'PersistentVolume', volume('gone'), 'gone'],
    [`${CORE}/persistentvolumeclaims`, 'PersistentVolumeClaim', claim('gone'), 'gone'],
  ])('%s: answers a %s', async (path, kind, body, name) => {
    await answers(path, { body }, { code: 201 });
    await answers(`${path}/${name}`, { method: 'DELETE' }, { code: 200, body: { kind } });
  });

  test.each(['default', 'kube-system', 'kube-public'])('of the namespace %s are refused', (name) =>
    answers(
      `/api/v1/namespaces/${name}`,
      { method: 'DELETE' },
      { code: 403, message: `namespaces "${name}" is forbidden: this namespace may not be deleted` },
    ),
  );

  test.each<[string, Answer]>([
    ['{"gracePeriodSeconds":"x"}', { code: 400, message: /cannot unmarshal string into Go struct field/ }],
    ['{', { code: 400, message: /unexpected end of JSON input/ }],
    ['[]', { code: 400 }],
  ])('with the options %s are refused', (body, answer) =>
    answers(`${CORE}/configmaps/none`, { method: 'DELETE', body }, answer),
  );

  test('of another object of the name', async () => {
    await answers(`${CORE}/configmaps`, { body: { metadata: { name: 'another' } } }, { code: 201 });
    await answers(
      `${CORE}/configmaps/another`,
      { method: 'DELETE', body: { preconditions: { uid: 'x' } } },
      { code: 409, message: /the UID in the precondition \(x\) does not match the UID in record \([-0-9a-f]+\)/ },
    );
  });

  test('with a negative grace of what is not there', () =>
    answers(`${CORE}/pods/none?gracePeriodSeconds=-5`, { method: 'DELETE' }, { code: 404 }));
});

test('logs of a pod without a node are empty', async () => {
  await api.call(`${CORE}/pods`, { method: 'POST', body: pod('unbound') });
  const { code, text } = await api.call(`${CORE}/pods/unbound/log`);
  expect([code, text]).toEqual([204, '']);
});

test('a group alone is nobody to act as', () =>
  answers(
    `${CORE}/configmaps`,
    { method: 'GET', headers: { 'impersonate-group': 'g' } },
    { code: 400, message: /without impersonating a user name$/ },
  ));
