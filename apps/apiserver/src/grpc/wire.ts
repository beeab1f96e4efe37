import { encodeOwnMessageSteps } from '@kubets/apimachinery';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { ListMeta, ObjectMeta } from '@kubets/proto-gen/meta/v1';
import { schema } from '@kubets/proto-gen/schema';
import { asBuffer } from '@kubets/rpc';
import type { StoredObject } from '@kubets/store';
import { encodeOrLeaveOut, type LeaveOut } from '../pipeline/leave-out';
import type { ListPage } from '../pipeline/read';
import { giveTurn, isTurnOver, nextTurn } from '../pipeline/turns';
import { encodeAhead, type KeptFormat } from '../pipeline/encode-ahead';
import type { MessagePieces } from './message-pieces';
import type { MessageCodec } from './services';

/** Puts lists and watch events together from bytes that are there already: each object is encoded once. */
export interface ResourceWire {
  /** Events of equal format are the same bytes. */
  format: string;
  object(stored: StoredObject): Buffer;
  /** What has to be waited for before `object` of a large one is quick; undefined when nothing has to. */
  ahead(stored: StoredObject): Promise<void> | undefined;
  /** The message that answers one object; one that was not encoded yet is in turns. */
  answer(stored: StoredObject): Promise<Buffer>;
  /** The list's message; objects that were not encoded yet are in turns. */
  list(page: ListPage): Promise<MessagePieces>;
  event(type: string, object: Uint8Array): Buffer;
  bookmark(revision: number, annotations?: Record<string, string>): Buffer;
}

const PROTOBUF = 'protobuf';

/** `message` is the full name of the kind: `kubets.core.v1.Pod`. */
export function createResourceWire(
  message: string,
  codec: MessageCodec,
  apiVersion: string,
  kind: string,
  leaveOut: LeaveOut,
): ResourceWire {
  const self = numbersOf(message, ['apiVersion', 'kind', 'metadata']);
  const encode = (stored: StoredObject) => asBuffer(codec.encode(stored.object).finish());

  const object = (stored: StoredObject) => stored.encoding(PROTOBUF, encode);
  const format: KeptFormat = {
    name: PROTOBUF,
    steps: (stored) => encodeOwnMessageSteps(stored.object, schema.of(message)),
  };
  return createWire({
    format: `protobuf:${kind}`,
    list: `${message}List`,
    event: `${message}WatchEvent`,
    apiVersion,
    kind: `${kind}List`,
    object,
    ahead: (stored) => encodeAhead(stored, format),
    bookmark(revision, annotations) {
      const bytesOf = new BinaryWriter();
      text(bytesOf, self.apiVersion!, apiVersion);
      text(bytesOf, self.kind!, kind);
      bytes(
        bytesOf,
        self.metadata!,
        ObjectMeta.encode({ resourceVersion: String(revision), ...(annotations ? { annotations } : {}) }).finish(),
      );
      return bytesOf.finish();
    },
    leaveOut,
  });
}

export interface WireParts {
  format: string;
  /** Full names of the messages that hold objects. */
  list: string;
  event: string;
  /** Of a list. */
  apiVersion: string;
  kind: string;
  object(stored: StoredObject): Buffer;
  ahead?(stored: StoredObject): Promise<void> | undefined;
  /** The message that answers one object, where it is not the object's own bytes. */
  answer?(object: Buffer): Buffer;
  /** The object of a bookmark. */
  bookmark(revision: number, annotations?: Record<string, string>): Uint8Array;
  leaveOut: LeaveOut;
}

/** However objects are written: they stand as they are in lists and events. */
export function createWire({ apiVersion, kind, leaveOut, ...parts }: WireParts): ResourceWire {
  const list = numbersOf(parts.list, ['apiVersion', 'kind', 'metadata', 'items']);
  const event = numbersOf(parts.event, ['type', 'object']);
  const wire: ResourceWire = {
    format: parts.format,
    object: parts.object,
    ahead: (stored) => parts.ahead?.(stored),

    async answer(stored) {
      await wire.ahead(stored);
      await giveTurn();
      const object = parts.object(stored);
      return parts.answer?.(object) ?? object;
    },

    async list({ items, resourceVersion, continue: token, remainingItemCount }) {
      const metadata = ListMeta.encode({
        resourceVersion: String(resourceVersion),
        ...(token ? { continue: token } : {}),
        ...(remainingItemCount === undefined ? {} : { remainingItemCount }),
      }).finish();
      const head = new BinaryWriter();
      text(head, list.apiVersion!, apiVersion);
      text(head, list.kind!, kind);
      bytes(head, list.metadata!, metadata);
      const start = asBuffer(head.finish());
      const encoded: Buffer[] = [];
      let size = start.length;
      for (const item of items) {
        if (isTurnOver()) await nextTurn();
        const isReady = wire.ahead(item);
        if (isReady) await isReady;
        const object = encodeOrLeaveOut(item, parts.format, leaveOut, parts.object);
        if (!object) continue;
        encoded.push(object);
        size += delimiter(list.items!, object.length).length + object.length;
      }
      return { size, pieces: listPieces(start, list.items!, encoded) };
    },

    event(type, object) {
      const head = new BinaryWriter();
      text(head, event.type!, type);
      return Buffer.concat([head.finish(), delimiter(event.object!, object.length), object]);
    },

    bookmark: (revision, annotations) => wire.event('BOOKMARK', parts.bookmark(revision, annotations)),
  };
  return wire;
}

/** Many lists of the same objects are under way at once: each has nothing of its own but references to their bytes. */
function* listPieces(start: Buffer, field: number, encoded: readonly Buffer[]): Generator<Buffer> {
  yield start;
  for (const object of encoded) {
    yield asBuffer(delimiter(field, object.length));
    yield object;
  }
}

function numbersOf<F extends string>(message: string, fields: readonly F[]): Record<F, number> {
  const known = schema.message(message)?.fields;
  return Object.fromEntries(
    fields.map((field) => {
      const number = known?.[field]?.number;
      if (number === undefined) throw new Error(`message ${message} has no field ${field}`);
      return [field, number];
    }),
  ) as Record<F, number>;
}

const text = (writer: BinaryWriter, number: number, value: string) =>
  writer.tag(number, WireType.LengthDelimited).string(value);
const bytes = (writer: BinaryWriter, number: number, value: Uint8Array) =>
  writer.tag(number, WireType.LengthDelimited).bytes(value);

function delimiter(number: number, length: number): Uint8Array {
  return new BinaryWriter().tag(number, WireType.LengthDelimited).uint32(length).finish();
}
