import { fieldErrors, FieldPath, newBadRequest, newInvalid, type FieldError } from '@kubets/apimachinery';
import { toNumber, toSeconds } from '@kubets/proto-gen/int64';
import type { ListOptions as SentListOptions } from '@kubets/proto-gen/meta/v1';
import { parseContinue } from './continue-token';
import { resourceVersionProblem } from './go-integer';

/** Options of list and watch, checked and with defaults. */
export interface ListOptions {
  labelSelector: string;
  fieldSelector: string;
  /** Empty, or a number without sign. */
  resourceVersion: string;
  resourceVersionMatch: '' | 'Exact' | 'NotOlderThan';
  /** 0 and less for no limit. */
  limit: number;
  continue: string;
  watch: boolean;
  allowWatchBookmarks: boolean;
  sendInitialEvents?: boolean;
  timeoutSeconds?: number;
}

const MATCHES = ['Exact', 'NotOlderThan', ''];

/**
 * `saysSo`: a watch is asked for by `?watch=true`, and not by its path alone, whose options Kubernetes takes for those of a list.
 * @throws StatusError 400 or 422 for combinations that make no sense.
 */
export function checkListOptions(sent: SentListOptions, watch: boolean, saysSo = true): ListOptions {
  const { resourceVersion = '', resourceVersionMatch = '', limit = 0, sendInitialEvents, timeoutSeconds } = sent;
  const errors = watch && saysSo ? watchErrors(sent) : listErrors(sent);
  if (errors.length > 0) throw newInvalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors);
  if (!watch && sent.continue) {
    parseContinue(sent.continue);
    if (!['', '0'].includes(resourceVersion))
      throw newBadRequest('specifying resource version is not allowed when using continue');
  }
  const problem = resourceVersionProblem(resourceVersion);
  if (problem) throw newBadRequest(watch ? problem : `invalid resource version: ${problem}`);
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

function listErrors({
  resourceVersion = '',
  resourceVersionMatch = '',
  continue: token,
  sendInitialEvents,
}: SentListOptions): FieldError[] {
  const errors: FieldError[] = [];
  if (resourceVersionMatch !== '') {
    if (resourceVersion === '')
      errors.push(fieldErrors.forbidden(MATCH, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
    if (token) errors.push(fieldErrors.forbidden(MATCH, 'resourceVersionMatch is forbidden when continue is provided'));
    if (!MATCHES.includes(resourceVersionMatch))
      errors.push(fieldErrors.notSupported(MATCH, resourceVersionMatch, MATCHES));
    if (resourceVersionMatch === 'Exact' && resourceVersion === '0') {
      errors.push(fieldErrors.forbidden(MATCH, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
    }
  }
  if (sendInitialEvents !== undefined)
    errors.push(fieldErrors.forbidden(FieldPath.of('sendInitialEvents'), 'sendInitialEvents is forbidden for list'));
  return errors;
}

function watchErrors({
  resourceVersion = '',
  resourceVersionMatch: match = '',
  continue: token,
  sendInitialEvents,
}: SentListOptions): FieldError[] {
  const errors: FieldError[] = [];
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    errors.push(
      fieldErrors.forbidden(MATCH, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'),
    );
  }
  if (match !== '' && sendInitialEvents === undefined) {
    errors.push(
      fieldErrors.forbidden(MATCH, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'),
    );
  }
  if (match !== '' && match !== 'NotOlderThan') errors.push(fieldErrors.notSupported(MATCH, match, ['NotOlderThan']));
  // A watch from now on counts as one that asked for the state first.
  const beginsWithState = match !== '' || (sendInitialEvents === undefined && ['', '0'].includes(resourceVersion));
  if (token && beginsWithState)
    errors.push(fieldErrors.forbidden(MATCH, 'resourceVersionMatch is forbidden when continue is provided'));
  return errors;
}
