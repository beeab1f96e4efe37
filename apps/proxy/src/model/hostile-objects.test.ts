import { serviceKeysOfSlice } from '@kubets/api';
import { growthRatio } from '@kubets/apimachinery/testing';
import { hostileObject } from '@kubets/component/testing';
import type { Node, Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import fc from 'fast-check';
import { service } from '../testing/cluster-objects';
import { cidrsOfFamily } from './address';
import { forwardingOfService, MOST_FRONTENDS } from './forwarding-of-service';
import { createForwardingState } from './forwarding-state';
import { nodeViewOf } from './node-view';

const services = fc
  .tuple(hostileObject<Service>('kubets.core.v1.Service'), fc.boolean())
  .map(([object, addressed]): Service =>
    addressed ? { ...object, spec: { ...object.spec, clusterIP: '10.96.0.5' } } : object,
  );
const slices = fc.array(hostileObject<EndpointSlice>('kubets.discovery.v1.EndpointSlice'), { maxLength: 3 });
const nodes = fc.option(hostileObject<Node>('kubets.core.v1.Node'), { nil: undefined });

test('whatever Services, slices and nodes say, there is an answer with frontends that packets can be for', () => {
  fc.assert(
    fc.property(services, slices, nodes, (object, given, node) => {
      given.forEach(serviceKeysOfSlice);
      const view = nodeViewOf('node-1', node);
      const forwarding = forwardingOfService(object, given, {
        node: view,
        nodePortAddresses: ['10.0.0.1', ...view.primaryAddresses],
      });
      createForwardingState().update('default/web', forwarding);
      for (const { port, address } of forwarding?.frontends ?? [])
        expect([port > 0 && port < 65_536, address !== '']).toEqual([true, true]);
    }),
    { numRuns: 500 },
  );
});

test('ranges are merged in a time that grows with their number only', () => {
  const many = (size: number) =>
    Array.from({ length: size }, (_, index) => `10.${index >> 8}.${index & 255}.0/24`).flatMap((cidr) => [
      cidr,
      cidr.replace('.0/', '.128/').replace('/24', '/25'),
    ]);
  expect(cidrsOfFamily(many(2), 'IPv4')).toEqual(['10.0.0.0/24', '10.0.1.0/24']);
  expect(growthRatio(many, (ranges) => cidrsOfFamily(ranges, 'IPv4'), 500)).toBeLessThan(5);
});

test('a Service of thousands of ports and addresses gets as many frontends as a node can hold', () => {
  const ports = Array.from({ length: 2000 }, (_, index) => ({ name: `p${index}`, port: 1 + index }));
  const externalIPs = Array.from({ length: 2000 }, (_, index) => `192.0.${index >> 8}.${index & 255}`);
  const found = forwardingOfService(service('web', { clusterIP: '10.96.0.5', ports, externalIPs }), [], {
    node: nodeViewOf('node-1', undefined),
    nodePortAddresses: [],
  });
  expect(found!.frontends).toHaveLength(MOST_FRONTENDS);
  // What counts most comes first.
  expect(found!.frontends.filter(({ address }) => address === '10.96.0.5')).toHaveLength(2000);
});
