// What bodies say, as Go's readers of JSON and YAML understand it.
import { startTestCluster, type RequestOptions, type RunningApiserver, type TestCluster } from './apiserver-harness';
import { expectAnswer, type Answer } from './expect-answer';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
const CORE = '/api/v1/namespaces/default';

beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
  await api.call(`${CORE}/serviceaccounts`, { method: 'POST', body: { metadata: { name: 'default' } } });
});
afterAll(() => cluster.stop());

const answers = (path: string, request: RequestOptions, answer: Answer) => expectAnswer(api, path, request, answer);
const YAML = { 'content-type': 'application/yaml' };
const READ = 'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal';
const isNo = (what: string): Answer => ({
  code: 400,
  message: `${READ} ${what} into Go struct field ConfigMap.data of type string`,
});

const TWICE = '{"metadata":{"name":"NAME"},"data":{"k":"1","k":"2"}}';
test.each<[string, Answer]>([
  [
    'Strict',
    {
      code: 400,
      message:
        'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: duplicate field "data.k"',
    },
  ],
  ['Warn', { code: 201, warning: 'duplicate field "data.k"', body: { data: { k: '2' } } }],
  ['Ignore', { code: 201, body: { data: { k: '2' } } }],
])('one key twice, %s', (validation, answer) =>
  answers(
    `${CORE}/configmaps?fieldValidation=${validation}`,
    { body: TWICE.replace('NAME', `twice-${validation.toLowerCase()}`) },
    answer,
  ),
);

test.each<[string, string, Answer]>([
  [
    '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"other"}}',
    'application/json',
    {
      code: 400,
      message: /converting \(v1\.Secret\) to \(core\.ConfigMap\): unknown conversion$/,
    },
  ],
  [
    '{"kind":"ConfigMap","KIND":"Secret","apiVersion":"v1","metadata":{"name":"other"}}',
    'application/json',
    { code: 400 },
  ],
  ['metadata: {name: ~key}\ndata: {~: a}', 'application/yaml', { code: 400, message: /unsupported map key of type/ }],
  ['{"metadata":{"name":"typeless"}}', '', { code: 201 }],
])('%s as "%s"', (body, type, answer) =>
  answers(`${CORE}/configmaps`, { body, headers: { 'content-type': type } }, answer),
);

