import type { AdmissionAttributes } from '../pipeline/admission';

/** Whether an object of this resource of the core group is to be made. */
export const isCreateOf = ({ operation, resource, subresource }: AdmissionAttributes, plural: string): boolean =>
  operation === 'CREATE' && resource.group === '' && resource.resource === plural && subresource === '';
