import { dnsServerPods } from './dns-servers';

test('each endpoint of the Service is a server, with its ports by name', () => {
  const ports = [
    { name: 'dns', protocol: 'UDP', port: 53 },
    { name: 'dns-tcp', port: 53 },
    { name: 'odd', protocol: 'XYZ', port: 53 },
    { protocol: 'UDP', port: 54 },
  ];
  const endpoints = [{ addresses: ['10.201.0.1', '10.201.0.9'] }, { addresses: [] }, {}, { addresses: ['fd00::1'] }];
  const servers = dnsServerPods([{ ports, endpoints }, { addressType: 'IPv6' }]);
  const namedPorts = [
    { name: 'dns', protocol: 'UDP', port: 53 },
    { name: 'dns-tcp', protocol: 'TCP', port: 53 },
  ];
  const server = { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, namedPorts };
  expect(servers).toEqual([
    { ...server, address: '10.201.0.1' },
    { ...server, address: 'fd00::1' },
  ]);
});
