import { routeStatus, type GrpcRoute, type ParentVerdict } from '@kubets/api';
import { isConflict, isNotFound, nameOf, objectKey, semanticEqual, type KubeObject } from '@kubets/apimachinery';
import type { ResourceClient } from '@kubets/client';
import type { ReadRoute } from './grpc-routes';

/** Who says in a route's status what becomes of it at Services. */
const XDS_CONTROLLER = 'kubets.dev/xds';

/**
 * Says of every route what became of it. Every server says the same, so that whoever comes second has nothing to write. What changed
 * meanwhile, or is gone, is left to the change's own turn.
 */
export async function writeRouteStatuses(
  client: Pick<ResourceClient<KubeObject>, 'patch'>,
  objects: readonly GrpcRoute[],
  routes: readonly ReadRoute[],
  now: string,
): Promise<void> {
  const read = new Map(routes.map((route) => [route.key, route]));
  for (const object of objects) {
    try {
      const said = verdictsOn(read.get(objectKey(object)));
      const isKnown = object.status?.parents?.some(({ controllerName }) => controllerName === XDS_CONTROLLER);
      if (said.length === 0 && !isKnown) continue;
      const status = { ...object.status, ...routeStatus(object, XDS_CONTROLLER, said, now) };
      if (semanticEqual(object.status, status)) continue;
      const { namespace, resourceVersion } = object.metadata ?? {};
      const body = { metadata: { resourceVersion }, status };
      await client.patch({ namespace, name: nameOf(object) }, { type: 'merge', body, subresource: 'status' });
    } catch (error) {
      // A TypeError: the object's definition is not ours, and it holds what nobody can read.
      if (!isConflict(error) && !isNotFound(error) && !(error instanceof TypeError)) throw error;
    }
  }
}

function verdictsOn(route: ReadRoute | undefined): ParentVerdict[] {
  return (route?.parents ?? []).map(({ parentRef }) => ({
    parentRef,
    accepted: route?.failure === undefined ? ['True', 'Accepted', ''] : ['False', 'UnsupportedValue', route.failure],
    resolvedRefs: route?.unresolved
      ? ['False', route.unresolved.reason, route.unresolved.message]
      : ['True', 'ResolvedRefs', ''],
  }));
}
