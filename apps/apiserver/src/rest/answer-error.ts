import { encodeProtobufSteps, statusErrorFrom } from '@kubets/apimachinery';
import type { Logger } from '@kubets/component';
import type { Request } from '../http/messages';
import { giveTurn, inTurns } from '../pipeline/turns';
import { auditOf } from './audited-request';
import { warningHeaders, type HttpContext } from './http-context';
import { negotiateError } from './negotiate';
import { LOGGED_CHARACTERS } from './request-observer';
import { writeResponse } from './response-writers';

/** Over HTTP/1.1 the rest of a body that was read in part would be taken for the next request. */
const isHalfRead = (request: Request): boolean => !('stream' in request) && !request.complete;

/** Answers what went wrong as a Status, unless the answer is on its way already. */
export async function answerError(
  { request, response, query, warnings }: Pick<HttpContext, 'request' | 'response' | 'query' | 'warnings'>,
  error: unknown,
  logger: Logger,
): Promise<void> {
  const { status, code } = statusErrorFrom(error);
  if (code >= 500)
    logger.error(
      { err: error, path: request.url?.slice(0, LOGGED_CHARACTERS), method: request.method },
      'Request failed',
    );
  if (response.headersSent) return void response.end();
  const form = negotiateError(request.headers.accept);
  await giveTurn();
  const retry = status.details?.retryAfterSeconds;
  auditOf(request)?.responseObject([Buffer.from(JSON.stringify(status))]);
  const headers = {
    ...warningHeaders(warnings),
    ...(retry ? { 'retry-after': String(retry) } : {}),
    ...(isHalfRead(request) ? { connection: 'close' } : {}),
  };
  // The refusal of an unacceptable format has to come in some format.
  if (!form)
    return writeResponse(request, response, new URLSearchParams('pretty=false'), {
      code,
      body: Buffer.from(JSON.stringify(status, null, 2)),
      form: { encoding: 'json' },
      contentType: 'application/json',
      headers,
    });
  // A message may show megabytes of what was sent.
  await giveTurn();
  const protobuf = form.encoding === 'protobuf' ? await inTurns(encodeProtobufSteps(status)) : undefined;
  const text = protobuf ? '' : JSON.stringify(status);
  await giveTurn();
  const body = protobuf ?? Buffer.from(text);
  await giveTurn();
  await writeResponse(request, response, query, { code, body, form, headers });
}
