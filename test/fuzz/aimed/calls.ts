import { gzipSync } from 'node:zlib';
import { ConfigMapsService, PodsService } from '@kubets/proto-gen/core/v1';
import { varint } from '../generate/mutate-bytes';
import { aim, is, status, type Aimed, type Shot } from './aim';

const OK = 0;
const INVALID_ARGUMENT = 3;
const DEADLINE_EXCEEDED = 4;
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;
const INTERNAL = 13;
const UNAUTHENTICATED = 16;

const NAMESPACE = 'kubets-fuzz-a';
const frame = (message: Buffer, compressed = 0, length = message.length) =>
  Buffer.concat([
    Buffer.from([compressed, (length >>> 24) & 255, (length >>> 16) & 255, (length >>> 8) & 255, length & 255]),
    message,
  ]);
const create =
  (name: string): Shot =>
  ({ grpc }) =>
    grpc(
      ConfigMapsService.create.path,
      ConfigMapsService.create.requestSerialize({
        namespace: NAMESPACE,
        name: undefined,
        object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } },
        dryRun: [],
        fieldManager: undefined,
        fieldValidation: undefined,
      } as never),
    );
const getNamed =
  (name: string): Shot =>
  ({ grpc }) =>
    grpc(ConfigMapsService.get.path, ConfigMapsService.get.requestSerialize({ namespace: NAMESPACE, name } as never));
const raw =
  (message: Buffer, options = {}, path: string = PodsService.get.path): Shot =>
  ({ grpc }) =>
    grpc(path, message, options);
const patchNamed =
  (body: string, type = 'application/merge-patch+json'): Shot =>
  ({ grpc }) =>
    grpc(
      ConfigMapsService.patch.path,
      ConfigMapsService.patch.requestSerialize({ namespace: NAMESPACE, name: 'none', type, body } as never),
    );
const listWith =
  (options: object): Shot =>
  ({ grpc }) =>
    grpc(PodsService.list.path, PodsService.list.requestSerialize({ namespace: NAMESPACE, options } as never));

