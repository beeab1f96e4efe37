import type { StatusCause } from '@kubets/proto-gen/meta/v1';
import { aggregateOf, errorBody, FIELD_ERROR_REASONS, fieldText, type FieldError } from '../validation/field-error';
import { quote } from '../validation/quote';
import { statusError, type StatusError } from './status-error';

export interface GroupResource {
  group: string;
  resource: string;
}

export interface GroupKind {
  group: string;
  kind: string;
}

/** `deployments.apps`, or just `pods` for the core group. */
export function qualified(name: string, group: string | undefined): string {
  return group ? `${name}.${group}` : name;
}

const resourceText = (resource: GroupResource): string => qualified(resource.resource, resource.group);

const detailsOf = (resource: GroupResource, name: string) => ({
  ...(name ? { name } : {}),
  ...(resource.group ? { group: resource.group } : {}),
  ...(resource.resource ? { kind: resource.resource } : {}),
});

export function newNotFound(resource: GroupResource, name: string): StatusError {
  return statusError('NotFound', `${resourceText(resource)} ${quote(name)} not found`, detailsOf(resource, name));
}

export function newAlreadyExists(resource: GroupResource, name: string): StatusError {
  const message = `${resourceText(resource)} ${quote(name)} already exists`;
  return statusError('AlreadyExists', message, detailsOf(resource, name));
}

/** The generated name was taken; the client may try again after a second. */
export function newGenerateNameConflict(resource: GroupResource, name: string): StatusError {
  const message = `${resourceText(resource)} ${quote(name)} already exists, the server was not able to generate a unique name for the object`;
  return statusError('AlreadyExists', message, { ...detailsOf(resource, name), retryAfterSeconds: 1 });
}

/** The detail for a write whose resourceVersion is not the stored one. */
export const OPTIMISTIC_LOCK_DETAIL =
  'the object has been modified; please apply your changes to the latest version and try again';

export function newConflict(
  resource: GroupResource,
  name: string,
  detail: string = OPTIMISTIC_LOCK_DETAIL,
): StatusError {
  const message = `Operation cannot be fulfilled on ${resourceText(resource)} ${quote(name)}: ${detail}`;
  return statusError('Conflict', message, detailsOf(resource, name));
}

/** A server-side apply that would take fields other managers own. */
export function newApplyConflict(causes: StatusCause[], message: string): StatusError {
  return statusError('Conflict', message, { causes });
}

export function newForbidden(resource: GroupResource, name: string, detail: string): StatusError {
  const subject = [resourceText(resource), ...(name ? [quote(name)] : [])].filter(Boolean).join(' ');
  const message = subject ? `${subject} is forbidden: ${detail}` : `forbidden: ${detail}`;
  return statusError('Forbidden', message, detailsOf(resource, name));
}

/**
 * So many errors or conflicts are named in an answer, where Kubernetes names all: of a body of 3 MB it would be ten times as
 * long, and nobody reads it.
 */
const MAX_CAUSES = 1000;

/** The first of them, and how many more there are. */
export function firstCauses<T>(all: readonly T[]): { named: readonly T[]; more: number } {
  return {
    named: all.length > MAX_CAUSES ? all.slice(0, MAX_CAUSES) : all,
    more: Math.max(0, all.length - MAX_CAUSES),
  };
}

/** 422 with every field error as a cause, up to {@link MAX_CAUSES}. */
export function newInvalid(kind: GroupKind, name: string, errors: FieldError[]): StatusError {
  const { named, more } = firstCauses(errors);
  const causes = new Map<string, StatusCause>();
  for (const error of named) {
    const [field, message] = [error.field, errorBody(error)];
    const text = fieldText(field, message);
    if (!causes.has(text)) causes.set(text, { reason: FIELD_ERROR_REASONS[error.type], message, field });
  }
  const texts = [...causes.keys()];
  const rest = more > 0 ? [{ message: `and ${more} more errors` }] : [];
  const list = errors.length > 0 ? `: ${aggregateOf(texts, more)}` : '';
  return statusError('Invalid', `${qualified(kind.kind, kind.group)} ${quote(name)} is invalid${list}`, {
    ...(name ? { name } : {}),
    ...(kind.group ? { group: kind.group } : {}),
    ...(kind.kind ? { kind: kind.kind } : {}),
    ...(errors.length > 0 ? { causes: [...causes.values(), ...rest] } : {}),
  });
}

export const newUnauthorized = (message = ''): StatusError => statusError('Unauthorized', message || 'not authorized');
export const newBadRequest = (message: string): StatusError => statusError('BadRequest', message);
/** 410 with reason Expired: what list and watch answer for a compacted resourceVersion. */
export const newExpired = (message: string): StatusError => statusError('Expired', message);
export const newServiceUnavailable = (message: string): StatusError => statusError('ServiceUnavailable', message);

export function newInternalError(detail: string): StatusError {
  return statusError('InternalError', `Internal error occurred: ${detail}`, { causes: [{ message: detail }] });
}

export function newMethodNotSupported(resource: GroupResource, action: string): StatusError {
  const message = `${action} is not supported on resources of kind ${quote(resourceText(resource))}`;
  return statusError('MethodNotAllowed', message, detailsOf(resource, ''));
}

/** What Kubernetes says where a path does not have the method at all. */
export const newMethodNotAllowed = (): StatusError =>
  statusError('MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

export function newServerTimeout(resource: GroupResource, operation: string, retryAfterSeconds = 0): StatusError {
  const message = `The ${operation} operation against ${resourceText(resource)} could not be completed at this time, please try again.`;
  return statusError('ServerTimeout', message, { ...detailsOf(resource, ''), name: operation, retryAfterSeconds });
}

export function newTimeout(message: string, retryAfterSeconds = 0): StatusError {
  return statusError('Timeout', `Timeout: ${message}`, { retryAfterSeconds });
}

/** A resourceVersion that the server has not seen, and did not see while it waited for it. */
export function newTooLargeRevision(revision: number, current: number): StatusError {
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  return statusError('Timeout', `Timeout: Too large resource version: ${BigInt(revision)}, current: ${current}`, {
    causes,
    retryAfterSeconds: 1,
  });
}

export function newTooManyRequests(message: string, retryAfterSeconds = 1): StatusError {
  return statusError('TooManyRequests', message, { retryAfterSeconds });
}

export function newRequestEntityTooLarge(message: string): StatusError {
  return statusError('RequestEntityTooLarge', `Request entity too large: ${message}`);
}

export function newUnsupportedMediaType(accepted: string[]): StatusError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return statusError('UnsupportedMediaType', message);
}

export function newNotAcceptable(accepted: string[]): StatusError {
  return statusError('NotAcceptable', `only the following media types are accepted: ${accepted.join(', ')}`);
}
