import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { decodeKubernetesProtobuf, kubernetesProtobufSteps } from './kubernetes-protobuf';

interface Recorded {
  command: string;
  /** The body that kubectl sent. */
  protobuf: string;
  /** What the same command prints with `--dry-run=client -o json`. */
  object: unknown;
}

const recorded = JSON.parse(readFileSync(join(__dirname, 'testdata/kubectl-1.33.json'), 'utf8')) as Recorded[];

/** JSON without empty objects and zeros: Kubernetes' wire has a struct where its JSON has none, and the other way round. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [key, withoutEmpty(member)] as const);
  return Object.fromEntries(entries.filter(([, member]) => JSON.stringify(member) !== '{}' && member !== 0));
}

test.each(recorded.map((one) => [one.command, one] as const))('%s', (_, { protobuf, object }) => {
  expect(withoutEmpty(decodeKubernetesProtobuf(Buffer.from(protobuf, 'base64')))).toEqual(withoutEmpty(object));
});

type Part = [number, string | number | Buffer];

/** A message from its fields: text and bytes as they are, numbers as varints. */
function message(...parts: Part[]): Buffer {
  const writer = new BinaryWriter();
  for (const [number, value] of parts) {
    if (typeof value === 'number') writer.uint32(number << 3).int64(value);
    else if (typeof value === 'string') writer.uint32((number << 3) | 2).string(value);
    else writer.uint32((number << 3) | 2).bytes(value);
  }
  return Buffer.from(writer.finish());
}

function envelope(apiVersion: string, kind: string, raw: Buffer): Buffer {
  return Buffer.concat([Buffer.from('k8s\0'), message([1, message([1, apiVersion], [2, kind])], [2, raw])]);
}

const pod = (...spec: Part[]): Buffer => envelope('v1', 'Pod', message([2, message(...spec)]));
const container = (...parts: Part[]): Buffer => pod([2, message([1, 'c'], ...parts)]);

test.each<[string, Buffer, object]>([
  [
    'a volume, whose source is embedded',
    pod([1, message([1, 'v'], [2, message([6, message([1, 's'], [3, 420])])])]),
    { spec: { volumes: [{ name: 'v', secret: { secretName: 's', defaultMode: 420 } }] } },
  ],
  [
    'a volume, whose source embeds a name',
    pod([1, message([1, 'v'], [2, message([19, message([1, message([1, 'cm'])], [2, message([1, 'k'], [2, 'p'])])])])]),
    { spec: { volumes: [{ name: 'v', configMap: { name: 'cm', items: [{ key: 'k', path: 'p' }] } }] } },
  ],
  [
    'a probe, whose handler is embedded',
    container([
      10,
      message([1, message([2, message([1, '/'], [2, message([1, 1], [2, 0], [3, 'http'])])])], [2, 5], [3, 0]),
    ]),
    {
      spec: {
        containers: [{ name: 'c', livenessProbe: { httpGet: { path: '/', port: 'http' }, initialDelaySeconds: 5 } }],
      },
    },
  ],
  [
    'a reference to a key',
    container([7, message([1, 'E'], [2, ''], [3, message([4, message([1, message([1, 's'])], [2, 'k'])])])]),
    {
      spec: { containers: [{ name: 'c', env: [{ name: 'E', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] }] },
    },
  ],
  [
    'zeros that are meant, and zeros that are not',
    pod([4, 0], [5, 0], [10, ''], [11, 0], [19, '']),
    { spec: { terminationGracePeriodSeconds: 0, activeDeadlineSeconds: 0 } },
  ],
  [
    'quantities',
    container([8, message([1, message([1, 'cpu'], [2, message([1, '500m'])])])]),
    { spec: { containers: [{ name: 'c', resources: { limits: { cpu: '500m' } } }] } },
  ],
  ['a negative number', pod([25, -5]), { spec: { priority: -5 } }],
  [
    'metadata',
    envelope(
      'v1',
      'Pod',
      message([
        1,
        message(
          [1, 'n'],
          [3, ''],
          [7, 0],
          [8, message([1, 1769851800])],
          [9, message()],
          [11, message([1, 'a'])],
          [17, message([1, 'm'], [7, message([1, '{"f:spec":{}}'])])],
        ),
      ]),
    ),
    {
      metadata: {
        name: 'n',
        creationTimestamp: '2026-01-31T09:30:00Z',
        labels: { a: '' },
        managedFields: [{ manager: 'm', fieldsV1: { 'f:spec': {} } }],
      },
    },
  ],
  [
    'micro time',
    envelope('coordination.k8s.io/v1', 'Lease', message([2, message([4, message([1, 1769851800], [2, 123456000])])])),
    { spec: { renewTime: '2026-01-31T09:30:00.123456Z' } },
  ],
  [
    'options of any group',
    envelope('apps/v1', 'DeleteOptions', message([1, 0], [4, 'Foreground'])),
    { gracePeriodSeconds: 0, propagationPolicy: 'Foreground' },
  ],
  [
    'lists of strings by key',
    envelope(
      'authorization.k8s.io/v1',
      'SubjectAccessReview',
      message([2, message([5, message([1, 'scopes'], [2, message([1, 'a'], [1, ''])])])]),
    ),
    { spec: { extra: { scopes: ['a', ''] } } },
  ],
  ['fields that nobody knows', envelope('v1', 'Pod', message([77, 'x'], [78, 5])), {}],
])('%s', (_, bytes, expected) => {
  expect(decodeKubernetesProtobuf(bytes)).toMatchObject(expected);
  const { apiVersion: _v, kind: _k, ...rest } = decodeKubernetesProtobuf(bytes) as Record<string, unknown>;
  expect(rest).toEqual(expected);
});

test.each<[string, Buffer, string]>([
  [
    'no protobuf',
    Buffer.from('{}'),
    'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
  ],
  ['a kind that is not known', envelope('v1', 'Foo', message()), 'no kind "Foo" is registered for version "v1"'],
  ['nothing', Buffer.alloc(0), 'empty data'],
  ['its beginning alone', Buffer.from('k8s\0'), 'empty body'],
  ['cut off', envelope('v1', 'Pod', message([2, 'x'])).subarray(0, -1), 'error decoding protobuf: '],
  ['text where a number belongs', pod([4, 'x']), 'error decoding protobuf: '],
])('%s is refused', (_, bytes, text) => {
  expect(() => decodeKubernetesProtobuf(bytes)).toThrow(
    expect.objectContaining({ code: 400, message: expect.stringContaining(text) as unknown }),
  );
});

test('what does not say its type is what is expected, and what says another is no more than that', () => {
  const expected = { apiVersion: 'v1', kind: 'Pod' };
  expect(decodeKubernetesProtobuf(envelope('', '', message()), expected)).toEqual(expected);
  for (const [apiVersion, kind] of [
    ['v1', 'Foo'],
    ['v9', 'Pod'],
  ] as const)
    expect(decodeKubernetesProtobuf(envelope(apiVersion, kind, message([2, 'x'])), expected)).toEqual({
      apiVersion,
      kind,
    });
});

test('a large message is read in many steps', () => {
  const object = new BinaryWriter();
  for (let index = 0; index < 20_000; index++)
    object.uint32(18).bytes(new BinaryWriter().uint32(10).string(`k${index}`).uint32(18).string('v').finish());
  const bytes = envelope('v1', 'ConfigMap', Buffer.from(object.finish()));
  const steps = kubernetesProtobufSteps(bytes);
  let taken = 0;
  while (!steps.next().done) taken++;
  expect(taken).toBeGreaterThan(50);
});
