import type { IncomingMessage } from 'node:http';
import {
  isBadRequest,
  KUBERNETES_PROTOBUF,
  kubernetesProtobufSteps,
  newBadRequest,
  newRequestEntityTooLarge,
  newUnsupportedMediaType,
  StatusError,
  type ExpectedObject,
} from '@kubets/apimachinery';
import type { Request } from '../http/messages';
import type { IncomingObject } from '../pipeline/request';
import { parseText } from '../pipeline/body-text';
import { assertTypeReadable, typeOf } from '../pipeline/decode-incoming';
import { inTurns } from '../pipeline/turns';
import { mediaType } from '../http/media-type';
import { auditOf } from './audited-request';
import { holdBody } from './held-bodies';

const MAX_BODY_BYTES = 3 * 1024 * 1024;

/**
 * The whole body. @throws StatusError 413 beyond 3 MB, 429 when bodies of others are all that the server holds; the rest is
 * left unread, and the answer can still be sent.
 */
export async function readBody(request: Request): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const promised = Number(request.headers['content-length'] ?? 0);
  if (promised > MAX_BODY_BYTES) throw newRequestEntityTooLarge(`limit is ${MAX_BODY_BYTES}`);
  if (promised > 0) await holdBody(request, promised);
  let size = 0;
  for await (const chunk of (request as IncomingMessage).iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw newRequestEntityTooLarge(`limit is ${MAX_BODY_BYTES}`);
    if (size > promised) await holdBody(request, size);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

const OBJECT_TYPES = ['application/json', 'application/yaml', KUBERNETES_PROTOBUF];

/** The media type of a body that is an object. @throws StatusError 415. */
export function objectTypeOf(request: Request): string {
  const type = mediaType(request.headers['content-type'] || 'application/json');
  if (type === undefined || !OBJECT_TYPES.includes(type)) throw newUnsupportedMediaType(OBJECT_TYPES);
  return type;
}

/**
 * The body of a create or update of what is expected; null is an object without anything. One of a custom kind has to say what it is.
 * @throws StatusError 400, 413, 415.
 */
export async function readObject(
  request: Request,
  expected: ExpectedObject,
  isCustom = false,
): Promise<IncomingObject> {
  const type = objectTypeOf(request);
  const body = await readBody(request);
  try {
    const read = await parseBody(body, type, expected);
    auditOf(request)?.requestObject(read.value);
    assertTypeReadable(read.value);
    if (isCustom && !typeOf(read.value).kind)
      throw newBadRequest(`Object 'Kind' is missing in '${shownText(body, type, read.value)}'`);
    return read.value === null ? { value: {} } : read;
  } catch (error) {
    if (!(error instanceof StatusError) || !isBadRequest(error)) throw error;
    throw newBadRequest(
      `the object provided is unrecognized (must be of type ${expected.kind}): ${error.message} (${summaryOf(body)})`,
    );
  }
}

const SUMMARY_BYTES = 30;

/** The beginning of a body that cannot be read: as text where it may be JSON, else in hex. */
function summaryOf(body: Buffer): string {
  if (body.length === 0) return '<empty>';
  const start = body.subarray(0, SUMMARY_BYTES).toString(body[0] === OPENING_BRACE ? 'utf8' : 'hex');
  return body.length > SUMMARY_BYTES ? `${start} ...` : start;
}

const MAX_SHOWN = 10_000;

/** The body as JSON, as far as somebody wants to read it. */
function shownText(body: Buffer, type: string, value: unknown): string {
  const text = type === 'application/json' ? body.toString('utf8') : JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

const OPENING_BRACE = 0x7b;

/** A body of one of the types that objects come in. @throws StatusError 400 with the parser's words. */
export async function parseBody(body: Buffer, type: string, expected?: ExpectedObject): Promise<IncomingObject> {
  return type === KUBERNETES_PROTOBUF
    ? { value: await inTurns(kubernetesProtobufSteps(body, expected)) }
    : parseText(body.toString('utf8'), type);
}
