import { endpoint, slice } from '../testing/cluster-objects';
import { type Endpoint, endpointsByPort } from './endpoint';

const flags = (found: readonly Endpoint[] | undefined) =>
  found?.map(({ address, port, ready, serving, terminating }) => [address, port, ready, serving, terminating]);

test.each([
  ['no conditions: ready', undefined, [true, true, false]],
  ['ready absent: ready', { terminating: false }, [true, true, false]],
  ['serving absent: as ready', { ready: false }, [false, false, false]],
  ['terminating and serving', { ready: false, serving: true, terminating: true }, [false, true, true]],
  [
    'publishNotReadyAddresses while terminating',
    { ready: true, serving: false, terminating: true },
    [true, false, true],
  ],
])('conditions: %s', (_, conditions, expected) => {
  const found = endpointsByPort([slice('web', [endpoint('10.0.0.1', undefined, { conditions })])], 'IPv4');
  expect(flags(found.get('/TCP'))).toEqual([['10.0.0.1', 8080, ...expected]]);
});

test('endpoints are grouped by port name and protocol, over all slices, in order', () => {
  const slices = [
    slice(
      'web',
      [endpoint('10.0.0.2')],
      [
        { name: 'http', port: 8080, protocol: 'TCP' },
        { name: 'dns', port: 53, protocol: 'UDP' },
      ],
    ),
    // Another number under the same name, as with named container ports.
    slice('web', [endpoint('10.0.0.1')], [{ name: 'http', port: 9090, protocol: 'TCP' }], 'b'),
  ];
  const found = endpointsByPort(slices, 'IPv4');
  expect([...found.keys()].sort()).toEqual(['dns/UDP', 'http/TCP']);
  expect(found.get('http/TCP')?.map(({ address, port }) => `${address}:${port}`)).toEqual([
    '10.0.0.1:9090',
    '10.0.0.2:8080',
  ]);
});

test('only the first address of an endpoint counts, and only valid ones of the family', () => {
  const slices = [
    slice('web', [
      endpoint('10.0.0.1', undefined, { addresses: ['10.0.0.1', '10.0.0.9'] }),
      endpoint('not-an-address'),
      endpoint('fd00::1'),
    ]),
  ];
  expect(flags(endpointsByPort(slices, 'IPv4').get('/TCP'))).toEqual([['10.0.0.1', 8080, true, true, false]]);
  expect(endpointsByPort(slices, 'IPv6').size).toBe(0);
});

test('an endpoint in two slices counts once, as ready if one says so', () => {
  const away = { conditions: { ready: false } };
  const slices = [
    slice('web', [endpoint('10.0.0.1', undefined, away)]),
    slice('web', [endpoint('10.0.0.1')], undefined, 'b'),
    slice('web', [endpoint('10.0.0.1', undefined, away)], undefined, 'c'),
  ];
  expect(flags(endpointsByPort(slices, 'IPv4').get('/TCP'))).toEqual([['10.0.0.1', 8080, true, true, false]]);
});

test('IPv6 addresses get one spelling', () => {
  const found = endpointsByPort([slice('web', [endpoint('fd00:0:0::1')])], 'IPv6');
  expect(found.get('/TCP')?.[0]?.address).toBe('fd00::1');
});

test('ports without a number and of unknown protocols are left out', () => {
  expect(
    endpointsByPort(
      [slice('web', [endpoint('10.0.0.1')], [{ name: 'a' }, { name: 'b', port: 1, protocol: 'DCCP' }])],
      'IPv4',
    ).size,
  ).toBe(0);
});
