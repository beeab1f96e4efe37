import { applyPatch, type Operation } from 'fast-json-patch';
import { newBadRequest, newRequestEntityTooLarge } from '../errors/new-errors';
import { statusError } from '../errors/status-error';
import { jsonKind } from '../decode/go-type';

const MAX_OPERATIONS = 10_000;

/**
 * RFC 6902; all operations or none. The object is not changed.
 * @throws StatusError BadRequest when `operations` is no JSON patch, Invalid when an operation or a test fails.
 */
export function applyJsonPatch<T extends object>(object: T, operations: unknown): T {
  if (!Array.isArray(operations)) {
    throw newBadRequest(`json: cannot unmarshal ${jsonKind(operations)} into Go value of type jsonpatch.Patch`);
  }
  if (operations.length > MAX_OPERATIONS) {
    throw newRequestEntityTooLarge(
      `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${operations.length}`,
    );
  }
  try {
    return applyPatch(structuredClone(object), operations as Operation[], true, true).newDocument;
  } catch {
    // Whichever operation failed, Kubernetes answers this one text.
    throw statusError('Invalid', 'the server rejected our request due to an error in our request');
  }
}
