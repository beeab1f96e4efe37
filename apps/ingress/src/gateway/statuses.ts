import { isDeepStrictEqual } from 'node:util';
import type { Condition } from '@kubets/proto-gen/meta/v1';
import type { OpenListener, Verdict } from './listeners';
import {
  GATEWAY_CONTROLLER,
  GATEWAY_GROUP,
  type Gateway,
  type GatewayClass,
  type ListenerStatus,
  type Route,
  type RouteParentStatus,
} from './objects';
import type { ParentVerdict } from './plan-gateways';

type Verdicts = Record<string, Verdict>;

/** Conditions with their times: a condition whose status stays keeps the time of its last change. */
function conditionsOf(
  verdicts: Verdicts,
  present: readonly Condition[] | undefined,
  generation: Condition['observedGeneration'],
  now: string,
): Condition[] {
  return Object.entries(verdicts).map(([type, [status, reason, message]]) => {
    const before = present?.find((condition) => condition.type === type);
    return {
      type,
      status,
      reason,
      message,
      observedGeneration: generation,
      lastTransitionTime: before?.status === status ? before.lastTransitionTime : now,
    };
  });
}

/** The status of a GatewayClass of ours. */
export const classStatus = ({ metadata, status }: GatewayClass, now: string): GatewayClass['status'] => ({
  conditions: conditionsOf({ Accepted: ['True', 'Accepted', ''] }, status?.conditions, metadata?.generation, now),
});

/** The status of a Gateway of ours (https://gateway-api.sigs.k8s.io/reference/spec/, GatewayStatus). */
export function gatewayStatus(
  { metadata, spec, status }: Gateway,
  entries: readonly { listener: OpenListener; attachedRoutes: number }[],
  addresses: readonly string[],
  now: string,
): NonNullable<Gateway['status']> {
  const wanted = spec?.addresses ?? [];
  const isUsable = wanted.every(
    ({ type = 'IPAddress', value = '' }) => type === 'IPAddress' && (value === '' || addresses.includes(value)),
  );
  const isProgrammed = isUsable && entries.some(({ listener }) => listener.isProgrammed);
  const verdicts: Verdicts = {
    Accepted: !isUsable
      ? ['False', 'UnsupportedAddress', `addresses are given: ${addresses.join(', ')}`]
      : entries.every(({ listener }) => listener.accepted[0] === 'True')
        ? ['True', 'Accepted', '']
        : [
            entries.some(({ listener }) => listener.accepted[0] === 'True') ? 'True' : 'False',
            'ListenersNotValid',
            'not every listener is accepted',
          ],
    Programmed: isProgrammed ? ['True', 'Programmed', ''] : ['False', 'Invalid', 'no listener takes requests'],
  };
  return {
    addresses: isProgrammed ? addresses.map((value) => ({ type: 'IPAddress', value })) : [],
    conditions: conditionsOf(verdicts, status?.conditions, metadata?.generation, now),
    listeners: entries.map(({ listener, attachedRoutes }): ListenerStatus => {
      const { name, kinds, accepted, resolvedRefs, conflicted } = listener;
      const programmed: Verdict =
        listener.isProgrammed && isUsable
          ? ['True', 'Programmed', '']
          : ['False', 'Invalid', 'the listener takes no requests'];
      return {
        name,
        supportedKinds: kinds.map((kind) => ({ group: GATEWAY_GROUP, kind })),
        attachedRoutes,
        conditions: conditionsOf(
          { Accepted: accepted, Programmed: programmed, ResolvedRefs: resolvedRefs, Conflicted: conflicted },
          status?.listeners?.find((one) => one.name === name)?.conditions,
          metadata?.generation,
          now,
        ),
      };
    }),
  };
}

/** The status of a route: what others say of their parents stays, what we said of Gateways that are no longer ours goes. */
export function routeStatus(
  { metadata, status }: Route,
  verdicts: readonly ParentVerdict[],
  now: string,
): { parents: RouteParentStatus[] } {
  const present = status?.parents ?? [];
  const foreign = present.filter(({ controllerName }) => controllerName !== GATEWAY_CONTROLLER);
  const own = verdicts.map(({ parentRef, accepted, resolvedRefs }): RouteParentStatus => {
    const before = present.find(
      (one) => one.controllerName === GATEWAY_CONTROLLER && isDeepStrictEqual({ ...one.parentRef }, { ...parentRef }),
    );
    return {
      parentRef,
      controllerName: GATEWAY_CONTROLLER,
      conditions: conditionsOf(
        { Accepted: accepted, ResolvedRefs: resolvedRefs },
        before?.conditions,
        metadata?.generation,
        now,
      ),
    };
  });
  return { parents: [...foreign, ...own] };
}
