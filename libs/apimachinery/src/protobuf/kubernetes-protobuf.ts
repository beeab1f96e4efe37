import { BinaryReader } from '@bufbuild/protobuf/wire';
import type { MessageSchema } from '@kubets/proto-gen/schema';
import { newBadRequest } from '../errors/new-errors';
import { StatusError } from '../errors/status-error';
import { atOnce, type Steps } from '../steps/steps';
import { quote } from '../validation/quote';
import { KUBERNETES_PROTOBUF_MAGIC, messageOfKind } from './envelope';
import { messageSteps } from './wire-message';
import { assertFewValues } from './wire-values';

interface Envelope {
  apiVersion: string;
  kind: string;
  raw: Uint8Array;
}

function readTypeMeta(bytes: Uint8Array): { apiVersion: string; kind: string } {
  const reader = new BinaryReader(bytes);
  const result = { apiVersion: '', kind: '' };
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    if (number === 1) result.apiVersion = reader.string();
    else if (number === 2) result.kind = reader.string();
    else reader.skip(type);
  }
  return result;
}

/** runtime.Unknown: the type, and the object's own bytes. */
function readEnvelope(bytes: Uint8Array): Envelope {
  const reader = new BinaryReader(bytes);
  const envelope: Envelope = { apiVersion: '', kind: '', raw: new Uint8Array(0) };
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    if (number === 1) Object.assign(envelope, readTypeMeta(reader.bytes()));
    else if (number === 2) envelope.raw = reader.bytes();
    else reader.skip(type);
  }
  return envelope;
}

/** Of a field that none can be Kubernetes' words. */
function wireProblem(problem: string): string {
  const [, number, type] = /^illegal tag: field no (\d+) wire type (\d+)/.exec(problem) ?? [];
  return number === undefined
    ? `error decoding protobuf: ${problem}`
    : `proto: Unknown: illegal tag ${number} (wire type ${type})`;
}

/** What the bytes are where they do not say it. */
export interface ExpectedObject {
  apiVersion: string;
  kind: string;
}

/**
 * An object in Kubernetes' protobuf encoding, as the JSON value that says the same; types are checked afterwards, as for
 * JSON, by decodeObject. Of another kind than is expected, that nobody knows, it is no more than its type.
 * @throws StatusError BadRequest when the bytes are none, or of a kind that is not known; 413 when they hold too many values.
 */
export const decodeKubernetesProtobuf = (bytes: Uint8Array, expected?: ExpectedObject): unknown =>
  atOnce(kubernetesProtobufSteps(bytes, expected));

/** {@link decodeKubernetesProtobuf} in steps. */
export function* kubernetesProtobufSteps(bytes: Uint8Array, expected?: ExpectedObject): Steps<unknown> {
  if (bytes.length === 0) throw newBadRequest('empty data');
  if (!KUBERNETES_PROTOBUF_MAGIC.every((byte, index) => bytes[index] === byte)) {
    throw newBadRequest(
      `provided data does not appear to be a protobuf message, expected prefix [${KUBERNETES_PROTOBUF_MAGIC.join(' ')}]`,
    );
  }
  if (bytes.length === KUBERNETES_PROTOBUF_MAGIC.length) throw newBadRequest('empty body');
  let envelope: Envelope;
  let message: MessageSchema | undefined;
  try {
    envelope = readEnvelope(bytes.subarray(KUBERNETES_PROTOBUF_MAGIC.length));
    envelope.kind ||= expected?.kind ?? '';
    envelope.apiVersion ||= expected?.apiVersion ?? '';
    message = messageOfKind(envelope.apiVersion, envelope.kind);
    if (message) {
      assertFewValues(envelope.raw, message);
      yield;
      const { apiVersion, kind, raw } = envelope;
      return { apiVersion, kind, ...(yield* messageSteps(raw, message)) };
    }
  } catch (error) {
    if (error instanceof StatusError) throw error;
    throw newBadRequest(wireProblem(error instanceof Error ? error.message : String(error)));
  }
  const { apiVersion, kind } = envelope;
  if (expected && (kind !== expected.kind || apiVersion !== expected.apiVersion)) return { apiVersion, kind };
  throw newBadRequest(`no kind ${quote(kind)} is registered for version ${quote(apiVersion)}`);
}
