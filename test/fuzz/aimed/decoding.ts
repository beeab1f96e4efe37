import { aim, answered, collectionOf, CONFIG_MAP, is, patch, podWith, post, send, type Aimed } from './aim';
import { baseObject } from '../generate/base-objects';
import { drawOf } from '../generate/draw';
import { kubernetesProtobuf } from '../generate/kubernetes-protobuf';
import { nestedMessage, varint } from '../generate/mutate-bytes';
import { SERVED_KINDS } from '../generate/served-kinds';
import { aliasBomb } from '../generate/yaml-text';

const deep = (depth: number, open = '{"f:a":', close = '}') => `${open.repeat(depth)}{}${close.repeat(depth)}`;
const managed = (fields: string) =>
  `"managedFields":[{"manager":"m","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":${fields}}]`;
const withMetadata = (metadata: string) => CONFIG_MAP.replace('"name":"NAME"', `"name":"NAME",${metadata}`);
const YAML_TYPE = 'application/yaml';
const yamlPost = (text: string) => post('configmaps', text, { contentType: YAML_TYPE });
const podKind = SERVED_KINDS.find(({ kind }) => kind === 'Pod')!;
const podBytes = (change: (bytes: Buffer) => Buffer) => (): Buffer =>
  change(
    kubernetesProtobuf(
      baseObject(drawOf(1, 1), podKind, { name: 'aimed-protobuf', namespace: 'kubets-fuzz-a' }),
      podKind.message,
    ),
  );
const protobuf = (change: (bytes: Buffer) => Buffer) =>
  post('pods', podBytes(change)(), { contentType: 'application/vnd.kubernetes.protobuf' });

const INTEGERS: [token: string, codes: number[]][] = [
  ['9223372036854775807', [201]],
  ['9223372036854775808', [400]],
  ['-9223372036854775808', [201, 422]],
  ['-9223372036854775809', [400]],
  ['9007199254740993', [201]],
  ['18446744073709551616', [400]],
  ['1e300', [400]],
  ['1e308', [400]],
  ['1.5', [400]],
  ['1e0', [201, 400]],
  ['"30"', [400]],
  ['true', [400]],
  ['9'.repeat(400), [400]],
];

