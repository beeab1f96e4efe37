import type { UpdateOutcome } from '../pipeline/guaranteed-update';
import { patchObject } from '../pipeline/patch';
import { getObject } from '../pipeline/read';
import type { ObjectSubresource, SubresourceAnswer } from '../pipeline/subresource';
import { updateObject } from '../pipeline/update';
import type { ResourceDefinition } from '../registry/resource';
import { podsByEphemeralContainers } from '../resources/pods/ephemeral-containers';

const definition = podsByEphemeralContainers as unknown as ResourceDefinition;
const answer = ({ stored }: UpdateOutcome): SubresourceAnswer => ({ code: 200, object: stored.object });

/** `pods/ephemeralcontainers`: adds containers to a pod that runs, to look into it. The bodies are pods. */
export const ephemeralContainersSubresource: ObjectSubresource = {
  description: {
    name: 'ephemeralcontainers',
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
