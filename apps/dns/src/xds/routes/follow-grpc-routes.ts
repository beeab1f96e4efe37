import { GATEWAY_GROUP, type GrpcRoute, type ReferenceGrant } from '@kubets/api';
import { rfc3339 } from '@kubets/apimachinery';
import { followKinds, type FollowKindsOptions } from '@kubets/client';
import { createWakeLoop } from '@kubets/component';
import { createRouteTable, type RouteTable } from './route-table';
import { writeRouteStatuses } from './route-statuses';

export interface FollowedRoutes extends RouteTable {
  /** Resolves when it is known which routes there are, also that there can be none. */
  synced: Promise<void>;
}

const PLURALS = ['grpcroutes', 'referencegrants'] as const;

export interface FollowRoutesOptions extends Omit<
  FollowKindsOptions<(typeof PLURALS)[number]>,
  'group' | 'plurals' | 'versions' | 'onChange'
> {
  zoneName(): string;
}

/** Follows GRPCRoutes, and who lets them name Services of other namespaces, if the cluster has them. */
export function followGrpcRoutes({ zoneName, ...o }: FollowRoutesOptions): FollowedRoutes {
  const table = createRouteTable();
  let tellSynced = (): void => undefined;
  const synced = new Promise<void>((resolve) => (tellSynced = resolve));

  const kinds = followKinds({
    ...o,
    group: GATEWAY_GROUP,
    plurals: PLURALS,
    versions: ['v1', 'v1beta1'],
    onChange: () => loop.wake(),
  });
  const loop = createWakeLoop({
    async turn() {
      if (!kinds.isReady()) return;
      const routes = kinds.list('grpcroutes') as GrpcRoute[];
      table.set(routes, kinds.list('referencegrants') as ReferenceGrant[], zoneName());
      tellSynced();
      const client = kinds.client('grpcroutes');
      if (client) await writeRouteStatuses(client, routes, table.routes, rfc3339(o.clock.now()));
    },
    retry: { initialMs: 200, maxMs: 10_000, wakeable: true },
    onError: (error, delayMs) =>
      o.logger.warn({ reason: (error as Error).message, delayMs }, 'The status of GRPCRoutes cannot be written'),
    clock: o.clock,
  });
  void loop.run(o.signal);

  return { routesAt: table.routesAt, onChange: table.onChange, synced };
}
