import { serviceAccounts as names } from '@kubets/proto-gen/catalogue';
import type { ServiceAccount } from '@kubets/proto-gen/core/v1';
import { ageColumn, nameColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';

/** Of the Secrets that it may use, an account holds the names alone. */
function keepSecretNames(account: ServiceAccount): void {
  if (account.secrets) account.secrets = account.secrets.map(({ name }) => ({ name }));
}

export const serviceAccounts = defineResource<ServiceAccount>(names, {
  granted: { edit: [''], view: [''] },
  columns: [nameColumn, ageColumn],
  returnsDeletedObject: true,
  prepareForCreate: keepSecretNames,
  prepareForUpdate: keepSecretNames,
});
