// Pods through the whole of the server: what is filled in, counted and refused on the way.
import { startTestCluster, type RequestOptions, type RunningApiserver, type TestCluster } from './apiserver-harness';
import { expectAnswer, type Answer } from './expect-answer';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
const CORE = '/api/v1/namespaces/default';
const PODS = `${CORE}/pods`;
const ZONE = 'topology.kubernetes.io/zone';
const REGION = 'topology.kubernetes.io/region';

beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
  await post(`${CORE}/serviceaccounts`, { metadata: { name: 'default' } });
  await post('/api/v1/nodes', { metadata: { name: 'node-1', labels: { [ZONE]: 'z1', [REGION]: 'r1' } } });
});
afterAll(() => cluster.stop());

const answers = (path: string, request: RequestOptions, answer: Answer) => expectAnswer(api, path, request, answer);
const post = (path: string, body: object) => api.call(path, { method: 'POST', body });
const patch = (path: string, body: object, type = 'merge') =>
  api.call(path, { method: 'PATCH', body, headers: { 'content-type': `application/${type}-patch+json` } });
const CONTAINER = { name: 'c', image: 'i' };
const pod = (name: string, spec: object = {}, metadata: object = {}) => ({
  metadata: { name, ...metadata },
  spec: { containers: [CONTAINER], ...spec },
});

describe('a new pod', () => {
  const forbidden = (problem: string): Answer => ({ code: 403, message: `pods "new" is forbidden: ${problem}` });
  const invalid = (problem: string): Answer => ({ code: 422, message: `Pod "new" is invalid: ${problem}` });

  test.each<[string, object, Answer]>([
    [
      'with a policy of preemption of its own',
      { preemptionPolicy: 'x' },
      forbidden(
        'the string value of PreemptionPolicy (x) must not be provided in pod spec; priority admission controller computed PreemptLowerPriority from the given PriorityClass name',
      ),
    ],
    [
      'with an overhead of no class',
      { overhead: { cpu: '1' } },
      forbidden('pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead'),
    ],
    [
      'with an operator whose feature is off',
      { tolerations: [{ key: 'a', operator: 'Gt', value: '1' }] },
      invalid('spec.tolerations[0].operator: Unsupported value: "Gt": supported values: "Equal", "Exists", "Lt", "Gt"'),
    ],
    [
      'whose init container never starts again',
      { initContainers: [{ name: 'i', image: 'i', restartPolicy: 'Never' }] },
      { code: 201 },
    ],
    [
      'that shares processes with its node and among its containers',
      { shareProcessNamespace: true, hostPID: true },
      invalid(
        'spec.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled',
      ),
    ],
    [
      'with the values of labels that are named',
      { topologySpreadConstraints: [spread({ labelSelector: {} })] },
      {
        code: 201,
        body: {
          spec: {
            topologySpreadConstraints: [
              spread({ labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] } }),
            ],
          },
        },
      },
    ],
    [
      'with resources that say nothing',
      { resources: {} },
      { code: 201, body: { metadata: { generation: 1 }, status: { qosClass: 'BestEffort' } } },
    ],
    [
      'with fields of features that are off',
      { schedulingGroup: { podGroupName: 'g' }, volumes: [{ name: 'v', emptyDir: { medium: 'Memory', mode: 448 } }] },
      { code: 201, body: { spec: { volumes: [{ name: 'v', emptyDir: { medium: 'Memory' } }, {}] } } },
    ],
    [
      'with what git fetches',
      { volumes: [{ name: 'v', gitRepo: { repository: 'r' } }] },
      { code: 201, warning: 'spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+' },
    ],
  ])('%s', (_, spec, answer) =>
    answers(`${PODS}?dryRun=All`, { body: pod('new', spec, { labels: { app: 'web' } }) }, answer),
  );

  function spread(more: object): object {
    return { maxSkew: 1, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule', matchLabelKeys: ['app'], ...more };
  }
});

test('each change of what it is to be like is a generation', async () => {
  const path = `${PODS}/counted`;
  const generation = async (change: object) => (await patch(path, change, 'strategic-merge')).body.metadata.generation;
  expect((await post(PODS, pod('counted', {}, { generation: 7 }))).body.metadata.generation).toBe(1);
  expect(await generation({ metadata: { labels: { a: 'b' } } })).toBe(1);
  expect(await generation({ spec: { containers: [{ name: 'c', image: 'other' }] } })).toBe(2);
  expect(await generation({ spec: { activeDeadlineSeconds: 100 } })).toBe(3);
  const conditions = [{ type: 'Ready', status: 'False', observedGeneration: 3 }];
  const { body } = await patch(`${path}/status`, { status: { observedGeneration: 3, conditions } });
  expect(body).toMatchObject({
    metadata: { generation: 3 },
    status: { observedGeneration: 3, conditions: [{ observedGeneration: 3, lastProbeTime: null }] },
  });
});

test('who takes away all tolerations leaves those that every pod has', async () => {
  const path = `${PODS}/tolerant`;
  await post(PODS, pod('tolerant'));
  const { body: before } = await api.call(path);
  const { code, body } = await patch(path, { spec: { tolerations: null } });
  expect([code, body.spec.tolerations]).toEqual([200, before.spec.tolerations]);
  expect(body.spec.tolerations).toHaveLength(2);
});

test('a pod that is bound has the zone of its node, and waits for no other', async () => {
  const path = `${PODS}/bound`;
  await post(PODS, pod('bound', {}, { labels: { [ZONE]: 'own' } }));
  const nominated = await patch(`${path}/status`, { status: { nominatedNodeName: 'node-2' } });
  expect([nominated.code, nominated.body.status?.nominatedNodeName]).toEqual([200, 'node-2']);
  const binding = (name: string) => ({ metadata: { name: 'bound' }, target: { kind: 'Node', name } });
  expect((await post(`${path}/binding`, binding('A_B'))).body).toMatchObject({
    code: 400,
    message: expect.stringContaining('target.name: Invalid value: "A_B"'),
  });
  expect((await api.call(path)).body.status.nominatedNodeName).toBe('node-2');
  expect((await post(`${path}/binding`, binding('node-1'))).code).toBe(201);
  const { body } = await api.call(path);
  expect([body.spec.nodeName, body.metadata.labels, body.status.nominatedNodeName]).toEqual([
    'node-1',
    { [ZONE]: 'z1', [REGION]: 'r1' },
    undefined,
  ]);
});

test.each(['application/json', 'application/yaml', 'application/json;as=Table;v=v1;g=meta.k8s.io'])(
  'a template has no time of its own: %s',
  async (accept) => {
    const labels = { app: 'web' };
    const { text } = await api.call('/apis/apps/v1/namespaces/default/deployments?dryRun=All&includeObject=Object', {
      method: 'POST',
      body: {
        metadata: { name: 'template' },
        spec: {
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [CONTAINER] } },
        },
      },
      headers: { accept },
    });
    expect(text).toContain('template');
    expect(text).not.toMatch(/creationTimestamp"?: ?null/);
  },
);
