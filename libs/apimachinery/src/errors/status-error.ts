import type { Status, StatusCause, StatusDetails } from '@kubets/proto-gen/meta/v1';

/** The closed set of reasons that Kubernetes gives, each with its HTTP code. */
export const STATUS_CODES = {
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  AlreadyExists: 409,
  Conflict: 409,
  Gone: 410,
  Expired: 410,
  Invalid: 422,
  ServerTimeout: 500,
  StorageReadError: 500,
  Timeout: 504,
  TooManyRequests: 429,
  BadRequest: 400,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  RequestEntityTooLarge: 413,
  UnsupportedMediaType: 415,
  InternalError: 500,
  ServiceUnavailable: 503,
} as const;

export type StatusReason = keyof typeof STATUS_CODES;

/** What a failed request answers: Kubernetes' Status as an Error. */
export class StatusError extends Error {
  readonly status: Status;

  constructor(status: Status, options?: ErrorOptions) {
    super(status.message ?? '', options);
    this.name = 'StatusError';
    this.status = { apiVersion: 'v1', kind: 'Status', metadata: {}, ...status, status: 'Failure' };
  }

  /** HTTP status code: 500 when the sender gave none that an error has, whatever the status says. */
  get code(): number {
    const { code = 500 } = this.status;
    return Number.isInteger(code) && code >= 300 && code <= 599 ? code : 500;
  }

  /** Kubernetes' machine-readable reason; empty when the sender gave none. */
  get reason(): string {
    return this.status.reason ?? '';
  }
}

/** Builds a StatusError whose code follows from its reason. */
export function statusError(
  reason: StatusReason,
  message: string,
  details?: StatusDetails & { causes?: StatusCause[] },
): StatusError {
  return new StatusError({ reason, message, ...(details ? { details } : {}), code: STATUS_CODES[reason] });
}

function isStatus(value: unknown): value is Status {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'Status';
}

/** Normalises whatever was thrown: a StatusError stays itself, a Status is wrapped, anything else is an InternalError. */
export function statusErrorFrom(thrown: unknown): StatusError {
  if (thrown instanceof StatusError) return thrown;
  if (isStatus(thrown)) return new StatusError(thrown);
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const status: Status = {
    reason: 'InternalError',
    message: `Internal error occurred: ${text}`,
    details: { causes: [{ message: text }] },
    code: 500,
  };
  return new StatusError(status, { cause: thrown });
}

function hasReason(error: unknown, ...reasons: StatusReason[]): boolean {
  return error instanceof StatusError && (reasons as string[]).includes(error.reason);
}

export const isNotFound = (error: unknown): boolean => hasReason(error, 'NotFound');
/** For a `catch`: what was to go, or to be changed, has gone already. @throws anything else */
export function ignoreNotFound(error: unknown): void {
  if (!isNotFound(error)) throw error;
}
export const isAlreadyExists = (error: unknown): boolean => hasReason(error, 'AlreadyExists');
export const isConflict = (error: unknown): boolean => hasReason(error, 'Conflict');
export const isInvalid = (error: unknown): boolean => hasReason(error, 'Invalid');
/** True when a resourceVersion is too old to continue from, under either of Kubernetes' reasons for it. */
export const isGone = (error: unknown): boolean => hasReason(error, 'Gone', 'Expired');
export const isForbidden = (error: unknown): boolean => hasReason(error, 'Forbidden');
export const isBadRequest = (error: unknown): boolean => hasReason(error, 'BadRequest');
