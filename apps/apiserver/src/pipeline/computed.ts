import { canonicalJson, newNotFound, type KubeObject } from '@kubets/apimachinery';
import { signalOf, type Cancellation } from '@kubets/component';
import { objectKeyOf, StoredObject } from '@kubets/store';
import type { Selection } from '../cache/selection';
import type { ResourceDefinition } from '../registry/resource';
import { groupResourceOf, type RequestScope } from './request-scope';
import type { Target } from './request';

type Asked = Target & { signal?: Cancellation };

/** Of a resource that is computed: the objects that are meant, as if they had been stored, but at no revision. */
export async function computedObjects(
  scope: RequestScope,
  { definition, namespace, signal }: Asked,
  selection?: Selection,
): Promise<StoredObject[]> {
  const objects = await definition.computed!({
    reader: scope.cache,
    namespace,
    now: scope.now(),
    signal: signal ? signalOf(signal) : new AbortController().signal,
  });
  const stored = objects.map((object) => storedOf(definition, object));
  return (selection ? stored.filter((one) => selection.matches(one)) : stored).sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** @throws StatusError 404 */
export async function computedObject(scope: RequestScope, target: Asked): Promise<StoredObject> {
  const { definition, name } = target;
  const found = (await computedObjects(scope, target)).find(({ object }) => object.metadata?.name === name);
  if (!found) throw newNotFound(groupResourceOf(definition), name);
  return found;
}

function storedOf({ group, plural }: ResourceDefinition, object: KubeObject): StoredObject {
  const { namespace = '', name = '' } = object.metadata ?? {};
  return StoredObject.fromWritten(
    objectKeyOf({ group, plural, namespace, name }),
    Buffer.from(canonicalJson(object)),
    0,
    object,
  );
}
