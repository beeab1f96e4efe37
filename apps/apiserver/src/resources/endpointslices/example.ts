import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name AddressType Ports Endpoints Age |',
  least: () => ({ addressType: 'IPv4', endpoints: [{ addresses: ['198.51.100.8'] }], ports: [{ port: 80 }] }),
  more: {
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.244.0.5'], hints: { forZones: [{ name: 'z' }] } }],
    ports: [{ port: 80 }],
  },
};
