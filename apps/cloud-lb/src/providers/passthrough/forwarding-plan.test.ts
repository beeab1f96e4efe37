import { service } from '../../testing/objects';
import { planForwarding, type BalancedService } from './forwarding-plan';

const nodes = [
  ['10.0.0.12', 'fd00::12'],
  ['10.0.0.11', 'fd00::11'],
];
const port = (address: string, protocol: string, number: number, of: string[]) => ({
  address,
  protocol,
  port: number,
  nodes: of,
  byClient: false,
});
const four = ['10.0.0.11', '10.0.0.12'];

test.each<[string, BalancedService[], unknown]>([
  ['nothing of nothing', [], { addresses: [], ports: [] }],
  [
    'each family to the nodes that have it',
    [{ service: service('a'), addresses: ['10.0.0.200', 'fd00::200'], nodes: [...nodes, ['10.0.0.13']] }],
    {
      addresses: ['10.0.0.200', 'fd00::200'],
      ports: [
        port('10.0.0.200', 'tcp', 80, [...four, '10.0.0.13']),
        port('fd00::200', 'tcp', 80, ['fd00::11', 'fd00::12']),
      ],
    },
  ],
  [
    'all protocols, and a shared address once',
    [
      { service: service('a', { ports: [{ port: 53, protocol: 'UDP' }] }), addresses: ['10.0.0.200'], nodes },
      {
        service: service('b', { ports: [{ port: 53 }, { port: 9, protocol: 'SCTP' }] }),
        addresses: ['10.0.0.200'],
        nodes,
      },
    ],
    {
      addresses: ['10.0.0.200'],
      ports: [
        port('10.0.0.200', 'udp', 53, four),
        port('10.0.0.200', 'tcp', 53, four),
        port('10.0.0.200', 'sctp', 9, four),
      ],
    },
  ],
  [
    'a port to the first that has it',
    [
      { service: service('a'), addresses: ['10.0.0.200'], nodes: [['10.0.0.11']] },
      { service: service('b'), addresses: ['10.0.0.200'], nodes },
    ],
    { addresses: ['10.0.0.200'], ports: [port('10.0.0.200', 'tcp', 80, ['10.0.0.11'])] },
  ],
  [
    'an address without nodes is owned all the same, and refuses',
    [{ service: service('a'), addresses: ['10.0.0.200'], nodes: [] }],
    { addresses: ['10.0.0.200'], ports: [] },
  ],
])('forwards %s', (_, services, expected) => expect(planForwarding(services)).toEqual(expected));
