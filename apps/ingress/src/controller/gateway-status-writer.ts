import { routeStatus, type RouteParentStatus } from '@kubets/api';
import { isConflict, isNotFound, nameOf, rfc3339, semanticEqual, type KubeObject } from '@kubets/apimachinery';
import type { Clock } from '@kubets/component';
import { GATEWAY_CONTROLLER } from '../gateway/objects';
import type { GatewayPlan } from '../gateway/plan-gateways';
import { classStatus, gatewayStatus } from '../gateway/statuses';
import type { GatewayFollower } from './gateway-follower';

/** Says of every object what became of it. What changed meanwhile, or is gone, is left to the change's own turn. */
export async function writeGatewayStatuses(
  follower: GatewayFollower,
  plan: GatewayPlan | undefined,
  addresses: readonly string[],
  clock: Clock,
): Promise<void> {
  const now = rfc3339(clock.now());
  const write = async (
    plural: Parameters<GatewayFollower['client']>[0],
    object: KubeObject & { status?: object },
    statusOf: () => object | undefined,
  ) => {
    const { namespace, resourceVersion } = object.metadata ?? {};
    try {
      const status = { ...object.status, ...statusOf() };
      if (semanticEqual(object.status, status)) return;
      const body = { metadata: { resourceVersion }, status };
      await follower
        .client(plural)
        ?.patch({ namespace, name: nameOf(object) }, { type: 'merge', body, subresource: 'status' });
    } catch (error) {
      // A TypeError: the object's definition is not ours, and it holds what nobody can read.
      if (!isConflict(error) && !isNotFound(error) && !(error instanceof TypeError)) throw error;
    }
  };
  for (const one of follower.classes())
    if (one.spec?.controllerName === GATEWAY_CONTROLLER)
      await write('gatewayclasses', one, () => classStatus(one, now));
  for (const [gateway, entries] of plan?.listeners ?? [])
    await write('gateways', gateway, () => gatewayStatus(gateway, entries, addresses, now));
  const verdicts = new Map([...(plan?.parents ?? [])].map(([route, said]) => [route.metadata?.uid, said]));
  for (const route of follower.routes()) {
    const said = verdicts.get(route.metadata?.uid) ?? [];
    const parents: unknown = route.status?.parents;
    const isKnown =
      Array.isArray(parents) &&
      (parents as RouteParentStatus[]).some((parent) => parent?.controllerName === GATEWAY_CONTROLLER);
    if (said.length === 0 && !isKnown) continue;
    const plural = route.kind === 'GRPCRoute' ? 'grpcroutes' : 'httproutes';
    await write(plural, route, () => routeStatus(route, GATEWAY_CONTROLLER, said, now));
  }
}
