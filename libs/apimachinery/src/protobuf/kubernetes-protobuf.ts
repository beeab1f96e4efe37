import { BinaryReader } from '@bufbuild/protobuf/wire';
import { schema, type MessageSchema } from '@kubets/proto-gen/schema';
import { newBadRequest } from '../errors/new-errors';
import { StatusError } from '../errors/status-error';
import { atOnce, type Steps } from '../steps/steps';
import { quote } from '../validation/quote';
import { messageSteps } from './wire-message';
import { assertFewValues } from './wire-values';

/** The media type of Kubernetes' protobuf encoding, which typed Go clients send. */
export const KUBERNETES_PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** `k8s` and a zero byte. */
const MAGIC = [0x6b, 0x38, 0x73, 0x00];

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

/** `rbac.authorization.k8s.io/v1` and `Role` → kubets.rbac.v1.Role. Options belong to every group. */
function messageOf({ apiVersion, kind }: Envelope): MessageSchema | undefined {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const proto = group === '' ? 'core' : group.split('.')[0]!;
  return schema.message(`kubets.${proto}.${version}.${kind}`) ?? schema.message(`kubets.meta.v1.${kind}`);
}

/**
 * An object in Kubernetes' protobuf encoding, as the JSON value that says the same; types are checked afterwards, as for
 * JSON, by decodeObject.
 * @throws StatusError BadRequest when the bytes are none, or of a kind that is not known; 413 when they hold too many values.
 */
export const decodeKubernetesProtobuf = (bytes: Uint8Array): unknown => atOnce(kubernetesProtobufSteps(bytes));

/** {@link decodeKubernetesProtobuf} in steps. */
export function* kubernetesProtobufSteps(bytes: Uint8Array): Steps<unknown> {
  if (!MAGIC.every((byte, index) => bytes[index] === byte)) {
    throw newBadRequest(`provided data does not appear to be a protobuf message, expected prefix [${MAGIC.join(' ')}]`);
  }
  let envelope: Envelope;
  let message: MessageSchema | undefined;
  try {
    envelope = readEnvelope(bytes.subarray(MAGIC.length));
    message = messageOf(envelope);
    if (message) {
      assertFewValues(envelope.raw, message);
      yield;
      const { apiVersion, kind, raw } = envelope;
      return { apiVersion, kind, ...(yield* messageSteps(raw, message)) };
    }
  } catch (error) {
    if (error instanceof StatusError) throw error;
    throw newBadRequest(`error decoding protobuf: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw newBadRequest(`no kind ${quote(envelope.kind)} is registered for version ${quote(envelope.apiVersion)}`);
}
