import { fieldErrors, FieldPath, newBadRequest, newInvalid, type FieldError } from '@kubets/apimachinery';
import { toNumber, toSeconds } from '@kubets/proto-gen/int64';
import type { ListOptions as SentListOptions } from '@kubets/proto-gen/meta/v1';

/** Options of list and watch, checked and with defaults. */
export interface ListOptions {
  labelSelector: string;
  fieldSelector: string;
  /** Empty, or a number without sign. */
  resourceVersion: string;
  resourceVersionMatch: '' | 'Exact' | 'NotOlderThan';
  /** 0 for no limit. */
  limit: number;
  continue: string;
  watch: boolean;
  allowWatchBookmarks: boolean;
  sendInitialEvents?: boolean;
  timeoutSeconds?: number;
}

const MATCHES = ['Exact', 'NotOlderThan', ''];

/** @throws StatusError 400 or 422 for combinations that make no sense. */
export function checkListOptions(sent: SentListOptions, watch: boolean): ListOptions {
  const { resourceVersion = '', resourceVersionMatch = '', limit = 0, sendInitialEvents, timeoutSeconds } = sent;
  if (!/^\d*$/.test(resourceVersion)) throw newBadRequest(`Invalid value: ${JSON.stringify(resourceVersion)}: resourceVersion is not a number`);
  if (sent.continue && !['', '0'].includes(resourceVersion)) throw newBadRequest('specifying resource version is not allowed when using continue');
  if (limit < 0) throw newBadRequest(`Invalid value: ${limit}: limit must not be negative`);
  const errors = watch ? watchErrors(sent) : listErrors(sent);
  if (errors.length > 0) throw newInvalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors);
  // A limit with a resourceVersion and no match has always meant: exactly that one.
  const isLegacyExact = !watch && limit > 0 && resourceVersionMatch === '' && !['', '0'].includes(resourceVersion);
  return {
    labelSelector: sent.labelSelector ?? '',
    fieldSelector: sent.fieldSelector ?? '',
    resourceVersion,
    resourceVersionMatch: isLegacyExact ? 'Exact' : (resourceVersionMatch as ListOptions['resourceVersionMatch']),
    limit: toNumber(limit),
    continue: sent.continue ?? '',
    watch,
    allowWatchBookmarks: sent.allowWatchBookmarks ?? false,
    ...(sendInitialEvents === undefined ? {} : { sendInitialEvents }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds: toSeconds(timeoutSeconds) }),
  };
}

const MATCH = FieldPath.of('resourceVersionMatch');

function listErrors({ resourceVersion = '', resourceVersionMatch = '', continue: token, sendInitialEvents }: SentListOptions): FieldError[] {
  const errors: FieldError[] = [];
  if (sendInitialEvents !== undefined) errors.push(fieldErrors.forbidden(FieldPath.of('sendInitialEvents'), 'sendInitialEvents is forbidden for list'));
  if (resourceVersionMatch === '') return errors;
  if (token) errors.push(fieldErrors.forbidden(MATCH, 'resourceVersionMatch is forbidden when continue is provided'));
  if (resourceVersion === '') errors.push(fieldErrors.forbidden(MATCH, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
  if (!MATCHES.includes(resourceVersionMatch)) errors.push(fieldErrors.notSupported(MATCH, resourceVersionMatch, MATCHES));
  if (resourceVersionMatch === 'Exact' && resourceVersion === '0') {
    errors.push(fieldErrors.forbidden(MATCH, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
  return errors;
}

function watchErrors({ resourceVersionMatch = '', sendInitialEvents }: SentListOptions): FieldError[] {
  if (sendInitialEvents === undefined) {
    return resourceVersionMatch === '' ? [] : [fieldErrors.forbidden(MATCH, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided')];
  }
  if (resourceVersionMatch === 'NotOlderThan') return [];
  return [fieldErrors.forbidden(MATCH, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan')];
}
