import { growthRatio } from '@kubets/apimachinery/testing';
import { hostileObject } from '@kubets/component/testing';
import type { Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import fc from 'fast-check';
import { MOST_RECORDS, serviceRecords } from './service-records';
import { Zone } from './zone';

const services = fc
  .tuple(hostileObject<Service>('kubets.core.v1.Service'), fc.constantFrom('None', '10.96.0.5', undefined))
  .map(([object, clusterIP]): Service => ({
    ...object,
    metadata: { ...object.metadata, name: 'web', namespace: 'default' },
    spec: { ...object.spec, ...(clusterIP && { clusterIP, clusterIPs: undefined, type: 'ClusterIP' }) },
  }));
const slices = fc.array(hostileObject<EndpointSlice>('kubets.discovery.v1.EndpointSlice'), { maxLength: 3 });

test('whatever a Service and its slices say, there are records of them, and a zone takes what it can and keeps the rest', () => {
  fc.assert(
    fc.property(services, slices, (service, given) => {
      const records = serviceRecords(service, given, 'cluster.local');
      const zone = new Zone({ name: 'cluster.local', ttl: 5, negativeTtl: 5, serial: () => 1 });
      zone.set('other', [{ name: 'other.default.svc.cluster.local', type: 'A', address: '10.96.0.9' }]);
      // As the sync does.
      try {
        zone.set('web', records);
      } catch {
        zone.set('web', []);
      }
      expect(zone.size).toBeGreaterThan(3);
      zone.set('web', []);
      expect(zone.size).toBe(4);
    }),
    { numRuns: 500 },
  );
});

const headless: Service = { metadata: { name: 'web', namespace: 'default' }, spec: { clusterIP: 'None' } };
const many = (endpoints: number, ports: number): EndpointSlice => ({
  addressType: 'IPv4',
  endpoints: Array.from({ length: endpoints }, (_, index) => ({ addresses: [`10.0.${index >> 8}.${index & 255}`] })),
  ports: Array.from({ length: ports }, (_, index) => ({ name: `p${index}`, port: 1 + index })),
});

test('a slice of thousands of ports and endpoints makes as many records as a zone can hold, the addresses first', () => {
  const records = serviceRecords(headless, [many(1000, 2000)], 'cluster.local');
  expect(records.length).toBeLessThanOrEqual(MOST_RECORDS);
  expect(records.filter(({ name, type }) => type === 'A' && name === 'web.default.svc.cluster.local')).toHaveLength(
    1000,
  );
});

test('records are made in a time that grows with the endpoints only', () => {
  expect(
    growthRatio(
      (size) => [many(size, 2)],
      (given) => serviceRecords(headless, given, 'cluster.local'),
      300,
    ),
  ).toBeLessThan(5);
});
