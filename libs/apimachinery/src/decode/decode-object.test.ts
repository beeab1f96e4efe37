import { schema, type MessageSchema } from '@kubets/proto-gen/schema';
import { StatusError } from '../errors/status-error';
import { semanticEqual } from '../patch/semantic-equal';
import { zeroSteps } from '../schema/default-by-schema';
import { atOnce } from '../steps/steps';
import { decodeObject } from './decode-object';

const POD = schema.of('kubets.core.v1.Pod');
const SERVICE = schema.of('kubets.core.v1.Service');
const DEPLOYMENT = schema.of('kubets.apps.v1.Deployment');

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof StatusError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'no error';
}

describe('fields of features that are off', () => {
  test('are dropped, and nothing is said of them', () => {
    const volumes = [{ name: 'v', emptyDir: { medium: 'Memory', mode: 448 } }];
    const spec = { schedulingGroup: { podGroupName: 'g' }, hostnameOverride: 'stays', volumes };
    expect(decodeObject({ spec }, POD, { unknownFields: 'strict' })).toEqual({
      object: { spec: { hostnameOverride: 'stays', volumes: [{ name: 'v', emptyDir: { medium: 'Memory' } }] } },
      unknown: [],
    });
  });

  test('have to be of their type', () => {
    expect(messageOf(() => decodeObject({ spec: { schedulingGroup: 1 } }, POD, { unknownFields: 'ignore' }))).toContain(
      'cannot unmarshal number',
    );
  });
});

test('a null in a list of texts is an empty one, as Go leaves it', () => {
  const spec = { nodeName: 'n', containers: [{ name: 'c', args: [null, 'x'] }] };
  expect(decodeObject({ spec }, POD, { unknownFields: 'ignore' }).object).toMatchObject({
    spec: { containers: [{ args: ['', 'x'] }] },
  });
});

test.each([
  [{ a: ['x', null], b: null }, 'no error'],
  [[], 'array into Go struct field SubjectAccessReviewSpec.spec.extra of type map[string]v1.ExtraValue'],
  [{ a: {} }, 'object into Go struct field SubjectAccessReviewSpec.spec.extra of type v1.ExtraValue'],
  [{ a: [5] }, 'number into Go struct field SubjectAccessReviewSpec.spec.extra of type string'],
])('what a user has besides is lists of texts: %j', (extra, text) => {
  const REVIEW = schema.of('kubets.authorization.v1.SubjectAccessReview');
  expect(messageOf(() => decodeObject({ spec: { extra } }, REVIEW, { unknownFields: 'ignore' }))).toContain(text);
});

describe('what JSON schemas have as one of several things', () => {
  const SCHEMA = schema.of('kubets.apiextensions.v1.JSONSchemaProps');

  test.each<[object, object, string[]]>([
    [{ additionalProperties: false, default: false }, { additionalProperties: false, default: false }, []],
    [{ items: { type: 'a', x: 1 } }, { items: { type: 'a' } }, ['unknown field "items.x"']],
    [{ items: [{ type: 'a' }, null] }, { items: [{ type: 'a' }, {}] }, []],
    [{ items: 5, dependencies: { a: [], b: ['c'], d: { id: '' } } }, { dependencies: { b: ['c'], d: {} } }, []],
  ])('%j', (value, object, unknown) => {
    expect(decodeObject(value, SCHEMA, { unknownFields: 'warn' })).toEqual({ object, unknown });
  });

  test.each([
    [{ additionalItems: 'x' }, 'boolean or JSON schema expected'],
    [{ items: { type: 5 } }, 'cannot unmarshal number into Go struct field JSONSchemaProps.items.type of type string'],
    [{ dependencies: { a: [5] } }, 'cannot unmarshal number'],
  ])('%j is refused', (value, text) => {
    expect(messageOf(() => decodeObject(value, SCHEMA, { unknownFields: 'warn' }))).toContain(text);
  });
});

