import {
  decodeSteps,
  isBadRequest,
  isTrue,
  newBadRequest,
  type FieldError,
  type StatusError,
} from '@kubets/apimachinery';
import type { DeleteOptions, ListOptions } from '@kubets/proto-gen/meta/v1';
import { schema } from '@kubets/proto-gen/schema';
import { UNSAFE } from '../pipeline/delete';
import { assertTypeReadable, notRegistered, typeOf } from '../pipeline/decode-incoming';
import { parseInt64 } from '../pipeline/go-integer';
import { checkWriteOptions } from '../pipeline/write-options';
import type { WriteOptions } from '../pipeline/request';
import { undecodable } from '../pipeline/patch';
import { inTurns } from '../pipeline/turns';
import type { Request } from '../http/messages';
import { auditOf } from './audited-request';
import { objectTypeOf, parseBody, readBody } from './body';

/** Query parameters as the ListOptions message; of one that is repeated, the first counts. @throws StatusError 400. */
export function listOptionsOf(query: URLSearchParams): ListOptions {
  const options: ListOptions = {};
  for (const field of [
    'labelSelector',
    'fieldSelector',
    'resourceVersion',
    'resourceVersionMatch',
    'continue',
  ] as const) {
    const value = query.get(field);
    if (value) options[field] = value;
  }
  for (const field of ['limit', 'timeoutSeconds'] as const) {
    const value = query.get(field);
    if (value !== null) options[field] = parseInt64(value);
  }
  for (const field of ['allowWatchBookmarks', 'sendInitialEvents'] as const) {
    if (query.has(field)) options[field] = isTrue(query.get(field));
  }
  return options;
}

const OPTION_KINDS: Record<string, string> = { POST: 'CreateOptions', PUT: 'UpdateOptions', PATCH: 'PatchOptions' };

/** @throws StatusError 422. */
export function writeOptionsOf(request: Request, query: URLSearchParams, before?: readonly FieldError[]): WriteOptions {
  const sent = {
    dryRun: query.getAll('dryRun'),
    fieldManager: query.get('fieldManager') ?? '',
    fieldValidation: query.get('fieldValidation') ?? '',
  };
  return checkWriteOptions(
    sent,
    OPTION_KINDS[request.method ?? ''] ?? 'UpdateOptions',
    request.headers['user-agent'],
    before,
  );
}

/** Options of a delete: from the body if there is one, else from the query. @throws StatusError 400, 413. */
export async function deleteOptionsOf(request: Request, query: URLSearchParams): Promise<DeleteOptions> {
  const body = await readBody(request);
  if (body.length > 0) {
    const { value } = await parseBody(body, objectTypeOf(request));
    auditOf(request)?.requestObject(value);
    assertTypeReadable(value);
    if (value === null) return {};
    assertDeleteOptionsType(value);
    return decodeDeleteOptions(value);
  }
  const options: DeleteOptions = {};
  const gracePeriodSeconds = query.get('gracePeriodSeconds');
  if (gracePeriodSeconds !== null) options.gracePeriodSeconds = parseInt64(gracePeriodSeconds);
  const propagationPolicy = query.get('propagationPolicy');
  if (propagationPolicy !== null) options.propagationPolicy = propagationPolicy;
  if (query.has('orphanDependents')) options.orphanDependents = isTrue(query.get('orphanDependents'));
  const dryRun = query.getAll('dryRun');
  if (dryRun.length > 0) options.dryRun = dryRun;
  const [uid, resourceVersion] = [query.get('uid'), query.get('resourceVersion')];
  if (uid || resourceVersion)
    options.preconditions = { ...(uid ? { uid } : {}), ...(resourceVersion ? { resourceVersion } : {}) };
  if (query.has(UNSAFE)) options[UNSAFE] = isTrue(query.get(UNSAFE));
  return options;
}

/** A problem is told by itself: of options it goes without saying what they are. */
async function decodeDeleteOptions(value: unknown): Promise<DeleteOptions> {
  const message = schema.of('kubets.meta.v1.DeleteOptions');
  try {
    return (await inTurns(decodeSteps<DeleteOptions>(value, message, { unknownFields: 'ignore' }))).object;
  } catch (error) {
    const problem = isBadRequest(error) ? undecodable((error as StatusError).message) : undefined;
    throw problem === undefined ? error : newBadRequest(problem);
  }
}

/** Whoever sends a Pod to be deleted means something else. @throws StatusError 400. */
function assertDeleteOptionsType(value: unknown): void {
  const { apiVersion = '', kind = KIND } = typeOf(value);
  if (kind === KIND) return;
  // This one, options and all other objects have in common.
  if (kind === 'Status') throw newBadRequest('converting (v1.Status) to (v1.DeleteOptions): unknown conversion');
  throw newBadRequest(notRegistered(apiVersion, kind));
}

const KIND = 'DeleteOptions';
