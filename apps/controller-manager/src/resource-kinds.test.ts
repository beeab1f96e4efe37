import { createFakeCluster } from '@kubets/client/testing';
import { RESOURCE_KINDS } from './resource-kinds';

test('every resource of the client is listed once, but events', () => {
  const served = Object.entries(createFakeCluster()).flatMap(([name, client]) => (typeof client === 'object' && 'deleteCollection' in client ? [name.toLowerCase()] : []));
  expect(RESOURCE_KINDS.map(({ plural }) => plural).sort()).toEqual(served.filter((name) => name !== 'events').sort());
});
