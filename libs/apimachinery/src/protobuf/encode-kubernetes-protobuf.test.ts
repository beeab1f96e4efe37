import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { schema } from '@kubets/proto-gen/schema';
import { atOnce } from '../steps/steps';
import { encodeKubernetesMessage, encodeProtobufSteps, protobufWatchFrame } from './encode-kubernetes-protobuf';
import { decodeKubernetesProtobuf } from './kubernetes-protobuf';

const encode = (object: object): Buffer => atOnce(encodeProtobufSteps(object))!;
const hex = (kind: string, object: object): string =>
  encodeKubernetesMessage(object, schema.of(`kubets.${kind}`)).toString('hex');
/** Bytes from texts and numbers, each text with its length before it. */
const bytes = (...parts: (string | number)[]): string =>
  parts
    .map((part) =>
      typeof part === 'number'
        ? part.toString(16).padStart(2, '0')
        : Buffer.concat([Buffer.from([Buffer.byteLength(part)]), Buffer.from(part)]).toString('hex'),
    )
    .join('');

interface Recorded {
  command: string;
  protobuf: string;
}
const recorded = JSON.parse(readFileSync(join(__dirname, 'testdata/kubectl-1.33.json'), 'utf8')) as Recorded[];

test.each(recorded.map(({ command, protobuf }) => [command, Buffer.from(protobuf, 'base64')] as const))(
  'what %s sent is written again byte for byte',
  (_, sent) => {
    expect(encode(decodeKubernetesProtobuf(sent) as object).toString('hex')).toBe(sent.toString('hex'));
  },
);

test.each<[string, string, object, string]>([
  ['zeros that are not pointers', 'core.v1.ContainerPort', {}, bytes(0x0a, '', 0x10, 0, 0x18, 0, 0x22, '', 0x2a, '')],
  ['nothing for pointers', 'core.v1.WindowsSecurityContextOptions', {}, ''],
  [
    'zeros that are set',
    'coordination.v1.LeaseSpec',
    { holderIdentity: '', leaseTransitions: 0 },
    bytes(0x0a, '', 0x28, 0),
  ],
  [
    'entries of maps in the order of the bytes of their keys',
    'core.v1.ConfigMap',
    { data: { '\u{1f600}': '1', '\uffff': '2', a: '' } },
    bytes(0x0a) +
      (hex('core.v1.ConfigMap', {}).length / 2 - 2).toString(16) +
      hex('core.v1.ConfigMap', {}).slice(4) +
      [bytes(0x0a, 'a', 0x12, ''), bytes(0x0a, '\uffff', 0x12, '2'), bytes(0x0a, '\u{1f600}', 0x12, '1')]
        .map((entry) => bytes(0x12, entry.length / 2) + entry)
        .join(''),
  ],
  [
    'negative numbers in ten bytes',
    'core.v1.Toleration',
    { tolerationSeconds: -1 },
    bytes(0x0a, '', 0x12, '', 0x1a, '', 0x22, '', 0x28) + 'ffffffffffffffffff01',
  ],
  [
    'integers that no number holds',
    'core.v1.Toleration',
    { tolerationSeconds: 9223372036854775807n },
    bytes(0x0a, '', 0x12, '', 0x1a, '', 0x22, '', 0x28) + 'ffffffffffffffff7f',
  ],
  ['a number', 'networking.v1.NetworkPolicyPort', { port: 80 }, bytes(0x12, 6, 0x08, 0, 0x10, 80, 0x1a, '')],
  ['a name', 'networking.v1.NetworkPolicyPort', { port: 'http' }, bytes(0x12, 10, 0x08, 1, 0x10, 0, 0x1a, 'http')],
])('%s', (_, kind, object, expected) => {
  expect(hex(kind, object)).toBe(expected);
});

test.each<[string, string, object, RegExp]>([
  ['bytes', 'core.v1.RangeAllocation', { metadata: null, data: '/w==' }, /1a01ff$/],
  ['structs that are absent and no pointers', 'core.v1.PodTemplateSpec', {}, /^0a(?:..)+12/],
])('%s', (_, kind, object, expected) => {
  expect(hex(kind, object)).toMatch(expected);
});

