import type { UpdateOutcome } from '../pipeline/guaranteed-update';
import { patchObject } from '../pipeline/patch';
import { getObject } from '../pipeline/read';
import type { ObjectSubresource, SubresourceAnswer } from '../pipeline/subresource';
import { updateObject } from '../pipeline/update';
import type { ResourceDefinition } from '../registry/resource';
import { podsByResize } from '../resources/pods/resize';

const definition = podsByResize as unknown as ResourceDefinition;
const answer = ({ stored }: UpdateOutcome): SubresourceAnswer => ({ code: 200, object: stored.object });

/** `pods/resize`: changes what a pod and its containers need and may use while they run. The bodies are pods. */
export const resizeSubresource: ObjectSubresource = {
  description: {
    name: 'resize',
    kind: 'Pod',
    group: '',
    version: 'v1',
    verbs: ['get', 'patch', 'update'],
    message: 'kubets.core.v1.Pod',
  },
  columns: definition.columns,
  get: async (scope, request) => ({ code: 200, object: (await getObject(scope, request)).object }),
  update: async (scope, request) => answer(await updateObject(scope, { ...request, definition })),
  patch: async (scope, request) => answer(await patchObject(scope, { ...request, definition })),
};