describe('decodeObject refuses wrong types in the words clients know', () => {
  const cases: [string, unknown, MessageSchema, string][] = [
    [
      'a string for a number',
      { spec: { ports: [{ port: 'http' }] } },
      SERVICE,
      'Service in version "v1" cannot be handled as a Service: json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32',
    ],
    [
      'a fraction for an integer',
      { spec: { replicas: 1.5 } },
      DEPLOYMENT,
      'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'an integer beyond 32 bits',
      { spec: { replicas: 2147483648 } },
      DEPLOYMENT,
      'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal number 2147483648 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'a number in labels',
      { metadata: { labels: { a: 1 } } },
      POD,
      'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
    ],
    [
      'a number as value of env',
      { spec: { containers: [{ env: [{ name: 'A', value: 1 }] }] } },
      POD,
      'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string',
    ],
    [
      'an object for a list',
      { spec: { containers: {} } },
      POD,
      'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
    ],
    [
      'a string for an object',
      { metadata: 'x' },
      POD,
      'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field Pod.metadata of type v1.ObjectMeta',
    ],
    [
      'a list for a map',
      { metadata: { labels: [] } },
      POD,
      'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string',
    ],
    [
      'no quantity',
      { spec: { containers: [{ resources: { limits: { cpu: 'many' } } }] } },
      POD,
      'Pod in version "v1" cannot be handled as a Pod: quantities must match the regular expression \'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$\'',
    ],
    [
      'no base64',
      { data: { a: 'a?b=' } },
      schema.of('kubets.core.v1.Secret'),
      'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 1',
    ],
    [
      'base64 that ends too early',
      { data: { a: 'MTIzNA' } },
      schema.of('kubets.core.v1.Secret'),
      'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 4',
    ],
    [
      'a bool as a port',
      { spec: { ports: [{ targetPort: true }] } },
      SERVICE,
      'Service in version "v1" cannot be handled as a Service: json: cannot unmarshal bool into Go struct field ServicePort.spec.ports.targetPort of type int32',
    ],
    [
      'a day that does not exist',
      { metadata: { creationTimestamp: '2026-02-30T00:00:00Z' } },
      POD,
      'Pod in version "v1" cannot be handled as a Pod: parsing time "2026-02-30T00:00:00Z": day out of range',
    ],
    [
      'a year that has five digits in UTC',
      { metadata: { creationTimestamp: '9999-12-31T23:59:59-01:00' } },
      POD,
      'Pod in version "v1" cannot be handled as a Pod: parsing time "9999-12-31T23:59:59-01:00": year outside of range [0,9999]',
    ],
    [
      'a float for an integer of 64 bits',
      { spec: { activeDeadlineSeconds: 1e300 } },
      POD,
      'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number 1e300 into Go struct field PodSpec.spec.activeDeadlineSeconds of type int64',
    ],
    [
      'an integer beyond 64 bits',
      { spec: { activeDeadlineSeconds: 2n ** 63n } },
      POD,
      'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number 9223372036854775808 into Go struct field PodSpec.spec.activeDeadlineSeconds of type int64',
    ],
    [
      'a number as a text that has a name in Go',
      { spec: { ports: [{ protocol: 1 }] } },
      SERVICE,
      'Service in version "v1" cannot be handled as a Service: json: cannot unmarshal number into Go struct field ServicePort.spec.ports.protocol of type v1.Protocol',
    ],
    [
      'a number in a list of such texts',
      { spec: { ipFamilies: [4] } },
      SERVICE,
      'Service in version "v1" cannot be handled as a Service: json: cannot unmarshal number into Go struct field ServiceSpec.spec.ipFamilies of type v1.IPFamily',
    ],
    [
      'a text for the whole list',
      { spec: { ipFamilies: 'IPv4' } },
      SERVICE,
      'Service in version "v1" cannot be handled as a Service: json: cannot unmarshal string into Go struct field ServiceSpec.spec.ipFamilies of type []v1.IPFamily',
    ],
    [
      'a list for a map that has a name in Go',
      { spec: { containers: [{ resources: { limits: [] } }] } },
      POD,
      'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal array into Go struct field ResourceRequirements.spec.containers.resources.limits of type v1.ResourceList',
    ],
    [
      'a text where structs of Go hold the field',
      { spec: { volumes: [{ secret: 'x' }] } },
      POD,
      'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field Volume.spec.volumes.VolumeSource.secret of type v1.SecretVolumeSource',
    ],
    [
      'a number below such a field',
      { spec: { volumes: [{ secret: { secretName: 1 } }] } },
      POD,
      'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field SecretVolumeSource.spec.volumes.VolumeSource.secret.secretName of type string',
    ],
    [
      'a number as a time',
      { metadata: { creationTimestamp: 5 } },
      POD,
      'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.creationTimestamp of type string',
    ],
    [
      'no object at all',
      [],
      POD,
      'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal array into Go value of type v1.Pod',
    ],
  ];
  test.each(cases)('%s', (_, value, message, expected) => {
    expect(messageOf(() => decodeObject(value, message, { unknownFields: 'strict' }))).toBe(`400 ${expected}`);
  });
});

test('a list without items is told from none by who asks for it, and is no member', () => {
  const ROLE = schema.of('kubets.rbac.v1.Role');
  const { object } = decodeObject<{ rules?: unknown[] }>({ kind: 'Role', rules: [] }, ROLE, {
    unknownFields: 'strict',
  });
  expect([object.rules, JSON.stringify(object)]).toEqual([[], '{"kind":"Role"}']);
  expect(semanticEqual(object, { kind: 'Role', rules: [{}] })).toBe(false);
  expect(semanticEqual({ kind: 'Role', rules: [{}] }, object)).toBe(false);
  expect(semanticEqual(object, { kind: 'Role', rules: null })).toBe(true);
  atOnce(zeroSteps(object, ROLE));
  expect(object.rules).toBeNull();
});

