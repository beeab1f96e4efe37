import type { ContainerPort } from '@kubets/proto-gen/core/v1';
import { hostPortsCollide, hostPortsOf } from './host-ports';

const ports = (...list: ContainerPort[]) => ({ name: 'c', ports: list });

test('containers and sidecars take ports of the node, init containers do not', () => {
  const pod = {
    spec: {
      containers: [ports({ containerPort: 80, hostPort: 8080 }, { containerPort: 81 })],
      initContainers: [
        ports({ hostPort: 1 }),
        { ...ports({ hostPort: 53, protocol: 'UDP', hostIP: '127.0.0.1' }), restartPolicy: 'Always' },
      ],
    },
  };
  expect(hostPortsOf(pod)).toEqual([
    { protocol: 'TCP', hostIP: '0.0.0.0', port: 8080 },
    { protocol: 'UDP', hostIP: '127.0.0.1', port: 53 },
  ]);
});

test.each<[string, ContainerPort, ContainerPort, boolean]>([
  ['the same', { hostPort: 80 }, { hostPort: 80 }, true],
  ['another port', { hostPort: 80 }, { hostPort: 81 }, false],
  ['another protocol', { hostPort: 80 }, { hostPort: 80, protocol: 'UDP' }, false],
  ['all addresses and one', { hostPort: 80 }, { hostPort: 80, hostIP: '10.0.0.1' }, true],
  ['two addresses', { hostPort: 80, hostIP: '10.0.0.2' }, { hostPort: 80, hostIP: '10.0.0.1' }, false],
])('collide: %s', (_, a, b, expected) => {
  const [first, second] = hostPortsOf({ spec: { containers: [ports(a, b)] } });
  expect(hostPortsCollide(first!, second!)).toBe(expected);
});
