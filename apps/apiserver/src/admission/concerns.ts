import type { AdmissionAttributes } from '../pipeline/admission';

/** Whether an object of this resource of the core group is to be made. */
export const isCreateOf = ({ operation, resource, subresource }: AdmissionAttributes, plural: string): boolean =>
  operation === 'CREATE' && resource.group === '' && resource.resource === plural && subresource === '';

/** Whether an object of this resource of the core group is to be made or changed, itself and not a part of it. */
export const isWriteOf = ({ operation, resource, subresource }: AdmissionAttributes, plural: string): boolean =>
  (operation === 'CREATE' || operation === 'UPDATE') &&
  resource.group === '' &&
  resource.resource === plural &&
  subresource === '';