test.each<[string, object]>([
  [
    'a schema in all its forms',
    {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      spec: {
        group: 'g',
        names: { plural: 'p', kind: 'K' },
        scope: 'Namespaced',
        versions: [
          {
            name: 'v1',
            served: true,
            storage: false,
            subresources: { status: {} },
            schema: {
              openAPIV3Schema: {
                type: 'object',
                maximum: 1.5,
                default: { a: [1, null] },
                enum: [null, 'x', 2],
                items: { type: 'string' },
                additionalProperties: false,
                additionalItems: { items: [{ type: 'a' }, { type: 'b' }] },
                dependencies: { a: ['b'], c: { type: 'd' } },
                properties: { a: { additionalProperties: true, 'x-kubernetes-list-type': 'set' } },
              },
            },
          },
        ],
      },
    },
  ],
  [
    'times',
    {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'n', creationTimestamp: '1969-12-31T23:59:59Z' },
      spec: { renewTime: '2026-01-02T03:04:05.000006Z', acquireTime: '1950-01-02T03:04:05.999999Z' },
    },
  ],
  [
    'lists of texts by key',
    {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { extra: { b: ['1', ''], a: ['2'] } },
    },
  ],
])('%s comes back as it went', (_, object) => {
  expect(decodeKubernetesProtobuf(encode(object))).toMatchObject(object);
});

test.each<[string, string, object, string]>([
  ['a text for a number', 'core.v1.ContainerPort', { containerPort: 'x' }, 'a string is no int32'],
  ['a number for a text', 'core.v1.ContainerPort', { name: 5 }, 'a number is no string'],
  ['a text for a list', 'core.v1.PodSpec', { containers: 'x' }, 'a string is no list'],
  ['a text for a message', 'core.v1.Pod', { spec: 'x' }, 'string is no kubets.core.v1.PodSpec'],
  ['what is no time', 'coordination.v1.LeaseSpec', { renewTime: 'soon' }, '"soon" is no time'],
])('%s is refused', (_, kind, object, message) => {
  expect(() => hex(kind, object)).toThrow(message);
});

test.each([[undefined], [{ kind: 'Pod', apiVersion: 'v9' }], [{}]])('%j has no such encoding', (object) => {
  expect(atOnce(encodeProtobufSteps(object))).toBeUndefined();
});

test('an event says how long it is', () => {
  const frame = protobufWatchFrame('ADDED', Buffer.from('k8s'));
  expect(frame.toString('hex')).toBe('0000000e' + bytes(0x0a, 'ADDED', 0x12, 5, 0x0a, 'k8s'));
});

test('a large object is written in many steps', () => {
  const data = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, 'v']));
  const steps = encodeProtobufSteps({ apiVersion: 'v1', kind: 'ConfigMap', data });
  let taken = 0;
  let step = steps.next();
  for (; !step.done; step = steps.next()) taken++;
  expect(taken).toBeGreaterThan(50);
  expect(decodeKubernetesProtobuf(step.value!)).toMatchObject({ data });
});

test('managed fields are in the order of their keys, unless there are too many of them', () => {
  const entry = (fieldsV1: object) =>
    encodeKubernetesMessage({ fieldsV1 }, schema.of('kubets.meta.v1.ManagedFieldsEntry'));
  const many = Object.fromEntries(Array.from({ length: 6000 }, (_, index) => [`f:${9000 - index}`, {}]));
  expect(entry({ 'f:spec': { 'k:{"a":1}': {}, 'f:b': {}, '.': {} }, 'f:metadata': {} }).toString()).toContain(
    '{"f:metadata":{},"f:spec":{".":{},"f:b":{},"k:{\\"a\\":1}":{}}}',
  );
  expect(entry(many).toString()).toContain('{"f:9000":{},"f:8999":{}');
});

test('what may be anything is written as Go writes JSON', () => {
  const revision = encodeKubernetesMessage(
    { data: { args: ['a > b & c'] } },
    schema.of('kubets.apps.v1.ControllerRevision'),
  );
  expect(revision.toString()).toContain(String.raw`{"args":["a \u003e b \u0026 c"]}`);
});
