import { leases as names } from '@kubets/proto-gen/catalogue';
import type { Lease } from '@kubets/proto-gen/coordination/v1';
import { fieldErrors, FieldPath, NON_NEGATIVE_TEXT, type FieldError } from '@kubets/apimachinery';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';

function validateLease({ spec }: Lease): FieldError[] {
  const path = FieldPath.of('spec');
  const errors: FieldError[] = [];
  const duration = spec?.leaseDurationSeconds;
  if (duration !== undefined && duration <= 0) {
    errors.push(fieldErrors.invalid(path.child('leaseDurationSeconds'), duration, 'must be greater than 0'));
  }
  const transitions = spec?.leaseTransitions;
  if (transitions !== undefined && transitions < 0) {
    errors.push(fieldErrors.invalid(path.child('leaseTransitions'), transitions, NON_NEGATIVE_TEXT));
  }
  return errors;
}

export const leases = defineResource<Lease>(names, {
  columns: [
    nameColumn,
    textColumn<Lease>({
      name: 'Holder',
      description: 'Who holds the lease at present.',
      value: (lease) => lease.spec?.holderIdentity ?? '',
    }),
    ageColumn,
  ],
  validate: validateLease,
  allowCreateOnUpdate: true,
});
