import {
  aim,
  answered,
  collectionOf,
  CONFIG_MAP,
  is,
  patch,
  podWith,
  post,
  send,
  withMetadata,
  yamlPost,
  type Aimed,
} from './aim';
import { baseObject } from '../generate/base-objects';
import { drawOf } from '../generate/draw';
import { kubernetesProtobuf } from '../generate/kubernetes-protobuf';
import { nestedMessage, varint } from '../generate/mutate-bytes';
import { SERVED_KINDS } from '../generate/served-kinds';

const deep = (depth: number, open = '{"f:a":', close = '}') => `${open.repeat(depth)}{}${close.repeat(depth)}`;
const managed = (fields: string) =>
  `"managedFields":[{"manager":"m","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":${fields}}]`;
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

/** Numbers, depth, bytes, and keys that mean something to JavaScript. */
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
];
/** Another raw part of the envelope: metadata whose creationTimestamp is 2^63-1 seconds. */
function timeFarAway(): Buffer {
  const time = Buffer.concat([Buffer.from([0x08]), Buffer.from('ffffffffffffffff7f', 'hex')]);
  const metadata = Buffer.concat([Buffer.from([0x42, time.length]), time]);
  const pod = Buffer.concat([Buffer.from([0x0a, metadata.length]), metadata]);
  return Buffer.concat([Buffer.from([0x12, pod.length]), pod]);
}
