import { decodeObject } from '@kubets/apimachinery';
import type { DeleteOptions, ListOptions } from '@kubets/proto-gen/meta/v1';
import { checkWriteOptions } from '../pipeline/write-options';
import type { WriteOptions } from '../pipeline/engine';
import { parseBody, readBody, mediaTypeOf, type Request } from './body';
import { isTrue } from './request-path';

/** Query parameters as the ListOptions message. */
export function listOptionsOf(query: URLSearchParams): ListOptions {
  const options: ListOptions = {};
  for (const field of ['labelSelector', 'fieldSelector', 'resourceVersion', 'resourceVersionMatch', 'continue'] as const) {
    const value = query.get(field);
    if (value) options[field] = value;
  }
  for (const field of ['limit', 'timeoutSeconds'] as const) {
    const value = query.get(field);
    if (value) options[field] = Number.parseInt(value, 10) || 0;
  }
  for (const field of ['allowWatchBookmarks', 'sendInitialEvents'] as const) {
    if (query.has(field)) options[field] = isTrue(query.get(field));
  }
  return options;
}

const OPTION_KINDS: Record<string, string> = { POST: 'CreateOptions', PUT: 'UpdateOptions', PATCH: 'PatchOptions' };

/** @throws StatusError 422. */
export function writeOptionsOf(request: Request, query: URLSearchParams): WriteOptions {
  const sent = {
    dryRun: query.getAll('dryRun').filter((value) => value !== ''),
    fieldManager: query.get('fieldManager') ?? '',
    fieldValidation: query.get('fieldValidation') ?? '',
  };
  return checkWriteOptions(sent, OPTION_KINDS[request.method ?? ''] ?? 'UpdateOptions', request.headers['user-agent']);
}

/** Options of a delete: from the body if there is one, else from the query. @throws StatusError 400, 413. */
export async function deleteOptionsOf(request: Request, query: URLSearchParams): Promise<DeleteOptions> {
  const body = await readBody(request);
  if (body.length > 0) {
    const { value } = parseBody(body, mediaTypeOf(request));
    return decodeObject<DeleteOptions>(value, 'kubets.meta.v1.DeleteOptions', { unknownFields: 'ignore' }).object;
  }
  const options: DeleteOptions = {};
  const gracePeriodSeconds = query.get('gracePeriodSeconds');
  if (gracePeriodSeconds) options.gracePeriodSeconds = Number.parseInt(gracePeriodSeconds, 10) || 0;
  if (query.get('propagationPolicy')) options.propagationPolicy = query.get('propagationPolicy')!;
  if (query.has('orphanDependents')) options.orphanDependents = isTrue(query.get('orphanDependents'));
  const dryRun = query.getAll('dryRun').filter((value) => value !== '');
  if (dryRun.length > 0) options.dryRun = dryRun;
  return options;
}
