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
const POLICIES = `${GROUP}/validatingadmissionpolicies`;
const BINDINGS = `${GROUP}/validatingadmissionpolicybindings`;
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const RULE = { apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'], operations: ['CREATE', 'UPDATE'] };

const create = (path: string, body: object) => api.call(path, { method: 'POST', body });

async function created(path: string, body: object): Promise<any> {
  const { code, body: object } = await create(path, body);
  expect([code, object.message]).toEqual([201, undefined]);
  return object;
}

/** A policy for config maps with the label test=NAME only, so that tests do not meet each other's. */
const policy = (name: string, spec: object) => ({
  metadata: { name },
  spec: { matchConstraints: { objectSelector: { matchLabels: { test: name } }, resourceRules: [RULE] }, ...spec },
});
const binding = (name: string, spec: object = {}) => ({
  metadata: { name },
  spec: { policyName: name, validationActions: ['Deny'], ...spec },
});
const configMap = (test: string, data: object = {}, name = '') => ({
  metadata: { ...(name ? { name } : { generateName: `${test}-` }), labels: { test } },
  data,
});

/** What is bound counts as soon as the server has seen it. */
async function untilPasses(check: () => Promise<void>): Promise<void> {
  await eventually(() =>
    check().then(
      () => true,
      () => false,
    ),
  );
}

async function inForce(name: string, spec: object, bound: object = {}): Promise<void> {
  await created(POLICIES, policy(name, spec));
  await created(BINDINGS, binding(name, bound));
}

test('a policy has defaults and columns, and refuses from the moment it is bound, after a restart, too', async () => {
  const made = await created(
    POLICIES,
    policy('deny', {
      variables: [
        { name: 'size', expression: 'size(object.data)' },
        { name: 'isSmall', expression: 'variables.size < 2' },
      ],
      validations: [
        { expression: 'variables.isSmall' },
        { expression: "!('big' in object.data)", message: 'nothing big', reason: 'Forbidden' },
        { expression: "!('key' in object.data)", messageExpression: "'no key in ' + object.metadata.name" },
      ],
    }),
  );
  expect(made.metadata.generation).toBe(1);
  expect(made.spec).toMatchObject({
    failurePolicy: 'Fail',
    matchConstraints: { matchPolicy: 'Equivalent', namespaceSelector: {}, resourceRules: [{ scope: '*' }] },
  });
  expect((await create(CONFIG_MAPS, configMap('deny', { a: '', b: '' }))).code).toBe(201);
  await created(BINDINGS, binding('deny'));
  expect(await api.kubectl(['get', 'validatingadmissionpolicies', 'deny'])).toMatch(
    /NAME +VALIDATIONS +PARAMKIND +AGE\ndeny +3 +<unset> /,
  );
  expect(await api.kubectl(['get', 'validatingadmissionpolicybindings', 'deny'])).toMatch(
    /NAME +POLICYNAME +PARAMREF +AGE\ndeny +deny +<unset> /,
  );

  const refusals = async () => {
    const broken = [{ a: '', b: '' }, { big: '' }, { key: '' }].map((data) => configMap('deny', data, 'mine'));
    const answers = await Promise.all(broken.map((body) => create(CONFIG_MAPS, body)));
    return answers.map(({ code, body }) => [code, body.reason, body.message]);
  };
  const denied = "ValidatingAdmissionPolicy 'deny' with binding 'deny' denied request:";
  const text = `configmaps "mine" is forbidden: ${denied}`;
  const expected = [
    [422, 'Invalid', `${text} failed expression: variables.isSmall`],
    [403, 'Forbidden', `${text} nothing big`],
    [422, 'Invalid', `${text} no key in mine`],
  ];
  await untilPasses(async () => expect(await refusals()).toEqual(expected));
  expect((await create(CONFIG_MAPS, configMap('deny', { small: '' }))).code).toBe(201);
  const { body } = await create(CONFIG_MAPS, configMap('deny', { big: '' }, 'mine'));
  expect(body.details).toEqual({
    name: 'mine',
    kind: 'configmaps',
    causes: [{ message: `${denied} nothing big` }],
  });

  await api.stop();
  api = await cluster.start();
  expect(await refusals()).toEqual(expected);
});

test('what is broken is warned of, or passes, as the binding says', async () => {
  await inForce(
    'warn',
    { validations: [{ expression: 'false', message: 'mind' }] },
    { validationActions: ['Warn', 'Audit'] },
  );
  await untilPasses(async () => {
    const { code, headers } = await create(CONFIG_MAPS, configMap('warn'));
    expect([code, headers['warning']]).toEqual([
      201,
      `299 - "Validation failed for ValidatingAdmissionPolicy 'warn' with binding 'warn': mind"`,
    ]);
  });
});

test('parameters come by name or by labels, of the request’s namespace unless the binding has one', async () => {
  const paramKind = { apiVersion: 'v1', kind: 'ConfigMap' };
  const validations = [
    { expression: 'size(object.data) <= int(params.data.most)', messageExpression: "'at most ' + params.data.most" },
  ];
  await inForce('named', { paramKind, validations }, { paramRef: { name: 'limit', parameterNotFoundAction: 'Deny' } });
  const message = (name: string, text: string) =>
    `configmaps "x" is forbidden: ValidatingAdmissionPolicy '${name}' with binding '${name}' denied request: ${text}`;
  const answer = async (test: string) => {
    const { code, body } = await create(CONFIG_MAPS, configMap(test, { a: '', b: '' }, 'x'));
    return [code, body.message];
  };
  const none = 'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction';
  await untilPasses(async () => expect(await answer('named')).toEqual([422, message('named', none)]));
  await created(CONFIG_MAPS, { metadata: { name: 'limit', labels: { is: 'limit' } }, data: { most: '1' } });
  expect(await answer('named')).toEqual([422, message('named', 'at most 1')]);

  const paramRef = {
    selector: { matchLabels: { is: 'limit' } },
    namespace: 'default',
    parameterNotFoundAction: 'Allow',
  };
  await inForce('selected', { paramKind, validations }, { paramRef });
  await untilPasses(async () => expect(await answer('selected')).toEqual([422, message('selected', 'at most 1')]));
  const unknown = { apiVersion: 'none.test/v1', kind: 'None' };
  await inForce('unknown', { paramKind: unknown, validations }, { paramRef });
  await untilPasses(async () =>
    expect(await answer('unknown')).toEqual([
      422,
      `configmaps "x" is forbidden: ValidatingAdmissionPolicy 'unknown' denied request: failed to configure policy: failed to find resource referenced by paramKind: 'none.test/v1, Kind=None'`,
    ]),
  );
});

test('conditions, resource names, the namespace and failurePolicy count', async () => {
  const denies = [{ expression: 'false', message: 'no' }];
  await inForce('conditions', {
    matchConditions: [{ name: 'bad', expression: "request.userInfo.username != '' && 'bad' in object.data" }],
    validations: denies,
  });
  await inForce('namespace', {
    validations: [{ expression: "namespaceObject.metadata.name == 'other'", message: 'not there' }],
  });
  await inForce('ignored', { failurePolicy: 'Ignore', validations: [{ expression: "object.data.none == ''" }] });
  await inForce('failing', { validations: [{ expression: "object.data.none == ''" }] });
  await inForce(
    'excluded',
    { validations: denies },
    { matchResources: { excludeResourceRules: [{ ...RULE, resourceNames: ['fine'] }] } },
  );
  const messageOf = async (test: string, data: object, name = 'c') => {
    const { body } = await create(CONFIG_MAPS, configMap(test, data, name));
    return body.message?.replace(/^.* denied request: /, '');
  };
  await untilPasses(async () => {
    expect(await messageOf('excluded', {})).toBe('no');
    expect(await messageOf('conditions', { bad: '' })).toBe('no');
    expect(await messageOf('namespace', {})).toBe('not there');
    expect(await messageOf('failing', { a: '' })).toBe(
      `expression 'object.data.none == ''' resulted in error: no such key: none`,
    );
  });
  expect(await messageOf('conditions', { good: '' }, 'good')).toBeUndefined();
  expect(await messageOf('ignored', { a: '' }, 'ignored')).toBeUndefined();
  expect(await messageOf('excluded', {}, 'fine')).toBeUndefined();
});

test('policies and bindings that are not valid are refused with all that is wrong', async () => {
  const causesOf = async (path: string, body: object) => {
    const answer = await create(path, body);
    expect(answer.code).toBe(422);
    return answer.body.details.causes.map(({ field, message }: any) => `${field}: ${message}`);
  };
  const spec = {
    failurePolicy: 'Maybe',
    paramKind: { apiVersion: 'a/b/c' },
    matchConstraints: { resourceRules: [] },
    variables: [
      { name: 'for', expression: '1' },
      { name: 'b', expression: 'variables.c' },
    ],
    validations: [
      { expression: 'object.spec', message: 'a\nb', reason: 'Gone' },
      { expression: ' ', messageExpression: '1' },
    ],
    auditAnnotations: [{ key: 'a' }, { key: 'a', valueExpression: '1' }],
  };
  expect(await causesOf(POLICIES, { metadata: { name: 'wrong' }, spec })).toEqual([
    'spec.failurePolicy: Unsupported value: "Maybe": supported values: "Fail", "Ignore"',
    'spec.paramKind.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c',
    'spec.paramKind.kind: Required value',
    'spec.matchConstraints.resourceRules: Required value',
    'spec.variables[0].name: Invalid value: "for": must be a valid CEL identifier',
    expect.stringMatching(
      /^spec.variables\[1\].expression: Invalid value: "variables.c": compilation failed: ERROR: <input>:1:10: undefined field 'c'/,
    ),
    'spec.validations[0].expression: Invalid value: "object.spec": must evaluate to bool but got dyn',
    'spec.validations[0].message: Invalid value: "a\\nb": must not contain line breaks',
    'spec.validations[0].reason: Unsupported value: "Gone": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge"',
    'spec.validations[1].expression: Required value: expression is not specified',
    'spec.validations[1].messageExpression: Invalid value: "1": must evaluate to string but got int',
    'spec.auditAnnotations[0].valueExpression: Required value: valueExpression is not specified',
    'spec.auditAnnotations[1].valueExpression: Invalid value: "1": must evaluate to one of [string null_type] but got int',
    'spec.auditAnnotations[1].key: Duplicate value: "a"',
  ]);
  expect(
    await causesOf(BINDINGS, {
      metadata: { name: 'wrong' },
      spec: { policyName: 'A', paramRef: {}, validationActions: ['Deny', 'Warn', 'Shout'] },
    }),
  ).toEqual([
    expect.stringMatching(/^spec.policyName: Invalid value: "A": a lowercase RFC 1123 subdomain/),
    'spec.paramRef: Required value: one of name or selector must be specified',
    'spec.paramRef.parameterNotFoundAction: Required value',
    'spec.validationActions[2]: Unsupported value: "Shout": supported values: "Audit", "Deny", "Warn"',
    expect.stringMatching(/^spec.validationActions: Invalid value: \["Deny","Warn","Shout"\]: must not contain both/),
  ]);
});

test('expressions are checked against the kinds that a policy is for, also custom ones', async () => {
  const schema = {
    type: 'object',
    properties: { spec: { type: 'object', properties: { replicas: { type: 'integer' } } } },
  };
  await created('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    metadata: { name: 'gadgets.policies.test' },
    spec: {
      group: 'policies.test',
      scope: 'Namespaced',
      names: { plural: 'gadgets', kind: 'Gadget' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  });
  const warningsOf = async (name: string, [group, resource]: [string, string], expressions: string[]) => {
    const resourceRules = [{ ...RULE, apiGroups: [group], resources: [resource] }];
    const validations = expressions.map((expression) => ({ expression }));
    await created(POLICIES, { metadata: { name }, spec: { matchConstraints: { resourceRules }, validations } });
    const status = await eventually(async () => {
      const { body } = await api.call(`${POLICIES}/${name}`);
      return body.status.typeChecking && body.status;
    });
    expect(status.observedGeneration).toBe(1);
    return status.typeChecking.expressionWarnings;
  };
  const good = ['object.spec.replicas > 1', "object.metadata.name != ''"];
  expect(await warningsOf('typed', ['apps', 'deployments'], good)).toBeUndefined();
  expect(await warningsOf('typed-custom', ['policies.test', 'gadgets'], good)).toBeUndefined();
  const bad = ["object.spec.replicas > '1'", 'object.spec.none == 1', 'true'];
  const overload = `ERROR: <input>:1:22: found no matching overload for '_>_' applied to '(int, string)'`;
  for (const [name, kind, text] of [
    ['mistyped', ['apps', 'deployments'], 'apps/v1, Kind=Deployment'],
    ['mistyped-custom', ['policies.test', 'gadgets'], 'policies.test/v1, Kind=Gadget'],
  ] as const) {
    const [first, second, ...others] = await warningsOf(name, [...kind], bad);
    expect(first.fieldRef).toBe('spec.validations[0].expression');
    expect(first.warning).toContain(`${text}: ${overload}`);
    expect(second.warning).toContain(`${text}: ERROR: <input>:1:12: undefined field 'none'`);
    expect(others).toEqual([]);
  }
});
