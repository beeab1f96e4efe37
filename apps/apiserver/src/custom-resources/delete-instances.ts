import { ignoreNotFound } from '@kubets/apimachinery';
import { deleteObject } from '../pipeline/delete';
import type { ResourceRequest } from '../pipeline/request';
import { storageVersionOf, type RequestScope } from '../pipeline/request-scope';
import type { ResourceDefinition } from '../registry/resource';

/** How long objects may take to go before it is tried once more. */
const PATIENCE_MS = 60_000;

/**
 * Deletes all objects of a kind, each as any client would, and waits until they are gone.
 * @throws Error when some are still there after a minute, or cannot be deleted.
 */
export async function deleteInstances(
  scope: RequestScope,
  definition: ResourceDefinition,
  context: Pick<ResourceRequest, 'user' | 'signal' | 'warn' | 'authorize'>,
): Promise<void> {
  await scope.cache.catchUp();
  const objects = () => scope.cache.resource(definition).objects.range('');
  for (const { object } of objects()) {
    const { name = '', namespace = '' } = object.metadata ?? {};
    const request = { ...context, verb: 'delete', definition, version: storageVersionOf(definition) };
    try {
      await deleteObject(scope, { ...request, namespace, name, subresource: '', options: {} });
    } catch (error) {
      ignoreNotFound(error);
    }
  }
  await new Promise<void>((resolve, reject) => {
    const cache = scope.cache.resource(definition);
    const timer = setTimeout(() => {
      done();
      reject(new Error('could not confirm zero CustomResources remaining: timed out waiting for the condition'));
    }, PATIENCE_MS);
    const check = () => {
      if (cache.objects.size > 0 && !context.signal.aborted) return;
      done();
      resolve();
    };
    const unfollow = cache.follow({ onChange: check, onReset: check });
    context.signal.addEventListener('abort', check, { once: true });
    function done(): void {
      clearTimeout(timer);
      unfollow();
      context.signal.removeEventListener('abort', check);
    }
    check();
  });
}
