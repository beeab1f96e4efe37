import { eventually } from '@kubets/component/testing';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
});
afterAll(() => cluster.stop());

const GROUP = '/apis/admissionregistration.k8s.io/v1';
const POLICIES = `${GROUP}/mutatingadmissionpolicies`;
const BINDINGS = `${GROUP}/mutatingadmissionpolicybindings`;
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const RULE = { apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'], operations: ['CREATE', 'UPDATE'] };

const create = (path: string, body: object) => api.call(path, { method: 'POST', body });

async function created(path: string, body: object): Promise<any> {
  const { code, body: object } = await create(path, body);
  expect([code, object.message]).toEqual([201, undefined]);
  return object;
}

const applied = (expression: string) => ({ patchType: 'ApplyConfiguration', applyConfiguration: { expression } });
const patched = (expression: string) => ({ patchType: 'JSONPatch', jsonPatch: { expression } });

/** A policy for config maps with the label test=NAME only, so that tests do not meet each other's. */
async function inForce(test: string, name: string, spec: object, bound: object = {}): Promise<void> {
  await created(POLICIES, {
    metadata: { name },
    spec: {
      reinvocationPolicy: 'Never',
      matchConstraints: { objectSelector: { matchLabels: { test } }, resourceRules: [RULE] },
      ...spec,
    },
  });
  await created(BINDINGS, { metadata: { name }, spec: { policyName: name, ...bound } });
}
const configMap = (test: string, data: object = {}) => ({
  metadata: { generateName: `${test}-`, labels: { test } },
  data,
});

/** What is bound counts as soon as the server has seen it. */
async function becomes(test: string, data: object, expected: object): Promise<void> {
  let last: unknown;
  await eventually(async () => {
    const { code, body } = await create(CONFIG_MAPS, configMap(test, data));
    last = { code, data: body.data, message: body.message };
    try {
      expect(last).toMatchObject(expected);
      return true;
    } catch {
      return false;
    }
  }).catch(() => expect(last).toMatchObject(expected));
}

test('policies change objects in the order of their names, with variables, parameters and conditions', async () => {
  await created(CONFIG_MAPS, { metadata: { name: 'params' }, data: { owner: 'ann' } });
  await inForce(
    'all',
    'all-1',
    {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      variables: [{ name: 'owner', expression: 'params.data.owner' }],
      matchConditions: [{ name: 'mine', expression: "!('skip' in object.data)" }],
      mutations: [
        applied("Object{data: {'owner': variables.owner}}"),
        patched("[JSONPatch{op: 'add', path: '/data/' + jsonpatch.escapeKey('a.b'), value: object.data.owner + '!'}]"),
      ],
    },
    { paramRef: { name: 'params', namespace: 'default', parameterNotFoundAction: 'Deny' } },
  );
  await inForce('all', 'all-2', {
    mutations: [patched("[JSONPatch{op: 'copy', from: '/data/owner', path: '/data/copied'}]")],
    matchConditions: [{ name: 'has', expression: "'owner' in object.data" }],
  });
  await becomes('all', { x: '1' }, { code: 201, data: { x: '1', owner: 'ann', 'a.b': 'ann!', copied: 'ann' } });
  await becomes('all', { skip: '' }, { code: 201, data: { skip: '' } });
  expect(await api.kubectl(['get', 'mutatingadmissionpolicies', 'all-1'])).toMatch(
    /NAME +MUTATIONS +PARAMKIND +AGE\nall-1 +2 +v1\/ConfigMap /,
  );
  expect(await api.kubectl(['get', 'mutatingadmissionpolicybindings', 'all-1'])).toMatch(
    /NAME +POLICYNAME +PARAMREF +AGE\nall-1 +all-1 +default\/params /,
  );
});

test('a policy sees what later ones have changed when it wants to be asked again', async () => {
  await inForce('again', 'again-1', {
    reinvocationPolicy: 'IfNeeded',
    mutations: [applied("Object{data: {'seen': string(size(object.data))}}")],
  });
  await inForce('again', 'again-2', { mutations: [applied("Object{data: {'later': 'x'}}")] });
  await becomes('again', { a: '1' }, { code: 201, data: { a: '1', later: 'x', seen: '3' } });
});

test('what cannot be evaluated refuses, unless it is ignored; what users may do can be asked', async () => {
  await inForce('broken', 'broken', { mutations: [applied("Object{data: {'a': object.data.none}}")] });
  const text =
    "policy 'broken' with binding 'broken' denied request: expression 'Object{data: {'a': object.data.none}}' resulted in error: no such key: none";
  await becomes('broken', { a: '1' }, { code: 403, message: text });
  await inForce('ignored', 'ignored', {
    failurePolicy: 'Ignore',
    mutations: [
      applied("Object{data: {'a': object.data.none}}"),
      applied("Object{data: {'may': string(authorizer.group('').resource('pods').check('create').allowed())}}"),
    ],
  });
  await becomes('ignored', { a: '1' }, { code: 201, data: { a: '1', may: 'true' } });
});

test('says what is wrong with a policy', async () => {
  const { code, body } = await create(POLICIES, {
    metadata: { name: 'wrong' },
    spec: {
      matchConstraints: { resourceRules: [RULE] },
      mutations: [
        { patchType: 'JSONPatch', applyConfiguration: { expression: 'Object{}' } },
        applied('1'),
        patched(''),
      ],
    },
  });
  expect(code).toBe(422);
  expect(body.details.causes.map(({ field, message }: any) => `${field}: ${message}`)).toEqual([
    'spec.mutations[0].jsonPatch: Required value: must be specified when patchType is JSONPatch',
    'spec.mutations[0].applyConfiguration: Invalid value: "{applyConfiguration}": must not be specified when patchType is JSONPatch',
    'spec.mutations[1].applyConfiguration.expression: Invalid value: "1": must evaluate to Object but got int',
    expect.stringMatching(/^spec.mutations\[2\].jsonPatch.expression: Required value/),
    'spec.reinvocationPolicy: Required value',
  ]);
});