/** gRPC: what is too large, too deep, or not what it says. */
export const CALLS: readonly Aimed[] = [
  ...[254, 4000, 16_000, 40_000, 70_000, 300_000].flatMap((length) => [
    aim('A13', `Create with a name of ${length} letters`, create('a'.repeat(length)), status(INVALID_ARGUMENT)),
    aim(
      'A13',
      `Create with a name of ${length} letters of another alphabet`,
      create('é'.repeat(length)),
      status(INVALID_ARGUMENT),
    ),
    aim(
      'A13',
      `Get with a name of ${length} letters`,
      getNamed('a'.repeat(length)),
      status([INVALID_ARGUMENT, NOT_FOUND]),
    ),
    aim(
      'A13',
      `a patch type of ${length} letters`,
      patchNamed('{}', 'a'.repeat(length)),
      status([INVALID_ARGUMENT, NOT_FOUND, UNIMPLEMENTED]),
    ),
    aim(
      'A13',
      `a label selector of ${length} signs`,
      listWith({ labelSelector: '!('.repeat(length / 2) }),
      status(INVALID_ARGUMENT),
    ),
    aim(
      'A13',
      `a resourceVersion of ${length} letters`,
      listWith({ resourceVersion: 'a'.repeat(length) }),
      status(INVALID_ARGUMENT),
    ),
  ]),
  aim(
    'A13',
    'a name with line ends and zeros',
    getNamed('a\r\n\0grpc-status: 0'),
    status([INVALID_ARGUMENT, NOT_FOUND]),
  ),
  aim(
    'A13',
    'an unknown method of a known service',
    raw(Buffer.alloc(0), {}, '/kubets.core.v1.Pods/Nothing'),
    status(UNIMPLEMENTED),
  ),
  aim(
    'A13',
    'an unknown service of 3,000 letters',
    raw(Buffer.alloc(0), {}, `/${'a'.repeat(3000)}/Get`),
    status(UNIMPLEMENTED),
  ),

  ...[3, 4, 8, 30].flatMap((megabytes) =>
    (['admin', 'anonymous'] as const).map((as) =>
      aim(
        'A6',
        `a message of ${megabytes} MB by ${as}`,
        raw(Buffer.alloc(megabytes * 1024 * 1024 + 1), { as }),
        status([RESOURCE_EXHAUSTED]),
      ),
    ),
  ),
  ...(['admin', 'anonymous'] as const).map((as) =>
    aim(
      'A6',
      `200 KB of gzip that hold 200 MB, by ${as}`,
      raw(Buffer.alloc(0), { as, metadata: [['grpc-encoding', 'gzip']], body: frame(bomb(), 1) }),
      status([RESOURCE_EXHAUSTED, UNIMPLEMENTED]),
    ),
  ),
  aim(
    'A6',
    'a small message in gzip',
    raw(Buffer.alloc(0), {
      metadata: [['grpc-encoding', 'gzip']],
      body: frame(gzipSync(PodsService.get.requestSerialize({ namespace: NAMESPACE, name: 'x' } as never)), 1),
    }),
    status([UNIMPLEMENTED, NOT_FOUND]),
  ),
  ...['deflate', 'snappy', '__proto__', 'identity,gzip'].map((encoding) =>
    aim(
      'A6',
      `a message in ${encoding}`,
      raw(Buffer.alloc(0), { metadata: [['grpc-encoding', encoding]], body: frame(Buffer.from('abc'), 1) }),
      status([UNIMPLEMENTED, INVALID_ARGUMENT, INTERNAL, RESOURCE_EXHAUSTED]),
    ),
  ),
  aim(
    'A6',
    'a frame of 4 GB that does not come',
    raw(Buffer.alloc(0), { body: frame(Buffer.from('abc'), 0, 0xffffffff) }),
    status([RESOURCE_EXHAUSTED]),
  ),
  aim(
    'A6',
    'an anonymous call',
    raw(PodsService.get.requestSerialize({ namespace: NAMESPACE, name: 'x' } as never), { as: 'anonymous' }),
    status([PERMISSION_DENIED, UNAUTHENTICATED]),
  ),
  aim(
    'A6',
    'a broken token',
    raw(PodsService.get.requestSerialize({ namespace: NAMESPACE, name: 'x' } as never), { as: 'broken' }),
    status([UNAUTHENTICATED]),
  ),

  ...[60, 99, 101, 500, 5000].map((depth) =>
    aim(
      'A1',
      `a gRPC message nested ${depth} deep in a Struct`,
      ({ grpc, name }) => grpc(ConfigMapsService.create.path, structOf(depth, name)),
      status([OK, INVALID_ARGUMENT]),
    ),
  ),
  ...[150, 3000].map((depth) =>
    aim(
      'A1',
      `a gRPC patch nested ${depth} deep`,
      patchNamed(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`),
      status([INVALID_ARGUMENT, NOT_FOUND]),
    ),
  ),
  ...[
    ['cut off', '0a05616263'],
    ['a varint of 13 bytes', '08ffffffffffffffffffffffff01'],
    ['the wrong wire type', '0801'],
    ['a group without an end', '0b0b0b0b'],
    ['the field zero', '0000'],
    ['no UTF-8', '0a03ff80fe'],
  ].map(([what, hex]) =>
    aim('A1', `a gRPC message: ${what}`, raw(Buffer.from(hex!, 'hex')), status([INVALID_ARGUMENT, NOT_FOUND])),
  ),
  ...['-1S', 'x', '1', '99999999999S', '1n'].map((timeout) =>
    aim(
      'A6',
      `grpc-timeout: ${timeout}`,
      raw(PodsService.get.requestSerialize({ namespace: NAMESPACE, name: 'x' } as never), {
        metadata: [['grpc-timeout', timeout]],
      }),
      is([OK, INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, INTERNAL, 1]),
    ),
  ),
  ...[
    ['impersonate-group', 'system:masters'],
    ['impersonate-uid', 'u'],
  ].map(([name, value]) =>
    aim(
      'B',
      `gRPC: ${name} without a user`,
      ({ grpc }) =>
        grpc(PodsService.get.path, PodsService.get.requestSerialize({ namespace: NAMESPACE, name: 'x' } as never), {
          as: 'weak',
          metadata: [[name!, value!]],
        }),
      status([INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED]),
    ),
  ),
  aim(
    'A2',
    'gRPC: Secrets of another namespace by an escaped selector',
    ({ grpc }) =>
      grpc(
        '/kubets.core.v1.Secrets/List',
        PodsService.list.requestSerialize({
          namespace: 'kubets-fuzz-b',
          options: { fieldSelector: 'type!=a\\,metadata.name=allowed' },
        } as never),
        { as: 'weak' },
      ),
    status([INVALID_ARGUMENT, PERMISSION_DENIED]),
  ),
  aim(
    'A2',
    'gRPC: delete Secrets of another namespace by an escaped selector',
    ({ grpc }) =>
      grpc(
        '/kubets.core.v1.Secrets/DeleteCollection',
        PodsService.deleteCollection.requestSerialize({
          namespace: 'kubets-fuzz-b',
          listOptions: { fieldSelector: 'type!=a\\,metadata.name=allowed' },
          deleteOptions: { dryRun: ['All'] },
        } as never),
        { as: 'weak' },
      ),
    status([INVALID_ARGUMENT, PERMISSION_DENIED]),
  ),
];

function bomb(): Buffer {
  return gzipSync(Buffer.alloc(200 * 1024 * 1024));
}

/** ConfigMapWriteRequest{namespace, object{metadata{name, managedFields{fieldsV1: a Struct nested so deep}}}}. */
function structOf(depth: number, name: string): Buffer {
  const field = (number: number, bytes: Buffer) =>
    Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
  let value = field(3, Buffer.from('x'));
  // Struct.fields{key, Value{struct_value}}: three messages for each level.
  for (let i = 0; i < depth; i++)
    value = field(5, field(1, Buffer.concat([field(1, Buffer.from('k')), field(2, value)])));
  const struct = field(1, Buffer.concat([field(1, Buffer.from('k')), field(2, value)]));
  const metadata = Buffer.concat([
    field(1, Buffer.from(name)),
    field(
      17,
      Buffer.concat([
        field(1, Buffer.from('m')),
        field(2, Buffer.from('Update')),
        field(6, Buffer.from('FieldsV1')),
        field(7, struct),
      ]),
    ),
  ]);
  return Buffer.concat([field(1, Buffer.from(NAMESPACE)), field(3, field(1, metadata))]);
}
