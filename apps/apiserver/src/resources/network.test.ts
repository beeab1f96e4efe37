import type { Endpoints } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import type { IPAddress, ServiceCIDR } from '@kubets/proto-gen/networking/v1';
import { endpoints } from './endpoints/endpoints';
import { endpointSlices } from './endpointslices/endpointslices';
import { ipAddresses } from './ipaddresses/ipaddresses';
import { serviceCidrs } from './servicecidrs/servicecidrs';
import { cellsOf, created, readerOf, strategyContext, updated } from './testing/strategy-harness';

const metadata = { name: 'x', namespace: 'default' };

describe('endpoints', () => {
  const object = (subsets: Endpoints['subsets']): Endpoints => ({ metadata, subsets });
  test.each<[string, Endpoints['subsets'], string[]]>([
    ['good', [{ addresses: [{ ip: '10.244.0.5', nodeName: 'node-1' }], ports: [{ port: 80 }] }], []],
    [
      'no addresses',
      [{ ports: [{ port: 80 }] }],
      ['subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`'],
    ],
    [
      'no addresses, and ports that are none',
      [{ ports: [{ port: 0, name: 'a' }, { port: 80 }] }],
      [
        'subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`',
        'subsets[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
        'subsets[0].ports[1].name: Required value',
      ],
    ],
    [
      'addresses nobody may forward to',
      [
        {
          addresses: [{ ip: '127.0.0.1' }, { ip: '169.254.1.1' }, { ip: '0.0.0.0' }, { ip: 'x' }],
          ports: [{ port: 80 }],
        },
      ],
      [
        'subsets[0].addresses[0].ip: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
        'subsets[0].addresses[1].ip: Invalid value: "169.254.1.1": may not be in the link-local range (169.254.0.0/16, fe80::/10)',
        'subsets[0].addresses[2].ip: Invalid value: "0.0.0.0": may not be unspecified (0.0.0.0)',
        'subsets[0].addresses[3].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
        'subsets[0].addresses[3].ip: Invalid value: "x": must be a valid IP address',
      ],
    ],
    [
      'several ports without names',
      [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80, name: 'a' }, { port: 0 }] }],
      [
        'subsets[0].ports[1].name: Required value',
        'subsets[0].ports[1].port: Invalid value: 0: must be between 1 and 65535, inclusive',
      ],
    ],
  ])('%s', (_, subsets, expected) => {
    expect(created(endpoints, object(subsets)).errors).toEqual(expected);
  });

  test.each<[Endpoints['subsets'], string]>([
    [undefined, '<none>'],
    [[{ notReadyAddresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }], '<none>'],
    [[{ addresses: [{ ip: '10.0.0.1' }] }], '10.0.0.1'],
    [[{ addresses: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }], ports: [{ port: 80 }] }], '10.0.0.1:80,[fd00::1]:80'],
    [
      [
        { addresses: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }], ports: [{ port: 80 }, { port: 443 }] },
        { addresses: [{ ip: '10.0.0.3' }], ports: [{ port: 1 }] },
      ],
      '10.0.0.1:80,10.0.0.2:80,10.0.0.1:443 + 2 more...',
    ],
  ])('%j is shown as %s', (subsets, text) => {
    expect(cellsOf(endpoints, object(subsets))).toMatchObject({ Endpoints: text });
  });
});

describe('endpoint slices', () => {
  const slice = (more: Partial<EndpointSlice>): EndpointSlice => ({
    metadata,
    addressType: 'IPv4',
    endpoints: [],
    ...more,
  });
  test.each<[string, Partial<EndpointSlice>, string[]]>([
    ['empty', {}, []],
    ['no type', { addressType: undefined }, ['addressType: Required value']],
    [
      'an address of another family',
      { endpoints: [{ addresses: ['fd00::1'] }] },
      ['endpoints[0].addresses: Invalid value: "fd00::1": must be an IPv4 address'],
    ],
    [
      'loopback',
      { endpoints: [{ addresses: ['127.0.0.1'] }] },
      [
        'endpoints[0].addresses[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
      ],
    ],
    ['no address', { endpoints: [{ addresses: [] }] }, ['endpoints[0].addresses: Required value']],
    ['a name twice', { ports: [{ port: 1 }, { port: 2 }] }, ['ports[1].name: Duplicate value: ""']],
    ['all ports', { ports: [{}] }, []],
    [
      'too many endpoints',
      { endpoints: Array.from({ length: 1001 }, () => ({ addresses: ['10.0.0.1'] })) },
      ['endpoints: Too many: 1001: must have at most 1000 items'],
    ],
    [
      'a port and an address, the port first',
      { addressType: 'IPv6', endpoints: [{ addresses: ['10.0.0.1'] }], ports: [{ name: 'TCP', port: 80 }] },
      [
        expect.stringMatching(/^ports\[0\]\.name: Invalid value: "TCP": /) as string,
        'endpoints[0].addresses: Invalid value: "10.0.0.1": must be an IPv6 address',
      ],
    ],
    ['a host name', { addressType: 'FQDN', endpoints: [{ addresses: ['example.com'] }] }, []],
  ])('%s', (_, more, expected) => {
    expect(created(endpointSlices, slice(more)).errors).toEqual(expected);
  });

  test('ports get a name and a protocol; the type stays', () => {
    const { object } = created(endpointSlices, slice({ ports: [{ port: 80 }] }));
    expect(object.ports).toEqual([{ name: '', protocol: 'TCP', port: 80 }]);
    expect(
      updated(endpointSlices, object, (changed) => {
        changed.addressType = 'IPv6';
      }).errors,
    ).toEqual(['addressType: Invalid value: null: field is immutable']);
  });

  test.each<[Partial<EndpointSlice>, object]>([
    [{}, { Ports: '<unset>', Endpoints: '<unset>', AddressType: 'IPv4' }],
    [
      {
        ports: [{ port: 80 }, { name: 'a' }, {}],
        endpoints: [{ addresses: ['10.0.0.1'] }, { addresses: ['10.0.0.2'] }],
      },
      { Ports: '80,a,*', Endpoints: '10.0.0.1,10.0.0.2' },
    ],
    [
      { endpoints: [1, 2, 3, 4].map((n) => ({ addresses: [`10.0.0.${n}`] })) },
      { Endpoints: '10.0.0.1,10.0.0.2,10.0.0.3 + 1 more...' },
    ],
  ])('%j is shown as %j', (more, cells) => {
    expect(cellsOf(endpointSlices, slice(more))).toMatchObject(cells);
  });
});

