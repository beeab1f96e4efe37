import type { GrpcRoute } from '@kubets/api';
import { newConflict } from '@kubets/apimachinery';
import { readGrpcRoutes } from './grpc-routes';
import { writeRouteStatuses } from './route-statuses';

const NOW = '2026-01-01T00:00:00Z';
const parentRef = { group: '', kind: 'Service', name: 'web' };
const route = (spec: GrpcRoute['spec'], status?: GrpcRoute['status']): GrpcRoute => ({
  metadata: { namespace: 'default', name: 'r', generation: 3n, resourceVersion: '7' },
  spec,
  status,
});

async function written(object: GrpcRoute, refusal?: Error) {
  const bodies: { status?: GrpcRoute['status'] }[] = [];
  const client = {
    patch: async (_: object, { body }: { body: object }) => {
      if (refusal) throw refusal;
      bodies.push(body);
      return object;
    },
  };
  await writeRouteStatuses(client as never, [object], readGrpcRoutes([object], [], 'cluster.local'), NOW);
  return bodies;
}
const conditionsOf = (bodies: Awaited<ReturnType<typeof written>>) =>
  bodies.map(({ status }) =>
    status?.parents?.map(({ controllerName, conditions }) => [
      controllerName,
      ...conditions.map(({ type, status: value, reason }) => `${type} ${value} ${reason}`),
    ]),
  );

test('says of a route at a Service that it is accepted, once', async () => {
  const object = route({ parentRefs: [parentRef], rules: [{ backendRefs: [{ name: 'a', port: 80 }] }] });
  const bodies = await written(object);
  expect(conditionsOf(bodies)).toEqual([
    [['kubets.dev/xds', 'Accepted True Accepted', 'ResolvedRefs True ResolvedRefs']],
  ]);
  expect(await written({ ...object, status: bodies[0]!.status })).toEqual([]);
});

test('says why not, beside what others say', async () => {
  const others = { parentRef: { name: 'gw' }, controllerName: 'example.com/c', conditions: [] };
  const object = route({ parentRefs: [parentRef], rules: [{ filters: [{ type: 'X' }] }] }, { parents: [others] });
  expect(conditionsOf(await written(object))).toEqual([
    [['example.com/c'], ['kubets.dev/xds', 'Accepted False UnsupportedValue', 'ResolvedRefs True ResolvedRefs']],
  ]);
});

test('says nothing of routes at Gateways, and takes back what it said', async () => {
  expect(await written(route({ parentRefs: [{ name: 'gw' }] }))).toEqual([]);
  const own = { parentRef, controllerName: 'kubets.dev/xds', conditions: [] };
  expect(conditionsOf(await written(route({ parentRefs: [{ name: 'gw' }] }, { parents: [own] })))).toEqual([[]]);
});

test('leaves what has changed meanwhile to the next turn', async () => {
  const conflict = newConflict({ group: '', resource: 'grpcroutes' }, 'r');
  await expect(written(route({ parentRefs: [parentRef] }), conflict)).resolves.toEqual([]);
  await expect(written(route({ parentRefs: [parentRef] }), new Error('no'))).rejects.toThrow('no');
});
