import type { Service } from '@kubets/proto-gen/core/v1';
import type { Endpoint, EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { serviceRecords } from './service-records';
import type { ZoneRecord } from './zone-record';

const ZONE = 'cluster.local';
const service = (spec: Service['spec']): Service => ({ metadata: { name: 'web', namespace: 'default' }, spec });
const slice = (endpoints: Endpoint[], o: Partial<EndpointSlice> = {}): EndpointSlice => ({
  addressType: 'IPv4',
  endpoints,
  ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  ...o,
});

/** `name TYPE data`, without the zone, as the specification's tables have it. */
function lines(records: ZoneRecord[]): string[] {
  return [
    ...new Set(
      records.map((record) => {
        const data =
          'address' in record
            ? record.address
            : record.type === 'SRV'
              ? `${record.port} ${record.target} [${record.addresses.join(' ')}]`
              : 'target' in record
                ? record.target
                : '';
        return `${record.name} ${record.type} ${data}`.replaceAll('web.default.svc.cluster.local', 'WEB');
      }),
    ),
  ].sort();
}

test.each<{ name: string; spec: Service['spec']; slices?: EndpointSlice[]; expected: string[] }>([
  {
    name: 'a ClusterIP',
    spec: { clusterIP: '10.96.0.5', clusterIPs: ['10.96.0.5'], ports: [{ name: 'http', port: 80, protocol: 'TCP' }] },
    expected: [
      '5.0.96.10.in-addr.arpa PTR WEB',
      'WEB A 10.96.0.5',
      'WEB SRV 80 WEB [10.96.0.5]',
      '_http._tcp.WEB A 10.96.0.5',
      '_http._tcp.WEB SRV 80 WEB [10.96.0.5]',
    ],
  },
  {
    name: 'an unnamed port, and one with more letters than a label has, are found by the Service alone',
    spec: { clusterIP: '10.96.0.5', ports: [{ port: 80 }, { name: 'a'.repeat(63), port: 81 }] },
    expected: [
      '5.0.96.10.in-addr.arpa PTR WEB',
      'WEB A 10.96.0.5',
      'WEB SRV 80 WEB [10.96.0.5]',
      'WEB SRV 81 WEB [10.96.0.5]',
    ],
  },
  { name: 'addresses that are none', spec: { clusterIP: 'nonsense', ports: [{}] }, expected: [] },
  {
    name: 'a headless Service whose slices say nothing',
    spec: { clusterIP: 'None' },
    slices: [{}, slice([{}, { addresses: [] }, { addresses: ['nonsense'] }])],
    expected: [],
  },
  {
    name: 'two families, two protocols',
    spec: {
      clusterIP: '10.96.0.5',
      clusterIPs: ['10.96.0.5', 'fd00::5'],
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP' },
        { name: 'sig', port: 9, protocol: 'SCTP' },
      ],
    },
    expected: [
      '5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa PTR WEB',
      '5.0.96.10.in-addr.arpa PTR WEB',
      'WEB A 10.96.0.5',
      'WEB AAAA fd00::5',
      'WEB SRV 53 WEB [10.96.0.5 fd00::5]',
      'WEB SRV 9 WEB [10.96.0.5 fd00::5]',
      '_dns._udp.WEB A 10.96.0.5',
      '_dns._udp.WEB AAAA fd00::5',
      '_dns._udp.WEB SRV 53 WEB [10.96.0.5 fd00::5]',
      '_sig._sctp.WEB A 10.96.0.5',
      '_sig._sctp.WEB AAAA fd00::5',
      '_sig._sctp.WEB SRV 9 WEB [10.96.0.5 fd00::5]',
    ],
  },
  { name: 'one that has no address yet', spec: { ports: [{ port: 80 }] }, expected: [] },
  {
    name: 'an ExternalName',
    spec: { type: 'ExternalName', externalName: 'Foo.Example.com.' },
    expected: ['WEB CNAME foo.example.com'],
  },
  {
    name: 'an ExternalName that is an address',
    spec: { type: 'ExternalName', externalName: '192.0.2.1' },
    expected: [],
  },
  {
    name: 'an ExternalName that was a ClusterIP',
    spec: { type: 'ExternalName', externalName: 'foo.example.com', clusterIP: '' },
    expected: ['WEB CNAME foo.example.com'],
  },
  { name: 'a headless Service without endpoints', spec: { clusterIP: 'None' }, expected: [] },
  {
    name: 'a headless Service with none ready',
    spec: { clusterIP: 'None' },
    slices: [slice([{ addresses: ['10.244.0.3'], conditions: { ready: false } }])],
    expected: [],
  },
  {
    name: 'headless endpoints, named by hostname or address',
    spec: { clusterIP: 'None' },
    slices: [
      slice([
        { addresses: ['10.244.0.3'], hostname: 'web-0', conditions: { ready: true } },
        { addresses: ['10.244.1.4'] },
      ]),
    ],
    expected: [
      '10-244-1-4.WEB A 10.244.1.4',
      '3.0.244.10.in-addr.arpa PTR web-0.WEB',
      '4.1.244.10.in-addr.arpa PTR 10-244-1-4.WEB',
      'WEB A 10.244.0.3',
      'WEB A 10.244.1.4',
      'WEB SRV 8080 10-244-1-4.WEB [10.244.1.4]',
      'WEB SRV 8080 web-0.WEB [10.244.0.3]',
      '_http._tcp.WEB A 10.244.0.3',
      '_http._tcp.WEB A 10.244.1.4',
      '_http._tcp.WEB SRV 8080 10-244-1-4.WEB [10.244.1.4]',
      '_http._tcp.WEB SRV 8080 web-0.WEB [10.244.0.3]',
      'web-0.WEB A 10.244.0.3',
    ],
  },
  {
    name: 'a headless host in both families',
    spec: { clusterIP: 'None' },
    slices: [
      slice([{ addresses: ['10.244.0.3'], hostname: 'web-0' }]),
      slice([{ addresses: ['fd00::3'], hostname: 'web-0' }], { addressType: 'IPv6', ports: [] }),
    ],
    expected: [
      '3.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa PTR web-0.WEB',
      '3.0.244.10.in-addr.arpa PTR web-0.WEB',
      'WEB A 10.244.0.3',
      'WEB AAAA fd00::3',
      'WEB SRV 8080 web-0.WEB [10.244.0.3 fd00::3]',
      '_http._tcp.WEB A 10.244.0.3',
      '_http._tcp.WEB AAAA fd00::3',
      '_http._tcp.WEB SRV 8080 web-0.WEB [10.244.0.3 fd00::3]',
      'web-0.WEB A 10.244.0.3',
      'web-0.WEB AAAA fd00::3',
    ],
  },
  {
    name: 'slices of names: the Service is an alias of the first',
    spec: { clusterIP: 'None' },
    slices: [
      slice(
        [
          { addresses: ['a.example.com'], hostname: 'a' },
          { addresses: ['B.example.com.'] },
          { addresses: ['c.example.com'], conditions: { ready: false } },
        ],
        { addressType: 'FQDN' },
      ),
    ],
    expected: ['WEB CNAME a.example.com', 'a.WEB CNAME a.example.com', 'b-example-com.WEB CNAME b.example.com'],
  },
])('$name', ({ spec, slices = [], expected }) => {
  expect(lines(serviceRecords(service(spec), slices, ZONE))).toEqual(expected);
});