describe('service CIDRs', () => {
  const cidr = (...cidrs: string[]): ServiceCIDR => ({ metadata: { name: 'more' }, spec: { cidrs } });
  test.each<[string[], string[]]>([
    [['10.96.0.0/12'], []],
    [['10.96.0.0/12', 'fd00::/108'], []],
    [[], ['spec.cidrs: Required value: at least one CIDR required']],
    [['x'], ['spec.cidrs[0]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']],
    [
      ['10.0.0.0/8', '11.0.0.0/8'],
      [
        'spec.cidrs: Invalid value: ["10.0.0.0/8","11.0.0.0/8"]: may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64',
      ],
    ],
  ])('%j', (cidrs, expected) => {
    expect(created(serviceCidrs, cidr(...cidrs)).errors).toEqual(expected);
  });

  test.each<[string[], string[], string[]]>([
    [['10.96.0.0/12'], ['10.96.0.0/12'], []],
    [['10.96.0.0/12'], ['10.0.0.0/8'], ['spec.cidrs[0]: Invalid value: "10.0.0.0/8": field is immutable']],
    [['10.96.0.0/12'], ['10.96.0.0/12', 'fd00::/108'], []],
    [
      ['10.96.0.0/12'],
      ['10.0.0.0/8', 'fd00::/108'],
      ['spec.cidrs[0]: Invalid value: "10.0.0.0/8": field is immutable'],
    ],
    [
      ['10.96.0.0/12', 'fd00::/108'],
      ['10.96.0.0/12'],
      ['spec.cidrs: Invalid value: ["10.96.0.0/12"]: field is immutable'],
    ],
  ])('%j become %j', (before, after, expected) => {
    const { object } = created(serviceCidrs, cidr(...before));
    expect(updated(serviceCidrs, object, ({ spec }) => void (spec!.cidrs = after)).errors).toEqual(expected);
  });

  test('are shown together', () => {
    expect(cellsOf(serviceCidrs, cidr('10.96.0.0/12', 'fd00::/108'))).toMatchObject({
      CIDRs: '10.96.0.0/12,fd00::/108',
    });
  });
});

describe('IP addresses', () => {
  const address = (name: string): IPAddress => ({
    metadata: { name },
    spec: { parentRef: { resource: 'services', namespace: 'default', name: 'web' } },
  });

  test('are named canonically and have a parent', () => {
    expect(['10.96.0.1', 'fd00::1', 'fd00:0::1', 'x'].map((name) => ipAddresses.validateName!(name))).toEqual([
      [],
      [],
      ['must be in canonical form ("fd00::1")'],
      ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
    ]);
    expect(created(ipAddresses, { metadata: { name: '10.96.0.1' } }).errors).toEqual([
      'spec.parentRef: Required value',
    ]);
    expect(cellsOf(ipAddresses, address('10.96.0.1'))).toEqual({
      Name: '10.96.0.1',
      ParentRef: 'services/default/web',
    });
  });

  test('hold their address, unless a Service does', () => {
    const allocate = (change: object, objects = {}) =>
      ipAddresses.claims!.allocate({ ...change, isTaken: () => false }, strategyContext({ reader: readerOf(objects) }));
    const object = address('10.96.0.9');
    expect(allocate({ object }).claims).toMatchObject([{ key: 'clusterips/10.96.0.9', refused: { code: 409 } }]);
    expect(allocate({ object, old: object })).toEqual({ claims: [], releases: [], sideObjects: [] });
    expect(allocate({ old: object }).releases).toEqual(['clusterips/10.96.0.9']);
    expect(
      allocate(
        { old: object },
        { services: [{ metadata: { namespace: 'default', name: 'web' }, spec: { clusterIPs: ['10.96.0.9'] } }] },
      ).releases,
    ).toEqual([]);
  });
});
