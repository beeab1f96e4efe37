import { encodeProtobufSteps, stringifyJson, type FieldError } from '@kubets/apimachinery';
import type { RequestContext, Target, WriteOptions } from '../pipeline/request';
import { inTurns } from '../pipeline/turns';
import { hasProtobuf } from '../registry/resource';
import type { ServedApi } from '../served-api';
import type { Warnings } from '../pipeline/warnings';
import type { Request, Response } from '../http/messages';
import { auditOf } from './audited-request';
import { jsonInVersion } from '../pipeline/convert';
import { negotiate, type MediaTypeOptions, type Offer } from './negotiate';
import { writeOptionsOf } from './query-options';
import { writeResponse } from './response-writers';
import { transformObject, tableOptions } from './transform';
import type { StoredObject } from '@kubets/store';

/** One HTTP request and its answer, on their way through the routes. */
export interface HttpContext {
  request: Request;
  response: Response;
  query: URLSearchParams;
  context: RequestContext;
  /** What was served when the request came. */
  api: ServedApi;
  /** Gathered so far. */
  warnings: Warnings;
  now: Date;
}

/** What may be asked for with `as=`; whether it fits turns out with the answer. */
export const FORMS = ['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList'];

/** Kubernetes has no routes of custom kinds that say what is produced. */
export const anyProduced = ({ custom }: Target['version']): Pick<Offer, 'produced'> =>
  custom ? { produced: undefined } : {};

export function objectForm({ request }: HttpContext, { version }: Pick<Target, 'version'>): MediaTypeOptions {
  return negotiate(request.headers.accept, {
    transformations: FORMS,
    protobuf: protobufOffer(version),
    ...anyProduced(version),
  });
}

/** Of custom resources there is only metadata in protobuf. */
export const protobufOffer = (version: Target['version']): NonNullable<Offer['protobuf']> =>
  hasProtobuf(version) ? 'all' : 'metadata';

export function writeOptions({ request, query }: HttpContext, before?: readonly FieldError[]): WriteOptions {
  return writeOptionsOf(request, query, before);
}

/** Answers one stored object. */
export async function answerObject(
  http: HttpContext,
  target: Target,
  stored: StoredObject,
  code: number,
  form = objectForm(http, target),
): Promise<void> {
  const { request, query, now } = http;
  const body = await transformObject(stored, target, form, tableOptions(form, query, now));
  const audit = auditOf(request);
  if (audit?.wantsResponse)
    audit.responseObject([
      form.encoding === 'protobuf' ? jsonInVersion(stored, target.definition, target.version) : body,
    ]);
  await send(http, { code, body, form }, request);
}

/** Answers a plain value: a Status, a Scale, a TokenReview. Of a Status it does not matter what was asked for instead of an object. */
export async function answerValue(
  http: HttpContext,
  value: unknown,
  code: number,
  form = negotiate(http.request.headers.accept, {}),
): Promise<void> {
  const { request } = http;
  const audit = auditOf(request);
  if (audit?.wantsResponse) audit.responseObject([Buffer.from(stringifyJson(value))]);
  const protobuf = form.encoding === 'protobuf' ? await inTurns(encodeProtobufSteps(value)) : undefined;
  if (protobuf) return send(http, { code, body: protobuf, form }, request);
  const inText = form.encoding === 'protobuf' ? negotiate(request.headers.accept, { protobuf: 'none' }) : form;
  await send(http, { code, body: Buffer.from(stringifyJson(value)), form: inText }, request);
}

async function send(
  { response, query, warnings }: HttpContext,
  answer: { code: number; body: Buffer; form: MediaTypeOptions },
  request: Request,
): Promise<void> {
  await writeResponse(request, response, query, { ...answer, headers: warningHeaders(warnings) });
}

/** Each warning as `299 - "text"`. */
export function warningHeaders(warnings: Warnings): Record<string, string[]> {
  const texts = warnings.list();
  if (texts.length === 0) return {};
  const clean = (text: string) => text.replace(/\p{Cc}/gu, ' ').replace(/["\\]/g, '\\$&');
  return { warning: texts.map((text) => `299 - "${Buffer.from(clean(text)).toString('latin1')}"`) };
}
