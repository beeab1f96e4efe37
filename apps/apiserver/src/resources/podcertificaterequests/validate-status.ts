import { fieldErrors, FieldPath, NOT_SHOWN, semanticEqual, type FieldError } from '@kubets/apimachinery';
import type { PodCertificateRequest, PodCertificateRequestStatus } from '@kubets/proto-gen/certificates/v1';
import type { Condition } from '@kubets/proto-gen/meta/v1';
import { validateConditions } from '../../validation/conditions';
import { validateIssued } from './validate-issued';

const STATUS = FieldPath.of('status');
const CONDITIONS = STATUS.child('conditions');
const ENDS = ['Issued', 'Denied', 'Failed'];

/** How a request has ended: there is one end, and nothing changes after it. */
export const endOf = ({ status }: PodCertificateRequest): string | undefined =>
  status?.conditions?.find(({ type = '', status: holds }) => ENDS.includes(type) && holds === 'True')?.type;

function validateEnds(conditions: readonly Condition[]): FieldError[] {
  let known = 0;
  return conditions.flatMap(({ type = '', status = '' }, index) => {
    const path = CONDITIONS.child(`[${index}]`);
    if (!ENDS.includes(type)) return [fieldErrors.notSupported(path.child('type'), type, ENDS)];
    const errors: FieldError[] = [];
    if (++known > 1) {
      const detail = 'There may be at most one condition with type "Issued", "Denied", or "Failed"';
      errors.push(fieldErrors.invalid(path.child('type'), type, detail));
    }
    if (status !== 'True') errors.push(fieldErrors.notSupported(path.child('status'), status, ['True']));
    return errors;
  });
}

export function validateStatus(request: PodCertificateRequest, old: PodCertificateRequest, now: Date): FieldError[] {
  const { conditions = [] } = request.status ?? {};
  const errors = [...validateEnds(conditions), ...validateConditions(conditions, CONDITIONS)];
  if (errors.length > 0) return errors;
  if (endOf(old) !== undefined)
    return same(request.status, old.status, 'immutable after PodCertificateRequest is issued, denied, or failed');
  switch (endOf(request)) {
    case 'Denied':
    case 'Failed': {
      const detail = 'non-condition status fields must be empty when denying or failing the PodCertificateRequest';
      return same(request.status, { conditions }, detail);
    }
    case 'Issued':
      return validateIssued(request, now);
    default:
      return same(
        request.status,
        old.status,
        'status is immutable unless transitioning to "Issued", "Denied", or "Failed"',
      );
  }
}

const same = (
  status: PodCertificateRequestStatus = {},
  wanted: PodCertificateRequestStatus = {},
  detail: string,
): FieldError[] => (semanticEqual(status, wanted) ? [] : [fieldErrors.invalid(STATUS, NOT_SHOWN, detail)]);