test('where nothing tells them apart, a list without items is none', () => {
  const { object } = decodeObject<{ spec: { ports?: unknown[] } }>({ spec: { ports: [] } }, SERVICE, {
    unknownFields: 'strict',
  });
  expect(object.spec.ports).toBeUndefined();
});

test('unknown and duplicate fields are refused, reported or dropped', () => {
  const value = { spec: { foo: 1, containers: [{ name: 'a', imagee: 'b' }] } };
  const problems = [
    'duplicate field "spec.foo"',
    'unknown field "spec.foo"',
    'unknown field "spec.containers[0].imagee"',
  ];
  const options = { duplicates: () => ['duplicate field "spec.foo"'] };
  expect(messageOf(() => decodeObject(value, POD, { unknownFields: 'strict', ...options }))).toBe(
    `400 Pod in version "v1" cannot be handled as a Pod: strict decoding error: ${problems.join(', ')}`,
  );
  const pruned = { spec: { containers: [{ name: 'a' }] } };
  expect(decodeObject(value, POD, { unknownFields: 'warn', ...options })).toEqual({
    object: pruned,
    unknown: problems,
  });
  expect(decodeObject(value, POD, { unknownFields: 'ignore', ...options })).toEqual({ object: pruned, unknown: [] });
});

describe('decodeObject normalises', () => {
  const cases: [string, unknown, MessageSchema, unknown][] = [
    [
      'times to UTC seconds',
      { metadata: { creationTimestamp: '2026-01-02T03:04:05.678+02:00' } },
      POD,
      { metadata: { creationTimestamp: '2026-01-02T01:04:05Z' } },
    ],
    [
      'micro times to UTC',
      { spec: { renewTime: '2026-01-02T03:04:05.500000+01:00' } },
      schema.of('kubets.coordination.v1.Lease'),
      { spec: { renewTime: '2026-01-02T02:04:05.500000Z' } },
    ],
    [
      "Go's zero of a time to absent",
      {
        spec: { renewTime: '0001-01-01T00:00:00.000000Z' },
        metadata: { creationTimestamp: '0001-01-01T02:00:00+02:00' },
      },
      schema.of('kubets.coordination.v1.Lease'),
      { spec: {}, metadata: {} },
    ],
    [
      'quantities to their canonical form',
      { spec: { containers: [{ resources: { limits: { cpu: 0.5, memory: '1024Mi' } } }] } },
      POD,
      { spec: { containers: [{ resources: { limits: { cpu: '500m', memory: '1Gi' } } }] } },
    ],
    [
      'null, empty lists and empty maps to absent',
      { metadata: { creationTimestamp: null, labels: {} }, spec: { volumes: [], containers: [] } },
      POD,
      { metadata: {}, spec: { containers: [] } },
    ],
    [
      'zero values that say nothing to absent',
      { metadata: { namespace: '' }, spec: { hostNetwork: false, nodeName: '' } },
      POD,
      { metadata: {}, spec: {} },
    ],
    [
      'but keeps empty objects and zero values that say something',
      {
        spec: {
          volumes: [{ name: '', emptyDir: {} }],
          terminationGracePeriodSeconds: 0,
          automountServiceAccountToken: false,
          containers: [{ args: [''] }],
        },
      },
      POD,
      {
        spec: {
          volumes: [{ name: '', emptyDir: {} }],
          terminationGracePeriodSeconds: 0,
          automountServiceAccountToken: false,
          containers: [{ args: [''] }],
        },
      },
    ],
    [
      'int-or-string of both kinds',
      {
        spec: {
          ports: [
            { port: 1, targetPort: 'web' },
            { port: 2, targetPort: 3 },
          ],
        },
      },
      SERVICE,
      {
        spec: {
          ports: [
            { port: 1, targetPort: 'web' },
            { port: 2, targetPort: 3 },
          ],
        },
      },
    ],
  ];
  test.each(cases)('%s', (_, value, message, object) => {
    expect(decodeObject(value, message, { unknownFields: 'strict' }).object).toEqual(object);
  });
});

test('a key named __proto__ is data like any other', () => {
  const value = JSON.parse('{"data":{"__proto__":"x"}}') as unknown;
  const { object } = decodeObject<object>(value, schema.of('kubets.core.v1.ConfigMap'), { unknownFields: 'strict' });
  expect(JSON.stringify(object)).toBe('{"data":{"__proto__":"x"}}');
});
