import { newForbidden } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { isCreateOf, type MutatingPlugin } from '../pipeline/admission';

/** Refuses pods that name a RuntimeClass, or what one would add: there is no RuntimeClass resource, so none by that name exists. */
export const runtimeClass: MutatingPlugin = {
  name: 'RuntimeClass',
  handles: (attributes) => isCreateOf(attributes, 'pods'),
  admit({ object, name, resource }) {
    const { runtimeClassName, overhead = {} } = (object as Pod).spec ?? {};
    if (runtimeClassName === undefined) {
      if (Object.keys(overhead).length === 0) return;
      const text = 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead';
      throw newForbidden(resource, name, text);
    }
    throw newForbidden(resource, name, `pod rejected: RuntimeClass ${JSON.stringify(runtimeClassName)} not found`);
  },
};
