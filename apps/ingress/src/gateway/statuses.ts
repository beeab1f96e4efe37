import { conditionsWithTimes, GATEWAY_GROUP, type Verdict } from '@kubets/api';
import type { OpenListener } from './listeners';
import { type Gateway, type GatewayClass, type ListenerStatus } from './objects';

type Verdicts = Record<string, Verdict>;

/** The status of a GatewayClass of ours. */
export const classStatus = ({ metadata, status }: GatewayClass, now: string): GatewayClass['status'] => ({
  conditions: conditionsWithTimes(
    { Accepted: ['True', 'Accepted', ''] },
    status?.conditions,
    metadata?.generation,
    now,
  ),
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
    conditions: conditionsWithTimes(verdicts, status?.conditions, metadata?.generation, now),
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
        conditions: conditionsWithTimes(
          { Accepted: accepted, Programmed: programmed, ResolvedRefs: resolvedRefs, Conflicted: conflicted },
          status?.listeners?.find((one) => one.name === name)?.conditions,
          metadata?.generation,
          now,
        ),
      };
    }),
  };
}
