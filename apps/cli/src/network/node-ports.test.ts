import type { Service } from '@kubets/proto-gen/core/v1';
import { nodePortElements, nodePortsOf } from './node-ports';

const service = (nodePorts: [number | undefined, string?][], spec: Service['spec'] = {}): Service => ({
  spec: { type: 'NodePort', ports: nodePorts.map(([nodePort, protocol = 'TCP']) => ({ nodePort, protocol })), ...spec },
});

test.each<[string, Service[], number[], string[]]>([
  [
    'in order',
    [service([[30002], [30001, 'UDP']]), service([[30001]])],
    [],
    ['tcp . 30001', 'tcp . 30002', 'udp . 30001'],
  ],
  ['of load balancers too', [service([[30001]], { type: 'LoadBalancer' })], [], ['tcp . 30001']],
  ['a load balancer without node ports', [service([[undefined], [0]], { type: 'LoadBalancer' })], [], []],
  ['a Service that was one', [service([[30001]], { type: 'ClusterIP' })], [], []],
  ['of nodes that serve their own pods only', [service([[30001]], { externalTrafficPolicy: 'Local' })], [], []],
  ['what a program has, which has it of TCP', [service([[30001], [30001, 'UDP']])], [30001], ['udp . 30001']],
])('%s', (_, services, taken, ports) => expect(nodePortsOf(services, new Set(taken))).toEqual(ports));

test('the packet filter is told all of them at once, or that there are none', () => {
  expect(nodePortElements('a-host', ['tcp . 30001', 'udp . 30002'], '10.0.0.1')).toBe(
    'flush map ip a-host node-ports\n' +
      'add element ip a-host node-ports { tcp . 30001 : 10.0.0.1, udp . 30002 : 10.0.0.1 }\n',
  );
  expect(nodePortElements('a-host', [], '10.0.0.1')).toBe('flush map ip a-host node-ports\n');
});
