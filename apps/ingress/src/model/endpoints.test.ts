import type { Endpoint as SliceEndpoint, EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { endpointsOf } from './endpoints';

const http = { name: 'b', namespace: 'default', service: 's', portName: 'http', protocol: 'http' } as const;
const slice = (endpoints: SliceEndpoint[], o: Partial<EndpointSlice> = {}): EndpointSlice => ({
  addressType: 'IPv4',
  ports: [
    { name: 'http', port: 8080 },
    { name: 'udp', port: 53, protocol: 'UDP' },
  ],
  endpoints,
  ...o,
});
const at = (address: string, conditions?: SliceEndpoint['conditions']): SliceEndpoint => ({
  addresses: [address],
  conditions,
});

test.each<[string, EndpointSlice[], string[]]>([
  [
    'ready ones, sorted, once',
    [slice([at('10.0.0.2', { ready: true }), at('10.0.0.1')]), slice([at('10.0.0.1')])],
    ['10.0.0.1', '10.0.0.2'],
  ],
  ['none that is not ready', [slice([at('10.0.0.1', { ready: false }), at('10.0.0.2')])], ['10.0.0.2']],
  [
    'no ending one while another is ready',
    [slice([at('10.0.0.1', { ready: false, serving: true, terminating: true }), at('10.0.0.2')])],
    ['10.0.0.2'],
  ],
  [
    'ending ones that serve when none is ready',
    [
      slice([
        at('10.0.0.1', { ready: false, serving: true, terminating: true }),
        at('10.0.0.2', { ready: false, serving: false, terminating: true }),
      ]),
    ],
    ['10.0.0.1'],
  ],
  ['names are passed over', [slice([at('a.example')], { addressType: 'FQDN' })], []],
  ['slices without the port', [slice([at('10.0.0.1')], { ports: [{ name: 'other', port: 1 }] })], []],
  ['nothing at all', [slice([{}])], []],
])('%s', (_, slices, addresses) => {
  expect(endpointsOf(http, slices)).toEqual(addresses.map((address) => ({ address, port: 8080 })));
});

test('a backend without a port has none', () => {
  expect(endpointsOf({ ...http, portName: undefined }, [slice([at('10.0.0.1')])])).toEqual([]);
});
test('a port without a name, and one of another protocol', () => {
  const unnamed = slice([at('10.0.0.1')], { ports: [{ port: 80 }] });
  expect(endpointsOf({ ...http, portName: '' }, [unnamed])).toEqual([{ address: '10.0.0.1', port: 80 }]);
  expect(endpointsOf({ ...http, portName: 'udp' }, [slice([at('10.0.0.1')])])).toEqual([]);
});
