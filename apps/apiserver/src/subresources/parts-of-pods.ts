import { applyObject } from '../pipeline/apply';
import type { UpdateOutcome } from '../pipeline/guaranteed-update';
import { patchObject } from '../pipeline/patch';
import { getObject } from '../pipeline/read';
import type { ObjectSubresource, SubresourceAnswer } from '../pipeline/subresource';
import { updateObject } from '../pipeline/update';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { ResourceDefinition } from '../registry/resource';
import { podsByEphemeralContainers } from '../resources/pods/ephemeral-containers';
import { podsByResize } from '../resources/pods/resize';

const answer = ({ stored }: UpdateOutcome): SubresourceAnswer => ({ code: 200, object: stored.object });

/** `pods/ephemeralcontainers`: adds containers to a pod that runs, to look into it. */
export const ephemeralContainersSubresource = partOfPod('ephemeralcontainers', podsByEphemeralContainers);

/** `pods/resize`: changes what a pod and its containers need and may use while they run. */
export const resizeSubresource = partOfPod('resize', podsByResize);

/** A subresource whose bodies are pods, of which it lets change what `pods` does. */
function partOfPod(name: string, pods: ResourceDefinition<Pod>): ObjectSubresource {
  const definition = pods as unknown as ResourceDefinition;
  return {
    description: {
      name,
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
    apply: async (scope, request) => answer(await applyObject(scope, { ...request, definition })),
  };
}
