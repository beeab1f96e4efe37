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

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const GADGETS = '/apis/example.com/v1/namespaces/default/gadgets';

const gadgets = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gadgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'gadgets', kind: 'Gadget', shortNames: ['gd'], categories: ['all'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: {
          status: {},
          scale: {
            specReplicasPath: '.spec.replicas',
            statusReplicasPath: '.status.replicas',
            labelSelectorPath: '.status.selector',
          },
        },
        additionalPrinterColumns: [
          { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
          { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
        ],
        selectableFields: [{ jsonPath: '.spec.color' }],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            required: ['spec'],
            properties: {
              spec: {
                type: 'object',
                required: ['size'],
                'x-kubernetes-validations': [
                  { rule: 'self.size != 7', messageExpression: '"not " + (self.size == 7 ? "7" : "so")' },
                ],
                description: 'What a gadget is to be like.',
                properties: {
                  size: { type: 'integer', minimum: 1, maximum: 10, description: 'How large it is.' },
                  color: {
                    type: 'string',
                    default: 'red',
                    enum: ['red', 'green'],
                    'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'color is immutable' }],
                  },
                  replicas: { type: 'integer' },
                  port: { 'x-kubernetes-int-or-string': true },
                  parts: {
                    type: 'array',
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['name'],
                    items: {
                      type: 'object',
                      required: ['name'],
                      properties: { name: { type: 'string' }, count: { type: 'integer', default: 1 } },
                    },
                  },
                  free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                },
              },
              status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
        },
      },
    ],
  },
};

const gadget = (name: string, spec: object) => ({
  apiVersion: 'example.com/v1',
  kind: 'Gadget',
  metadata: { name, namespace: 'default' },
  spec,
});

const post = (path: string, body: unknown) => api.call(path, { method: 'POST', body });
const apply = (object: object, ...args: string[]) =>
  api.kubectl(['apply', '-f', '-', ...args], { stdin: JSON.stringify(object) });

test('a definition is established, and its kind is there at once', async () => {
  const created = await post(DEFINITIONS, gadgets);
  expect(created).toMatchObject({ code: 201, body: { status: { storedVersions: ['v1'] } } });
  await api.kubectl(['wait', '--for=condition=Established', '--timeout=10s', 'crd/gadgets.example.com']);
  const { status } = (await api.call(`${DEFINITIONS}/gadgets.example.com`)).body;
  expect(status.acceptedNames).toEqual({
    plural: 'gadgets',
    singular: 'gadget',
    kind: 'Gadget',
    listKind: 'GadgetList',
    shortNames: ['gd'],
    categories: ['all'],
  });
  expect(status.conditions.map(({ type, status: is, reason }: Record<string, string>) => [type, is, reason])).toEqual([
    ['NamesAccepted', 'True', 'NoConflicts'],
    ['Established', 'True', 'InitialNamesAccepted'],
  ]);
  expect(await api.kubectl(['get', 'crd'])).toMatch(
    /NAME +SCOPE +VERSIONS +CREATED AT\ngadgets.example.com +Namespaced +v1\(storage\)/,
  );
  expect(await api.kubectl(['api-resources', '--api-group=example.com'])).toMatch(
    /gadgets +gd +example.com\/v1 +true +Gadget/,
  );
  expect(await api.kubectl(['explain', 'gadget.spec.size'])).toMatch(/FIELD: size <integer>[^]*How large it is\./);
});

test('objects are defaulted, pruned and validated', async () => {
  const { code, body, headers } = await post(GADGETS, gadget('a', { size: 3, odd: 1, parts: [{ name: 'x' }] }));
  expect({ code, spec: body.spec, generation: body.metadata?.generation }).toEqual({
    code: 201,
    spec: { size: 3, color: 'red', parts: [{ name: 'x', count: 1 }] },
    generation: 1,
  });
  expect(headers['warning']).toBe('299 - "unknown field \\"spec.odd\\""');
  expect((await post(`${GADGETS}?fieldValidation=Strict`, gadget('b', { size: 3, odd: 1 }))).body.message).toBe(
    'Gadget in version "v1" cannot be handled as a Gadget: strict decoding error: unknown field "spec.odd"',
  );
  expect((await post(GADGETS, gadget('b', { size: 'x', color: 'blue' }))).body.message).toBe(
    'Gadget.example.com "b" is invalid: [spec.size: Invalid value: "string": spec.size in body must be of type integer: "string", spec.color: Unsupported value: "blue": supported values: "red", "green", <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]',
  );
  expect((await post(GADGETS, gadget('b', {}))).body.message).toBe(
    'Gadget.example.com "b" is invalid: [spec.size: Required value, <nil>: Invalid value: null: some validation rules ' +
      'were not checked because the object was invalid; correct the existing errors to complete validation]',
  );
});

test.each<[string, string, number, object]>([
  ['an integer with a point', '{"size":3.0}', 201, { spec: { size: 3, color: 'red' } }],
  ['an integer with an exponent', '{"size":3e0}', 201, { spec: { size: 3, color: 'red' } }],
  [
    'what is none',
    '{"size":3.5}',
    422,
    { message: expect.stringContaining('spec.size in body must be of type integer') },
  ],
  ['a null that may not be', '{"size":3,"color":null}', 201, { spec: { size: 3, color: 'red' } }],
  // In kinds of Kubernetes' own both would count.
  ['one key twice', '{"size":1,"color":"green"},"spec":{"size":2}', 201, { spec: { size: 2, color: 'red' } }],
])('%s in a body', async (_, spec, code, body) => {
  const text = `{"apiVersion":"example.com/v1","kind":"Gadget","metadata":{"name":"text"},"spec":${spec}}`;
  const answer = await post(`${GADGETS}?dryRun=All&fieldValidation=Ignore`, text);
  expect([answer.code, answer.body]).toEqual([code, expect.objectContaining(body)]);
});

