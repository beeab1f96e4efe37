import { DEFAULT_OPTIONS } from '../cluster/options';
import { portMappingFaults, readPortMapping } from './port-mappings.mjs';

test.each([
  ['8080:80', { hostPort: 8080, port: 80, protocol: 'tcp', target: 'loadbalancer' }],
  ['8080:80@loadbalancer', { hostPort: 8080, port: 80, protocol: 'tcp', target: 'loadbalancer' }],
  [
    '127.0.0.1:53:30053/udp@node-2',
    { address: '127.0.0.1', hostPort: 53, port: 30053, protocol: 'udp', target: 'node-2' },
  ],
  ['8443:443@10.201.0.200', { hostPort: 8443, port: 443, protocol: 'tcp', target: '10.201.0.200' }],
  ['8080', undefined],
  ['0:80', undefined],
  ['8080:65536', undefined],
  ['8080:80/sctp', undefined],
  ['8080:80@agent:0', undefined],
  ['8080:80@node-0', undefined],
  ['1.2.3.999:80:80', undefined],
  ['8080:80; drop', undefined],
  ['', undefined],
])('%s', (text, mapping) => expect(readPortMapping(text)).toEqual(mapping));

test.each<[string[], string | undefined]>([
  [['8080:80', '8443:443', '53:53/udp', '53:53'], undefined],
  [['127.0.0.1:80:80', '127.0.0.2:80:80'], undefined],
  [['80'], '--port 80: [ADDRESS:]HOSTPORT:PORT[/tcp|/udp][@TARGET] is wanted'],
  [['80:80@node-3'], '--port 80:80@node-3: there are 2 nodes, no node-3'],
  [['80:80@10.9.0.1'], '--port 80:80@10.9.0.1: 10.9.0.1 is not in --node-cidr 10.201.0.0/24'],
  [['127.0.0.1:80:80', '80:81'], '--port 80:81: the port leads elsewhere by --port 127.0.0.1:80:80 already'],
])('%j: %s', (ports, fault) => {
  const faults = portMappingFaults({ ...DEFAULT_OPTIONS, ports });
  expect(faults).toEqual(fault === undefined ? [] : [expect.stringContaining(fault)]);
});
