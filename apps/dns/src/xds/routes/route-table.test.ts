import type { GrpcRoute } from '@kubets/api';
import { createRouteTable } from './route-table';

const route = (name: string, service: string, backend: string): GrpcRoute => ({
  metadata: { namespace: 'default', name },
  spec: {
    parentRefs: [{ group: '', kind: 'Service', name: service }],
    rules: [{ backendRefs: [{ name: backend, port: 80 }] }],
  },
});

test('tells of Services whose routes are others than before, and of no other', () => {
  const table = createRouteTable();
  const told: string[] = [];
  table.onChange((service) => told.push(service));
  const set = (...routes: GrpcRoute[]) => {
    table.set(routes, [], 'cluster.local');
    return told.splice(0).sort();
  };
  expect(set(route('a', 'web', 'x'), route('b', 'api', 'x'))).toEqual(['default/api', 'default/web']);
  expect(set(route('a', 'web', 'x'), route('b', 'api', 'x'))).toEqual([]);
  expect(set(route('a', 'web', 'y'), route('b', 'api', 'x'))).toEqual(['default/web']);
  expect(set(route('a', 'db', 'y'))).toEqual(['default/api', 'default/db', 'default/web']);
  expect(table.routesAt('default/db', 80)).toHaveLength(1);
  expect(table.routesAt('default/web', 80)).toBeUndefined();
});
