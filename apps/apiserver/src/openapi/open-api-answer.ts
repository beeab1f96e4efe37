import { createHash } from 'node:crypto';
import { goJson, stringifySteps, type Steps } from '@kubets/apimachinery';
import type { DocumentV2 } from './document-v2';
import { encodeDocumentV2 } from './document-v2-protobuf';
import { JSON_TYPE, OPEN_API2_PROTOBUF, OPEN_API2_PROTOBUF_OLD } from './media-types';

export interface OpenApiAnswer {
  contentType: string;
  body: Buffer;
  /** Quoted, as in the ETag header. */
  etag: string;
}

/** Whether a client that sends this Accept header is answered OpenAPI 2 in protobuf. */
export function wantsProtobuf(accept: string | undefined): boolean {
  const types = accept?.split(',').map((one) => one.split(';')[0]!.trim()) ?? [];
  return types.includes(OPEN_API2_PROTOBUF) || types.includes(OPEN_API2_PROTOBUF_OLD);
}

/** A document as JSON, in steps. */
export function* jsonAnswer(document: object): Steps<OpenApiAnswer> {
  const json = Buffer.from(yield* stringifySteps(document));
  yield;
  const body = goJson(json);
  yield;
  return tagged(JSON_TYPE, body);
}

/** A document of OpenAPI 2 as protobuf, in steps. */
export function* protobufAnswer(document: DocumentV2): Steps<OpenApiAnswer> {
  const body = yield* encodeDocumentV2(document);
  yield;
  return tagged(OPEN_API2_PROTOBUF, body);
}

const tagged = (contentType: string, body: Buffer): OpenApiAnswer => ({
  contentType,
  body,
  etag: `"${createHash('sha256').update(body).digest('hex').toUpperCase()}"`,
});

/** Made for who asks first, and for all who ask after that. */
export function once<T>(make: () => T | Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= Promise.resolve(make()));
}
