import { isConflict, isNotFound, type KubeObject } from '@kubets/apimachinery';
import type { CustomResourceDefinition } from '@kubets/proto-gen/apiextensions/v1';
import { beforeUpdate } from '../pipeline/before-update';
import { guaranteedUpdate } from '../pipeline/guaranteed-update';
import type { ResourceRequest } from '../pipeline/request';
import { storageVersionOf, type RequestScope } from '../pipeline/request-scope';
import { inTurns } from '../pipeline/turns';
import type { ResourceDefinition } from '../registry/resource';

/** Changes definitions in the server's own name. */
export interface StatusWriter {
  /**
   * Changes the status of a definition: `change` works on a copy of what is stored and answers whether it has changed anything.
   * Resolves with whether something was written.
   */
  update(name: string, change: (definition: CustomResourceDefinition) => boolean): Promise<boolean>;
  /** Takes away a finalizer, with a last change of the status. */
  finish(name: string, finalizer: string, change: (definition: CustomResourceDefinition) => void): Promise<void>;
}

export function createStatusWriter(
  scope: RequestScope,
  definition: ResourceDefinition,
  context: Pick<ResourceRequest, 'user' | 'signal' | 'warn' | 'authorize'>,
): StatusWriter {
  const options = { dryRun: false, fieldManager: 'kube-apiserver', fieldValidation: 'Ignore' } as const;
  const requestFor = (name: string, subresource: string) => ({
    ...context,
    verb: 'update',
    definition,
    version: storageVersionOf(definition),
    namespace: '',
    name,
    subresource,
    options,
  });

  async function write(
    name: string,
    subresource: string,
    change: (definition: CustomResourceDefinition) => boolean,
  ): Promise<boolean> {
    await definition.loadRules?.();
    const request = requestFor(name, subresource);
    let hasChanged = false;
    try {
      await guaranteedUpdate(scope, request, {
        dryRun: false,
        async tryUpdate(old) {
          const wanted: KubeObject = await inTurns(old.copySteps());
          hasChanged = change(wanted as CustomResourceDefinition);
          return hasChanged ? beforeUpdate(scope, request, { old, wanted }) : { object: wanted };
        },
      });
    } catch (error) {
      // Whoever was faster is told of in the next change that is seen.
      if (!isNotFound(error) && !isConflict(error)) throw error;
      return false;
    }
    return hasChanged;
  }

  return {
    update: (name, change) => write(name, 'status', change),
    async finish(name, finalizer, change) {
      await write(name, 'status', (found) => {
        change(found);
        return true;
      });
      await write(name, 'finalize', ({ metadata }) => {
        const others = (metadata?.finalizers ?? []).filter((one) => one !== finalizer);
        if (others.length === metadata?.finalizers?.length) return false;
        metadata!.finalizers = others;
        return true;
      });
    },
  };
}