test('a format that nobody knows is told of', async () => {
  const schema = { type: 'object', properties: { a: { type: 'string', format: 'x' } } };
  const definition = {
    ...gadgets,
    metadata: { name: 'odds.example.com' },
    spec: {
      ...gadgets.spec,
      names: { plural: 'odds', kind: 'Odd' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  };
  const { code, headers } = await post(`${DEFINITIONS}?dryRun=All`, definition);
  expect([code, headers['warning']]).toEqual([201, '299 - "unrecognized format \\"x\\""']);
});

test('rules are checked in definitions, in new objects and in changes', async () => {
  expect((await post(GADGETS, gadget('b', { size: 7 }))).body.message).toBe(
    'Gadget.example.com "b" is invalid: spec: Invalid value: not 7',
  );
  const change = { method: 'PATCH', headers: { 'content-type': 'application/merge-patch+json' } };
  const recolored = await api.call(`${GADGETS}/a`, { ...change, body: { spec: { color: 'green' } } });
  expect(recolored.body.message).toBe(
    'Gadget.example.com "a" is invalid: spec.color: Invalid value: "green": color is immutable',
  );
  const schema = { type: 'object', 'x-kubernetes-validations': [{ rule: 'self.none == 1' }] };
  const spec = {
    ...gadgets.spec,
    names: { plural: 'bads', kind: 'Bad' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
  };
  const { code, body } = await post(DEFINITIONS, { ...gadgets, metadata: { name: 'bads.example.com' }, spec });
  expect(code).toBe(422);
  expect(body.message).toContain("compilation failed: ERROR: <input>:1:5: undefined field 'none'");
});

test('kubectl gets, patches, scales and applies', async () => {
  expect(await api.kubectl(['get', 'gd'])).toMatch(/NAME +SIZE +READY\na +3/);
  expect((await api.call(GADGETS)).body.items).toMatchObject([{ apiVersion: 'example.com/v1', kind: 'Gadget' }]);
  await api.kubectl(['patch', 'gd', 'a', '--type=merge', '-p', '{"spec":{"size":4,"replicas":1}}']);
  await api.kubectl([
    'patch',
    'gd',
    'a',
    '--subresource=status',
    '--type=merge',
    '-p',
    '{"status":{"conditions":[{"type":"Ready","status":"True"}]}}',
  ]);
  expect(await api.kubectl(['get', 'gd', 'a'])).toMatch(/a +4 +True/);
  await api.kubectl(['scale', 'gd/a', '--replicas=5']);
  expect((await api.call(`${GADGETS}/a/scale`)).body.spec).toEqual({ replicas: 5 });
  const { code } = await api.call(`${GADGETS}/a`, {
    method: 'PATCH',
    body: {},
    headers: { 'content-type': 'application/strategic-merge-patch+json' },
  });
  expect(code).toBe(415);
  const applied = gadget('c', { size: 1, parts: [{ name: 'x', count: 2 }, { name: 'y' }], free: { a: { b: 1 } } });
  expect(await apply(applied, '--server-side')).toContain('serverside-applied');
  const { managedFields } = (await api.call(`${GADGETS}/c`)).body.metadata;
  expect(managedFields[0].fieldsV1).toEqual({
    'f:spec': {
      'f:free': { 'f:a': { '.': {}, 'f:b': {} } },
      'f:parts': {
        'k:{"name":"x"}': { '.': {}, 'f:count': {}, 'f:name': {} },
        'k:{"name":"y"}': { '.': {}, 'f:name': {} },
      },
      'f:size': {},
    },
  });
  expect(await apply(gadget('d', { size: 2 }))).toContain('created');
  expect(await api.kubectl(['get', 'gd', '--field-selector=spec.color=green', '-o', 'name'])).toBe('');
  expect(await api.kubectl(['get', 'all', '-o', 'name'])).toContain('gadget.example.com/a');
});

test('a definition that goes takes its objects along', async () => {
  const held = gadget('held', { size: 1 });
  await post(GADGETS, { ...held, metadata: { ...held.metadata, finalizers: ['example.com/hold'] } });
  expect((await api.call(`${DEFINITIONS}/gadgets.example.com`, { method: 'DELETE' })).code).toBe(200);
  // Those that come first may still be in time, and go with the others.
  const late = { ...gadget('', { size: 1 }), metadata: { generateName: 'late-' } };
  await eventually(async () => (await post(GADGETS, late)).code === 403);
  expect((await post(GADGETS, gadget('late', { size: 1 }))).body.message).toBe(
    'gadgets.example.com "late" is forbidden: create not allowed while custom resource definition is terminating',
  );
  await api.call(`${GADGETS}/held`, {
    method: 'PATCH',
    body: { metadata: { finalizers: null } },
    headers: { 'content-type': 'application/merge-patch+json' },
  });
  await api.kubectl(['wait', '--for=delete', 'crd/gadgets.example.com', '--timeout=20s']);
  expect((await api.call(GADGETS)).code).toBe(404);
});
