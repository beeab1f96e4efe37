import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import { decodeKubernetesProtobuf, KUBERNETES_PROTOBUF, newBadRequest, newRequestEntityTooLarge, newUnsupportedMediaType, parseJson } from '@kubets/apimachinery';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import type { IncomingObject } from '../pipeline/engine';

export type Request = IncomingMessage | Http2ServerRequest;

const MAX_BODY_BYTES = 3 * 1024 * 1024;

/** The whole body. @throws StatusError 413 beyond 3 MB; the rest is left unread, and the answer can still be sent. */
export async function readBody(request: Request): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of (request as IncomingMessage).iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw newRequestEntityTooLarge(`limit is ${MAX_BODY_BYTES}`);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

/** The media type without parameters; JSON when the client says nothing. */
export function mediaTypeOf(request: Request): string {
  return (request.headers['content-type'] ?? 'application/json').split(';')[0]!.trim().toLowerCase();
}

const OBJECT_TYPES = ['application/json', 'application/yaml', KUBERNETES_PROTOBUF];

/** The body of a create, update or delete. @throws StatusError 400, 413, 415. */
export async function readObject(request: Request): Promise<IncomingObject> {
  const type = mediaTypeOf(request);
  if (!OBJECT_TYPES.includes(type)) throw newUnsupportedMediaType(OBJECT_TYPES);
  return parseBody(await readBody(request), type);
}

/** A body of one of the types that objects come in. @throws StatusError 400 with the parser's words. */
export function parseBody(body: Buffer, type: string): IncomingObject {
  return type === KUBERNETES_PROTOBUF ? { value: decodeKubernetesProtobuf(body) } : parseText(body.toString('utf8'), type);
}

/** Text of one of the types that end in json or yaml. @throws StatusError 400 with the parser's words. */
export function parseText(text: string, type: string): IncomingObject {
  if (text.trim() === '') throw newBadRequest('unexpected end of JSON input: the request has no body');
  if (!type.endsWith('yaml')) return parseJson(text);
  try {
    return { value: parseYaml(text, { uniqueKeys: false }) };
  } catch (error) {
    if (error instanceof YAMLParseError) throw newBadRequest(`error converting YAML to JSON: ${error.message}`);
    throw error;
  }
}
