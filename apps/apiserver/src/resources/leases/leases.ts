import { leases as names } from '@kubets/proto-gen/catalogue';
import type { Lease } from '@kubets/proto-gen/coordination/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';

export const leases = defineResource<Lease>(names, {
  granted: { edit: [''] },
  columns: [
    nameColumn,
    textColumn<Lease>({
      name: 'Holder',
      description: 'Who holds the lease at present.',
      value: (lease) => lease.spec?.holderIdentity ?? '',
    }),
    ageColumn,
  ],
  allowCreateOnUpdate: true,
  anyFinalizer: true,
  requireResourceVersion: true,
});
