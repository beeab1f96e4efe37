import type { MethodDefinition } from '@grpc/grpc-js';
import { grpcServices, type GrpcService } from './grpc-services';
import type { Draw } from './draw';
import { baseObject } from './base-objects';
import { FUZZ_NAMESPACES, fuzzName, type Caller } from './http-request';
import { hostileText, NUMBER_TOKENS } from './hostile-values';
import { textOf, treeOf } from './json-tree';
import { mutateBytes, nestedMessage } from './mutate-bytes';
import { mutateTree } from './mutate-tree';
import { PATCH_TYPES, patchOf } from './patches';
import { addFields } from './schema-object';
import { FUZZED_KINDS, type ServedKind } from './served-kinds';
import { withFewReplicas } from './harmless';
import type { SentCall } from '../send/grpc';

export interface GrpcCall extends SentCall {
  as: Caller;
  /** The frame, or a header, breaks gRPC's own protocol, which its servers answer with INTERNAL (gRPC-Go: malformed grpc-timeout). */
  brokenProtocol: boolean;
}

/** A call of any method of any service of our protos, with a message as its schema has it, or changed on the wire. */
export function grpcCall(draw: Draw): GrpcCall {
  const service = draw.pick(grpcServices);
  const [name, method] = draw.pick(service.methods);
  const path = draw.chance(0.97)
    ? method.path
    : draw.pick([
        `${method.path}x`,
        '/',
        '//',
        '/__proto__/constructor',
        `/${'a'.repeat(3000)}/Get`,
        '/kubets.core.v1.Pods',
      ]);
  const message = messageFor(draw, method, name, service);
  const mutated = draw.chance(0.55);
  // A changed message may have lost its namespace, and a deletion without one is of all namespaces.
  const dangerous = mutated && /delete/i.test(name);
  const as: Caller = dangerous
    ? draw.pick(['weak', 'anonymous', 'broken'])
    : draw.weighted([
        [14, 'admin'],
        [4, 'weak'],
        [3, 'anonymous'],
        [1, 'broken'],
      ]);
  const { body, brokenFrame } = frameOf(draw, withFewReplicas(mutated ? mutateBytes(draw, message) : message));
  const metadata = metadataOf(draw);
  return {
    path,
    as,
    metadata,
    body,
    brokenProtocol: brokenFrame || metadata.some(([name, value]) => name === 'grpc-timeout' && !TIMEOUT.test(value)),
    stream: method.responseStream,
    ...(draw.chance(0.15) && { cancelAfterMs: draw.pick([0, 1, 3, 10, 40]) }),
  };
}

function messageFor(
  draw: Draw,
  method: MethodDefinition<unknown, unknown>,
  name: string,
  { kind, isDynamic }: GrpcService,
): Buffer {
  try {
    if (isDynamic) return method.requestSerialize(dynamicRequestFor(draw, name, draw.pick(FUZZED_KINDS)));
    return method.requestSerialize(kind ? requestFor(draw, name, kind) : { service: draw.text(), listServices: '' });
  } catch {
    return nestedMessage(draw.int(200), 3); // what no message of the schema can say
  }
}

/** The same for whoever serves all kinds: named in the request, their objects as JSON. */
function dynamicRequestFor(draw: Draw, method: string, kind: ServedKind): object {
  const { object, ...rest } = requestFor(draw, method, kind) as { object?: Record<string, unknown> };
  const often = (usual: string) =>
    draw.chance(0.97) ? usual : draw.pick(['', 'nothing', '__proto__', '../pods', hostileText(draw)]);
  const tree = object && (draw.chance(0.5) ? treeOf(object) : mutateTree(draw, treeOf(object)));
  return {
    group: often(kind.group),
    version: often(kind.version),
    resource: often(kind.plural),
    ...rest,
    ...(tree !== undefined && { object: jsonBytes(draw, textOf(tree)) }),
    metadataOnly: draw.chance(0.2),
    fieldManager: draw.pick(['fuzz', 'fuzz-b', '', 'm'.repeat(129)]),
  };
}

function jsonBytes(draw: Draw, text: string): Buffer {
  const bytes = withFewReplicas(Buffer.from(text));
  return draw.chance(0.1) ? mutateBytes(draw, bytes) : bytes;
}

