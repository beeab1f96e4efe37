import type { MessageSchema } from '@kubets/proto-gen/schema';
import { isJsonObject } from '../json/json-value';
import { atOnce, type Steps } from '../steps/steps';
import { createBackwardWriter } from './backward-writer';
import { KUBERNETES_PROTOBUF_MAGIC, messageOfKind } from './envelope';
import { encodeMessageSteps } from './write-message';
import { DELIMITED, tagOf, writeSized, writeText } from './write-value';

/** What a runtime.Unknown has behind the object's bytes: no encoding and no media type of their own. */
const ENVELOPE_END = Buffer.from([0x1a, 0, 0x22, 0]);

/** What an object's bytes stand in, as Kubernetes writes it: these, `size` bytes, and those. */
export function protobufEnvelope(apiVersion: string, kind: string, size: number): { head: Buffer; tail: Buffer } {
  const writer = createBackwardWriter();
  writer.varint(size);
  writer.varint(tagOf(2, DELIMITED));
  writeSized(writer, 1, () => {
    writeText(writer, 2, kind);
    writeText(writer, 1, apiVersion);
  });
  writer.bytes(KUBERNETES_PROTOBUF_MAGIC);
  return { head: writer.finish(), tail: ENVELOPE_END };
}

/** Bytes of an object in their envelope. */
export function inProtobufEnvelope(apiVersion: string, kind: string, bytes: Buffer): Buffer {
  const { head, tail } = protobufEnvelope(apiVersion, kind, bytes.length);
  return Buffer.concat([head, bytes, tail]);
}

/** Bytes that announce one of a list's items, which is the list's field 2. */
export function protobufItemHead(size: number): Buffer {
  const writer = createBackwardWriter();
  writer.varint(size);
  writer.varint(tagOf(2, DELIMITED));
  return writer.finish();
}

/** A watch's event has its length before it. */
export const WATCH_LENGTH_BYTES = 4;

/**
 * An event of a watch in Kubernetes' encoding: its length in four bytes, its type and its object, which is in an envelope.
 */
export function protobufWatchFrame(type: string, object: Buffer): Buffer {
  const writer = createBackwardWriter();
  writeSized(writer, 2, () => writeSized(writer, 1, () => writer.bytes(object)));
  writeText(writer, 1, type);
  const event = writer.finish();
  const length = Buffer.alloc(WATCH_LENGTH_BYTES);
  length.writeUInt32BE(event.length);
  return Buffer.concat([length, event]);
}

/** An object's own bytes, which stand in lists as they are and elsewhere in an envelope. @throws Error. */
export function encodeKubernetesMessage(object: object, message: MessageSchema): Buffer {
  return atOnce(encodeMessageSteps(object, message));
}

/**
 * An object of any kind that proto/ declares, in Kubernetes' protobuf encoding; undefined for a kind that has none.
 * @throws Error when it is not what its kind says.
 */
export function* encodeProtobufSteps(object: unknown): Steps<Buffer | undefined> {
  if (!isJsonObject(object)) return undefined;
  // Of what says nothing but which versions there are, Kubernetes leaves the version out.
  const { apiVersion = '', kind } = object;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return undefined;
  const message = messageOfKind(apiVersion, kind);
  if (!message) return undefined;
  return inProtobufEnvelope(apiVersion, kind, yield* encodeMessageSteps(object, message));
}
