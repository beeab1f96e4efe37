import { newForbidden } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { AdmissionPlugin } from '../pipeline/admission';

/** Refuses pods that name a RuntimeClass: there is no RuntimeClass resource, so none by that name exists. */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  handles: ({ operation, group, resource, subresource }) =>
    operation === 'CREATE' && group === '' && resource === 'pods' && subresource === '',
  mutate({ object, name, group, resource }) {
    const { runtimeClassName } = (object as Pod).spec ?? {};
    if (runtimeClassName === undefined) return;
    throw newForbidden(
      { group, resource },
      name,
      `pod rejected: RuntimeClass ${JSON.stringify(runtimeClassName)} not found`,
    );
  },
};