function requestFor(draw: Draw, method: string, kind: ServedKind): object {
  const namespace = kind.namespaced ? draw.pick(FUZZ_NAMESPACES) : '';
  const name = fuzzName(draw);
  const object = baseObject(draw, kind, { name, namespace });
  addFields(draw, object, kind, draw.int(4));
  const options = listOptions(draw);
  const verb = method.toLowerCase();
  if (verb === 'list' || verb === 'watch') return { namespace: draw.chance(0.9) ? namespace : draw.text(), options };
  // All of a cluster-wide kind would be the cluster's own objects, too.
  if (verb === 'deletecollection')
    return {
      namespace: namespace || 'kubets-fuzz-none',
      listOptions: { ...options, labelSelector: 'kubets-fuzz=nobody' },
    };
  if (verb === 'get')
    return {
      namespace,
      name: draw.chance(0.8) ? name : hostileText(draw),
      options: { resourceVersion: draw.pick(['', '0', '1', 'abc']) },
    };
  if (verb === 'delete')
    return {
      namespace,
      name,
      options: { gracePeriodSeconds: draw.int(3), propagationPolicy: draw.pick(['Orphan', 'Background', 'x']) },
    };
  if (verb === 'patch') {
    const type = draw.pick(PATCH_TYPES);
    return {
      namespace,
      name,
      type: draw.chance(0.95) ? type : '__proto__',
      subresource: draw.chance(0.1) ? draw.pick(['status', 'scale', '__proto__', 'log']) : '',
      body: textOf(patchOf(draw, type, object)).slice(0, 100_000),
      options: { fieldManager: 'fuzz', force: true },
    };
  }
  const longName = draw.chance(0.04) ? 'a'.repeat(draw.pick([254, 1000, 16_000, 40_000, 70_000])) : name;
  return {
    namespace,
    name: longName,
    object: { ...object, metadata: { ...(object.metadata as object), name: longName } },
    fieldValidation: draw.pick(['Strict', 'Warn', 'Ignore', 'x']),
    dryRun: draw.chance(0.3) ? ['All'] : [],
  };
}

/** A header's value as gRPC's protocol has it. */
const TIMEOUT = /^\d{1,8}[HMSmun]$/;

const listOptions = (draw: Draw) => ({
  timeoutSeconds: draw.pick([1, 1, 0, -1, 2 ** 31, Number.MAX_SAFE_INTEGER]),
  limit: draw.pick([0, 1, 500, -1, Number.MAX_SAFE_INTEGER]),
  labelSelector: draw.chance(0.3) ? draw.pick(['a=b', 'a in (', '!(', hostileText(draw)]) : '',
  fieldSelector: draw.chance(0.3)
    ? draw.pick(['metadata.name=a', 'type!=a\\,metadata.name=b', '=', hostileText(draw)])
    : '',
  resourceVersion: draw.chance(0.3) ? draw.pick(['0', '1', 'abc', ...NUMBER_TOKENS.slice(9, 20)]) : '',
  continue: draw.chance(0.1) ? hostileText(draw) : '',
});

function metadataOf(draw: Draw): [string, string][] {
  if (draw.chance(0.75)) return [];
  return [
    draw.pick<[string, string]>([
      ['grpc-timeout', '1m'],
      ['grpc-timeout', '1n'],
      ['grpc-timeout', '99999999H'],
      ['grpc-timeout', '-1S'],
      ['grpc-timeout', 'x'],
      ['grpc-accept-encoding', 'gzip,deflate,identity,x'],
      ['x-binary-bin', '!!!'],
      ['x-binary-bin', Buffer.alloc(200, 7).toString('base64')],
      ['x-long', 'a'.repeat(draw.pick([1000, 7000, 15_000]))],
      ['content-type', 'application/grpc+json'],
      ['content-type', 'application/json'],
      ['user-agent', ''],
      ['impersonate-user', 'kubets-fuzz-nobody'],
      ['impersonate-group', 'system:masters'],
      ['grpc-encoding', 'identity'],
    ]),
  ];
}

/** A frame: one byte that says whether it is compressed, four of length, and the message. */
function frameOf(draw: Draw, message: Buffer): { body: Buffer; brokenFrame: boolean } {
  const frame = (compressed: number, length: number) =>
    Buffer.concat([
      Buffer.from([compressed, (length >>> 24) & 255, (length >>> 16) & 255, (length >>> 8) & 255, length & 255]),
      message,
    ]);
  const whole = frame(0, message.length);
  const broken = (body: Buffer) => ({ body, brokenFrame: true });
  return draw.weighted<() => { body: Buffer; brokenFrame: boolean }>([
    [40, () => ({ body: whole, brokenFrame: false })],
    [2, () => broken(frame(1, message.length))],
    [1, () => broken(frame(draw.pick([2, 128, 255]), message.length))],
    [1, () => broken(frame(0, message.length + draw.pick([1, 5000])))],
    [1, () => broken(frame(0, Math.max(0, message.length - 1)))],
    [1, () => broken(frame(0, draw.pick([0xffffffff, 0x7fffffff, 300_000_000])))],
    [1, () => broken(Buffer.concat([whole, whole]))],
    [1, () => broken(whole.subarray(0, draw.int(5)))],
    [1, () => broken(draw.bytes(draw.int(60)))],
    [1, () => broken(Buffer.alloc(0))],
  ])();
}
