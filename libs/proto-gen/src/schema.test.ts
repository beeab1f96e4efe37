import { schema } from './schema';

test.each([
  ['kubets.core.v1.Pod', 'spec', { number: 2, type: 'message', message: 'kubets.core.v1.PodSpec', byValue: true }],
  [
    'kubets.core.v1.PodSpec',
    'containers',
    {
      number: 2,
      type: 'message',
      message: 'kubets.core.v1.Container',
      repeated: true,
      required: true,
      patchStrategy: ['merge'],
      mergeKey: 'name',
      listType: 'map',
      listKeys: ['name'],
      rules: { required: true },
    },
  ],
  [
    'kubets.core.v1.ContainerPort',
    'protocol',
    {
      number: 4,
      type: 'string',
      enum: ['TCP', 'UDP', 'SCTP'],
      goType: 'v1.Protocol',
      default: 'TCP',
      rules: { required: true, closed: true },
    },
  ],
  ['kubets.core.v1.Secret', 'data', { number: 2, type: 'bytes', map: true, rules: { keyFormat: 'config-map-key' } }],
  [
    'kubets.core.v1.ResourceRequirements',
    'limits',
    { number: 1, type: 'quantity', map: true, goType: 'v1.ResourceList' },
  ],
  ['kubets.core.v1.ServicePort', 'targetPort', { number: 4, type: 'int-or-string', byValue: true }],
  ['kubets.coordination.v1.LeaseSpec', 'renewTime', { number: 4, type: 'microtime' }],
  ['kubets.meta.v1.ObjectMeta', 'creationTimestamp', { number: 8, type: 'time', byValue: true }],
  ['kubets.meta.v1.ManagedFieldsEntry', 'fieldsV1', { number: 7, type: 'struct' }],
  [
    'kubets.core.v1.PersistentVolumeSpec',
    'claimRef',
    {
      number: 4,
      type: 'message',
      message: 'kubets.core.v1.ObjectReference',
      structType: 'granular',
      mapType: 'granular',
    },
  ],
  [
    'kubets.apps.v1.DeploymentSpec',
    'selector',
    {
      number: 2,
      type: 'message',
      message: 'kubets.meta.v1.LabelSelector',
      required: true,
      structType: 'atomic',
      rules: { required: true },
    },
  ],
  [
    'kubets.core.v1.KeyToPath',
    'mode',
    {
      number: 3,
      type: 'int32',
      zeroIsSet: true,
      rules: { range: { low: 0, high: 511, says: 'must be a number between 0 and 0777 (octal), both inclusive' } },
    },
  ],
  [
    'kubets.admissionregistration.v1.NamedRuleWithOperations',
    'apiGroups',
    {
      number: 201,
      type: 'string',
      repeated: true,
      listType: 'atomic',
      nativePath: '2.2.1',
      goPath: 'RuleWithOperations.Rule',
    },
  ],
  ['kubets.apiextensions.v1.JSONSchemaProps', '$ref', { number: 3, type: 'string', zeroIsSet: true }],
])('%s.%s', (message, field, expected) => {
  const { schema: _linked, alwaysWritten: _written, ...declared } = schema.of(message).fields[field]!;
  expect(declared).toEqual(expected);
});

test('a message that has to be there, and is not, is an error', () => {
  expect(() => schema.of('kubets.core.v1.Nothing')).toThrow('there is no message kubets.core.v1.Nothing');
});

test('a message that has one owner says so', () => {
  expect(schema.message('kubets.meta.v1.LabelSelector')?.structType).toBe('atomic');
  expect(schema.message('kubets.core.v1.Pod')?.structType).toBeUndefined();
});

test('every field of messages leads to what they are made of', () => {
  const wrong = schema
    .messageNames()
    .flatMap((name) =>
      Object.values(schema.of(name).fields).flatMap((field) =>
        field.type === 'message' && field.schema?.name !== field.message ? [`${name} → ${field.message}`] : [],
      ),
    );
  expect(wrong).toEqual([]);
});

test('every key of a list is a field of its items', () => {
  const wrong = schema
    .messageNames()
    .flatMap((name) =>
      Object.entries(schema.message(name)!.fields).flatMap(([field, { message, mergeKey, listKeys = [] }]) =>
        [...(mergeKey ? [mergeKey] : []), ...listKeys]
          .filter((key) => message && !schema.message(message)!.fields[key])
          .map((key) => `${name}.${field}: ${key}`),
      ),
    );
  expect(wrong).toEqual([]);
});

test.each(['kubets.core.v1.Nothing', 'constructor', 'runtime.v1.RuntimeService'])(
  '%s is no message of the API',
  (name) => {
    expect(schema.message(name)).toBeUndefined();
  },
);

test.each(['constructor', 'toString', '__proto__'])('a Pod has no field %s', (field) => {
  expect(schema.message('kubets.core.v1.Pod')!.fields[field]).toBeUndefined();
});
