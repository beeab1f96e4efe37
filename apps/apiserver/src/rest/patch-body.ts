import { isBadRequest, newBadRequest, StatusError } from '@kubets/apimachinery';
import type { IncomingObject } from '../pipeline/request';
import { parseText } from '../pipeline/body-text';
import { PATCH_TYPES } from '../pipeline/patch';
import type { Request } from '../http/messages';
import { auditOf } from './audited-request';
import { readBody } from './body';

const TYPES: ReadonlySet<string> = new Set(Object.values(PATCH_TYPES));

/** The media type of a patch, as it is written. @throws StatusError 415 for one that is none. */
export function patchTypeOf(request: Request): string {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!;
  if (!TYPES.has(type))
    throw new StatusError({
      reason: 'UnsupportedMediaType',
      code: 415,
      message: '415: Unsupported Media Type',
      details: {},
    });
  return type;
}

/** The body of a patch. @throws StatusError 413; 400, with Kubernetes' one text for every JSON that it cannot read. */
export async function readPatch(request: Request, type: string): Promise<IncomingObject> {
  const text = (await readBody(request)).toString('utf8');
  try {
    const read = await parseText(text, type);
    auditOf(request)?.requestObject(read.value);
    return read;
  } catch (error) {
    throw type !== PATCH_TYPES.apply && isBadRequest(error) ? newBadRequest('invalid JSON patch') : error;
  }
}