test('JSON is escaped as Go does it', async () => {
  const text = '<a href="x">&\u2028\u2029</a>';
  const body = { metadata: { name: 'escaped', annotations: { a: text } } };
  const made = await api.call(`${CORE}/configmaps`, { method: 'POST', body });
  const written = '"annotations":{"a":"\\u003ca href=\\"x\\"\\u003e\\u0026\\u2028\\u2029\\u003c/a\\u003e"}';
  const path = `${CORE}/configmaps/escaped`;
  const watch = api.watch(`${CORE}/configmaps?watch=1&fieldSelector=metadata.name=escaped`);
  expect((await watch.until(({ length }) => length > 0))[0].object.metadata.annotations.a).toBe(text);
  watch.stop();
  for (const answer of [
    made,
    await api.call(path),
    await api.call(`${CORE}/configmaps?fieldSelector=metadata.name=escaped`),
    await api.call(path, { headers: { accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' } }),
    await api.call(`${CORE}/configmaps`, { headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } }),
  ])
    expect(answer.text).toContain(written);
  expect((await api.call(`${path}?pretty=true`)).text).toContain('"a": "\\u003ca href');
  expect((await api.call(`${CORE}/configmaps?pretty=true`)).text).toContain('"a": "\\u003ca href');
  expect((await api.call(path, { headers: { accept: 'application/yaml' } })).text).toContain('<a href');
  const refused = await api.call(`${CORE}/configmaps/a&b`);
  expect(refused.text).toContain('configmaps \\"a\\u0026b\\" not found');
});

// The whole table of scalars is read-yaml.test.ts'; here it is shown that bodies are read so.
test.each<[string, Answer]>([
  ['y', isNo('bool')],
  ['Off', isNo('bool')],
  ['yEs', { code: 201, body: { data: { k: 'yEs' } } }],
  ['~', { code: 201, body: { data: { k: '' } } }],
  ['nULL', { code: 201, body: { data: { k: 'nULL' } } }],
  ['010', isNo('number')],
  ['0o17', isNo('number')],
  ['1_000', isNo('number')],
  ['0b101', isNo('number')],
  ['"010"', { code: 201, body: { data: { k: '010' } } }],
  ['12:30:45', { code: 201, body: { data: { k: '12:30:45' } } }],
  ['2026-01-02', { code: 201, body: { data: { k: '2026-01-02' } } }],
  ['1e1000', { code: 201, body: { data: { k: '1e1000' } } }],
  ['.inf', { code: 400, message: /json: unsupported value: \+Inf/ }],
])('the YAML scalar %s', (scalar, answer) =>
  answers(
    `${CORE}/configmaps?dryRun=All`,
    { body: `metadata: {name: a}\ndata:\n  k: ${scalar}\n`, headers: YAML },
    answer,
  ),
);

test.each<[string, string, Answer]>([
  [
    'keys that are no texts',
    'metadata: {name: a}\ndata: {010: a, 1_000: b, on: c, 1.50: d}\n',
    { code: 201, body: { data: { 8: 'a', 1000: 'b', true: 'c', 1.5: 'd' } } },
  ],
  [
    'several documents, of which the first counts',
    'metadata: {name: a}\ndata: {k: first}\n---\nmetadata: {name: b}\n',
    { code: 201, body: { metadata: { name: 'a' }, data: { k: 'first' } } },
  ],
  [
    'one key twice',
    'metadata: {name: a}\ndata:\n  k: "1"\n  k: "2"\n',
    { code: 201, warning: 'line 4: key "k" already set in map', body: { data: { k: '2' } } },
  ],
  [
    'a merge',
    'metadata: {name: a, labels: &l {x: "1"}}\ndata: {<<: *l, z: "2"}\n',
    { code: 201, body: { data: { x: '1', z: '2' } } },
  ],
])('YAML with %s', (_, body, answer) => answers(`${CORE}/configmaps?dryRun=All`, { body, headers: YAML }, answer));

test.each<[string, Answer]>([
  [
    '{"metadata":{"name":"a","labels":{"x":"1"}},"metadata":{"labels":{"y":"2"}},"data":{"a":"1"},"data":{"b":"2"}}',
    {
      code: 201,
      warning: ['duplicate field "metadata"', 'duplicate field "data"'],
      body: { metadata: { name: 'a', labels: { x: '1', y: '2' } }, data: { a: '1', b: '2' } },
    },
  ],
  ['{"metadata":{"name":"a"},"Data":{"k":"1"}}', { code: 201, warning: 'unknown field "Data"' }],
  ['{"metadata":{"name":"a"},"immutable":1.0}', { code: 400, message: /cannot unmarshal number into Go struct field/ }],
])('%s', (body, answer) => answers(`${CORE}/configmaps?dryRun=All`, { body }, answer));

describe('numbers of a Service', () => {
  const withPort = (port: string) => `{"metadata":{"name":"numbers"},"spec":{"ports":[{"port":${port}}]}}`;

  test.each(['80.0', '8e1', '1E400'])('%s is no integer', (port) =>
    answers(
      `${CORE}/services?dryRun=All`,
      { body: withPort(port) },
      {
        code: 400,
        message: `Service in version "v1" cannot be handled as a Service: json: cannot unmarshal number ${port} into Go struct field ServicePort.spec.ports.port of type int32`,
      },
    ),
  );
});

describe('quantities of a pod', () => {
  const podOf = (resource: string, quantity: string) =>
    `{"metadata":{"name":"quantities"},"spec":{"containers":[{"name":"c","image":"i","resources":{"requests":{"${resource}":${quantity}}}}]}}`;

  const served = (resource: string, quantity: string) => ({
    spec: { containers: [{ resources: { requests: { [resource]: quantity } } }] },
  });

  test.each<[string, string, string]>([
    ['cpu', '"0.1m"', '1m'],
    ['cpu', '"1n"', '1m'],
    ['cpu', '"1.0001"', '1001m'],
    ['cpu', '"+1"', '+1'],
    ['cpu', '"01"', '01'],
    ['cpu', '"1."', '1.'],
    ['cpu', '"1e0"', '1e0'],
    ['cpu', '"1E3"', '1E3'],
    ['cpu', '"1000"', '1k'],
    ['cpu', '"1000m"', '1'],
    ['cpu', '1e0', '1e0'],
    ['cpu', '0.50', '500m'],
    ['memory', '"10Ei"', '9223372036854775807'],
  ])('%s: %s is served as %s', (resource, sent, quantity) =>
    answers(
      `${CORE}/pods?dryRun=All`,
      { body: podOf(resource, sent) },
      { code: 201, body: served(resource, quantity) },
    ),
  );

  test('parts of a byte are warned of', () =>
    answers(
      `${CORE}/pods?dryRun=All`,
      { body: podOf('memory', '"100m"') },
      {
        code: 201,
        warning:
          'spec.containers[0].resources.requests[memory]: fractional byte value "100m" is invalid, must be an integer',
        body: served('memory', '100m'),
      },
    ));
});

describe('times', () => {
  const LEASES = '/apis/coordination.k8s.io/v1/namespaces/default/leases?dryRun=All';
  const unread = (kind: string, version: string, problem: string): Answer => ({
    code: 400,
    message: `${kind} in version "${version}" cannot be handled as a ${kind}: parsing time ${problem}`,
  });

  test.each<[string, Answer]>([
    ['2026-02-28T00:00:00.000000Z', { code: 201, body: { spec: { renewTime: '2026-02-28T00:00:00.000000Z' } } }],
    [
      '2026-02-28T00:00:00Z',
      unread(
        'Lease',
        'v1',
        '"2026-02-28T00:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
      ),
    ],
  ])('%s as one with fractions', (renewTime, answer) =>
    answers(LEASES, { body: { metadata: { name: 'times' }, spec: { renewTime } } }, answer),
  );

  test.each<[string, Answer]>([
    ['2026-02-28T1:14:15,5Z', { code: 201 }],
    ['2026-02-28T13:14:15+24:00', { code: 201 }],
    ['2026-02-30T00:00:00Z', unread('ConfigMap', 'v1', '"2026-02-30T00:00:00Z": day out of range')],
    ['2026-01-01T24:00:00Z', unread('ConfigMap', 'v1', '"2026-01-01T24:00:00Z": hour out of range')],
  ])('%s', (creationTimestamp, answer) =>
    answers(`${CORE}/configmaps?dryRun=All`, { body: { metadata: { name: 'times', creationTimestamp } } }, answer),
  );
});