/** Numbers, depth, and documents that are expensive to read. */
export const DECODING: readonly Aimed[] = [
  ...INTEGERS.map(([token, codes]) =>
    aim(
      'A1',
      `an int64 of ${token.slice(0, 24)}`,
      post('pods', podWith(`"terminationGracePeriodSeconds":${token}`)),
      is(codes),
    ),
  ),
  ...['2147483647', '2147483648', '-2147483649', '4294967296', '9007199254740993', '1e10', '1.5'].map((token) =>
    aim(
      'A1',
      `an int32 of ${token}`,
      post('pods', podWith(`"priority":${token}`)),
      is(token === '2147483647' ? [403] : [400, 403]),
    ),
  ),
  ...['2147483648', '1e300', '-1e300', '0.1'].map((token) =>
    aim(
      'A1',
      `replicas of ${token}`,
      post(
        'deployments',
        `{"metadata":{"name":"NAME"},"spec":{"replicas":${token},"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}`,
      ),
      is(400),
    ),
  ),
  ...['9223372036854775807', '9223372036854775808', '1e300'].map((token) =>
    aim(
      'A1',
      `metadata.generation of ${token}`,
      post('configmaps', withMetadata(`"generation":${token}`)),
      is(token === '9223372036854775807' ? 201 : 400),
    ),
  ),
  ...['leaseDurationSeconds', 'leaseTransitions'].map((field) =>
    aim(
      'A1',
      `a lease's ${field} of 2^31`,
      post('leases', `{"metadata":{"name":"NAME"},"spec":{"${field}":2147483648}}`),
      is(400),
    ),
  ),
  aim(
    'A1',
    'tolerationSeconds of 2^63-1',
    post(
      'pods',
      podWith(
        '"tolerations":[{"key":"a","operator":"Exists","effect":"NoExecute","tolerationSeconds":9223372036854775807}]',
      ),
    ),
    is(201),
  ),
  aim(
    'A1',
    'activeDeadlineSeconds of 2^53',
    post('pods', podWith('"activeDeadlineSeconds":9007199254740993')),
    is([422, 201]),
  ),
  aim(
    'A1',
    'runAsUser of 2^63-1',
    post('pods', podWith('"securityContext":{"runAsUser":9223372036854775807}')),
    is(422),
  ),
  aim(
    'A1',
    'an int-or-string of 2^31',
    post('services', '{"metadata":{"name":"NAME"},"spec":{"ports":[{"port":80,"targetPort":2147483648}]}}'),
    is([400, 422]),
  ),
  aim(
    'A1',
    'a port of 2^53+1',
    post('services', '{"metadata":{"name":"NAME"},"spec":{"ports":[{"port":9007199254740993}]}}'),
    is(400),
  ),
  aim(
    'A1',
    'gracePeriodSeconds of 2^63',
    send({
      method: 'DELETE',
      path: `${collectionOf('pods')}/none`,
      body: '{"gracePeriodSeconds":9223372036854775808}',
      contentType: 'application/json',
    }),
    is([400, 404]),
  ),
  ...[90, 101, 150, 3000].map((depth) =>
    aim(
      'A1',
      `fieldsV1 nested ${depth} deep`,
      post('configmaps', withMetadata(managed(deep(depth)))),
      is([201, 400, 422]),
    ),
  ),
  ...[150, 3000, 100_000].map((depth) =>
    aim(
      'A1',
      `arrays nested ${depth} deep where a text belongs`,
      post('configmaps', `{"metadata":{"name":"NAME"},"data":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}`),
      is(400),
    ),
  ),
  ...[150, 3000, 100_000].map((depth) =>
    aim(
      'A1',
      `an unknown field nested ${depth} deep`,
      post('configmaps', CONFIG_MAP.replace('"data"', `"unknown":${deep(depth)},"data"`)),
      is([201, 400]),
    ),
  ),
  ...[150, 3000].map((depth) =>
    aim(
      'A1',
      `YAML nested ${depth} deep`,
      yamlPost(`metadata: {name: NAME}\nunknown: ${'['.repeat(depth)}${']'.repeat(depth)}`),
      is([201, 400]),
    ),
  ),
  ...[150, 3000].map((depth) =>
    aim(
      'A1',
      `a merge patch nested ${depth} deep`,
      patch('merge', `{"metadata":{${managed(deep(depth))}}}`),
      is([200, 400, 422]),
    ),
  ),
  ...[150, 3000].map((depth) =>
    aim(
      'A1',
      `a JSON patch's value nested ${depth} deep`,
      patch('json', `[{"op":"add","path":"/metadata/managedFields","value":${deep(depth)}}]`),
      is([400, 422]),
    ),
  ),
  ...[99, 101, 1000, 10_000].map((depth) =>
    aim(
      'A1',
      `protobuf nested ${depth} deep`,
      protobuf((bytes) =>
        Buffer.concat([
          bytes.subarray(0, 4),
          Buffer.from([0x12]),
          varint(nestedMessage(depth, 2).length),
          nestedMessage(depth, 2),
        ]),
      ),
      answered,
    ),
  ),
  aim(
    'A1',
    'protobuf cut in the middle',
    protobuf((bytes) => bytes.subarray(0, bytes.length / 2)),
    is(400),
  ),
  aim(
    'A1',
    'protobuf with a length beyond its end',
    protobuf((bytes) => Buffer.concat([bytes, Buffer.from([0x12, 0xff, 0xff, 0xff, 0xff, 0x07])])),
    is(400),
  ),
  aim(
    'A1',
    'protobuf with a varint of 13 bytes',
    protobuf((bytes) => Buffer.concat([bytes, Buffer.from('08ffffffffffffffffffffffff01', 'hex')])),
    is(400),
  ),
  aim(
    'A1',
    'protobuf of a time in the year 292 thousand million',
    protobuf((bytes) => Buffer.concat([bytes, timeFarAway()])),
    answered,
  ),
  aim('A1', 'an empty body', post('configmaps', ''), is(400)),
  aim('A1', 'a body that is null', post('configmaps', 'null'), is([400, 422])),
  aim('A1', 'a body that is a list', post('configmaps', '[]'), is(400)),
  aim('A1', 'a body that is a text', post('configmaps', '"a"'), is(400)),
  aim('A1', 'two documents', post('configmaps', CONFIG_MAP + CONFIG_MAP), is(400)),
  aim(
    'A1',
    'a byte that is no UTF-8',
    post(
      'configmaps',
      Buffer.concat([Buffer.from('{"metadata":{"name":"a'), Buffer.from([0xff, 0xc0]), Buffer.from('"}}')]),
    ),
    is([400, 422]),
  ),
  aim(
    'A1',
    'half a surrogate pair as a value',
    post('configmaps', CONFIG_MAP.replace('"1"', '"\\ud800"')),
    is([201, 400]),
  ),
  aim(
    'A1',
    'half a surrogate pair as a key',
    post('configmaps', CONFIG_MAP.replace('"a"', '"\\udfff"')),
    is([400, 422]),
  ),
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty'].flatMap((key) => [
    aim('A1', `data with the key ${key}`, post('configmaps', CONFIG_MAP.replace('"a"', `"${key}"`)), is(201)),
    aim(
      'A1',
      `a label with the key ${key}`,
      post('configmaps', withMetadata(`"labels":{"${key}":"x"}`)),
      is([201, 422]),
    ),
    aim(
      'A1',
      `an unknown field ${key}`,
      post('configmaps', CONFIG_MAP.replace('"data"', `"${key}":{"a":1},"data"`)),
      is(201),
    ),
  ]),

  aim(
    'A9',
    'YAML of 2.9 MB, a line each',
    yamlPost(
      `metadata: {name: NAME}\nunknown:\n${Array.from({ length: 190_000 }, (_, i) => `  k${i}: v${i}`).join('\n')}`,
    ),
    is([201, 400, 413, 422]),
  ),
  aim('A9', 'YAML of 2.9 MB of brackets', yamlPost(`a: ${'[{a: [b]},'.repeat(260_000)}`), is([400, 413])),
  aim('A9', 'YAML of 2.9 MB of quotes', yamlPost(`a: "${'\\x41'.repeat(700_000)}"`), is([201, 400, 413, 422])),
  aim(
    'A9',
    'YAML of 1 MB of comments',
    yamlPost(`${'# \n'.repeat(330_000)}metadata: {name: NAME}`),
    is([201, 400, 413]),
  ),
  aim('A9', 'YAML of 500 KB of dashes', yamlPost(`a: ${'- '.repeat(250_000)}`), is([400, 413])),
  aim(
    'A9',
    'YAML of 200 KB of indentation',
    yamlPost(`a:\n${Array.from({ length: 600 }, (_, i) => `${' '.repeat(i + 1)}a:`).join('\n')}`),
    is([201, 400, 413, 422]),
  ),
  aim(
    'A9',
    'YAML with 10,000 anchors',
    yamlPost(`${Array.from({ length: 10_000 }, (_, i) => `k${i}: &a${i} 1`).join('\n')}\nmetadata: {name: NAME}`),
    is([201, 400]),
  ),
  aim(
    'A9',
    'apply of 0.9 MB of JSON',
    patch(
      'apply',
      `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME"},"data":{${Array.from({ length: 9000 }, (_, i) => `"k${i}":"${'v'.repeat(90)}"`).join(',')}}}`,
    ),
    is([200, 409, 413]),
  ),
  aim(
    'A9',
    'apply of 0.9 MB in one text',
    patch(
      'apply',
      `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME"},"data":{"b":"${'v'.repeat(900_000)}"}}`,
    ),
    is([200, 409]),
  ),
  aim(
    'A9',
    'JSON of 2.9 MB with 300,000 members',
    post(
      'configmaps',
      `{"metadata":{"name":"NAME"},"data":{${Array.from({ length: 190_000 }, (_, i) => `"k${i}":"v"`).join(',')}}}`,
    ),
    is(413),
  ),
  aim(
    'A9',
    'JSON of 2.9 MB of empty objects in a list',
    post('pods', podWith(`"tolerations":[${'{},'.repeat(900_000)}{}]`)),
    is(413),
  ),
  aim(
    'A9',
    'JSON of 2.9 MB of unknown fields',
    post(
      'configmaps',
      `{"metadata":{"name":"NAME"},${Array.from({ length: 200_000 }, (_, i) => `"u${i}":0`).join(',')}}`,
    ),
    is(413),
  ),
  aim(
    'A9',
    'JSON of 1 MB of doubled keys',
    post('configmaps', `{"metadata":{"name":"NAME"},"data":{${'"k":"v",'.repeat(120_000)}"k":"v"}}`),
    is(413),
  ),
  aim(
    'A9',
    '20,000 finalizers',
    post(
      'configmaps',
      withMetadata(`"finalizers":[${Array.from({ length: 20_000 }, (_, i) => `"example.com/f${i}"`).join(',')}]`),
    ),
    answered,
  ),
  aim(
    'A9',
    '20,000 owners',
    post(
      'configmaps',
      withMetadata(
        `"ownerReferences":[${Array.from({ length: 20_000 }, (_, i) => `{"apiVersion":"v1","kind":"ConfigMap","name":"n${i}","uid":"u${i}"}`).join(',')}]`,
      ),
    ),
    answered,
  ),
  aim(
    'A9',
    '20,000 environment variables that name each other',
    post(
      'pods',
      podWith('').replace(
        '"image":"fuzz.invalid/none"',
        `"image":"fuzz.invalid/none","env":[${Array.from({ length: 20_000 }, (_, i) => `{"name":"A${i}","value":"$(A${i - 1})"}`).join(',')}]`,
      ),
    ),
    answered,
  ),
  aim(
    'A9',
    '5,000 containers of one name',
    post(
      'pods',
      podWith('"initContainers":[' + Array.from({ length: 5000 }, () => '{"name":"c","image":"i"}').join(',') + ']'),
    ),
    is(422),
  ),

  aim(
    'A10',
    '10,000 unknown fields with Warn',
    post(
      'configmaps',
      `{"metadata":{"name":"NAME"},${Array.from({ length: 10_000 }, (_, i) => `"unknown${i}":1`).join(',')}}`,
      { path: `${collectionOf('configmaps')}?fieldValidation=Warn` },
    ),
    is([201, 400]),
  ),
  aim(
    'A10',
    'one unknown field of 100,000 letters',
    post('configmaps', CONFIG_MAP.replace('"data"', `"${'u'.repeat(100_000)}":1,"data"`), {
      path: `${collectionOf('configmaps')}?fieldValidation=Warn`,
    }),
    is(201),
  ),
  aim(
    'A10',
    'unknown fields in another alphabet',
    post('configmaps', CONFIG_MAP.replace('"data"', `"${'é\\u0000\\n'.repeat(3000)}":1,"data"`), {
      path: `${collectionOf('configmaps')}?fieldValidation=Warn`,
    }),
    is(201),
  ),
  aim(
    'A10',
    '10,000 unknown fields with Strict',
    post(
      'configmaps',
      `{"metadata":{"name":"NAME"},${Array.from({ length: 10_000 }, (_, i) => `"unknown${i}":1`).join(',')}}`,
      { path: `${collectionOf('configmaps')}?fieldValidation=Strict` },
    ),
    is(400),
  ),
  aim(
    'A10',
    '3,000 doubled keys with Warn',
    post('configmaps', `{"metadata":{"name":"NAME"},"data":{${'"k":"v",'.repeat(3000)}"k":"v"}}`, {
      path: `${collectionOf('configmaps')}?fieldValidation=Warn`,
    }),
    is([201, 400]),
  ),

  ...[
    ['kind', '{}'],
    ['kind', '1'],
    ['kind', '[]'],
    ['kind', 'null'],
    ['apiVersion', '{"a":1}'],
    ['apiVersion', '[]'],
    ['apiVersion', '7'],
    ['apiVersion', '"a/b/c"'],
  ].map(([field, value]) =>
    aim(
      'A11',
      `${field} is ${value}`,
      post('configmaps', `{"apiVersion":"v1","kind":"ConfigMap","${field}":${value},"metadata":{"name":"NAME"}}`),
      is(value === 'null' ? [201, 400] : 400),
    ),
  ),
  ...['metadata', 'data', 'immutable', 'binaryData'].flatMap((field) =>
    ['1', '[]', '"a"', '{"a":{}}', '[[]]'].map((value) =>
      aim(
        'A11',
        `${field} is ${value}`,
        post('configmaps', `{"metadata":{"name":"NAME"},"${field}":${value}}`),
        // Two structs of one name are laid over each other.
        is(field === 'metadata' && value.startsWith('{') ? 201 : [400, 422]),
      ),
    ),
  ),
  ...['spec', 'spec":{"containers', 'spec":{"containers":[{"ports'].map((path) =>
    aim(
      'A11',
      `a pod whose ${path.replaceAll('"', '')} is 1`,
      post(
        'pods',
        `{"metadata":{"name":"NAME"},"${path}":1${'}'.repeat(path.split('{').length - 1).replace('}}', '}]}')}}`,
      ),
      is(400),
    ),
  ),
  ...[3, 6, 10, 30].map((levels) =>
    aim(
      'A11',
      `YAML aliases to the power of ${levels}`,
      yamlPost(`${aliasBomb(levels)}\nmetadata: {name: NAME}`),
      is([201, 400]),
    ),
  ),
  aim('A11', 'an alias of itself', yamlPost('a: &a [*a]\nmetadata: {name: NAME}'), is(400)),
  aim('A11', 'an alias that names nothing', yamlPost('metadata: {name: *a}'), is(400)),
  ...[
    '!!binary "AA=="',
    '!!js/function "f"',
    '!!set {a}',
    '!!timestamp 2026-01-01',
    '!<tag:x> y',
    '.nan',
    '.inf',
    '0o17',
  ].map((value) =>
    aim('A11', `YAML: ${value}`, yamlPost(`metadata: {name: NAME}\ndata: {a: ${value}}`), is([201, 400])),
  ),
  aim('A11', 'YAML merge keys', yamlPost('b: &b {name: NAME}\nmetadata: {<<: *b}'), is([201, 400, 422])),
  aim('A11', 'YAML with a key that is a list', yamlPost('metadata: {name: NAME}\n? [a, b]\n: c'), is([201, 400])),
];

/** Another raw part of the envelope: metadata whose creationTimestamp is 2^63-1 seconds. */
function timeFarAway(): Buffer {
  const time = Buffer.concat([Buffer.from([0x08]), Buffer.from('ffffffffffffffff7f', 'hex')]);
  const metadata = Buffer.concat([Buffer.from([0x42, time.length]), time]);
  const pod = Buffer.concat([Buffer.from([0x0a, metadata.length]), metadata]);
  return Buffer.concat([Buffer.from([0x12, pod.length]), pod]);
}
