import { machineHosts, type MachineNames } from './machine-hosts';

const machine = (changes: Partial<MachineNames>): MachineNames => ({
  hostname: 'desk',
  interfaces: {
    lo: [{ address: '127.0.0.1', internal: true }],
    wlan0: [
      { address: '192.168.1.7', internal: false },
      { address: 'fe80::1', internal: false },
    ],
    docker0: [{ address: '172.17.0.1', internal: false }],
  },
  isBridge: (device) => device === 'docker0',
  hasDefaultRoute: (device) => device === 'wlan0',
  ...changes,
});

test.each<[string, Partial<MachineNames>, string[]]>([
  ['name and addresses that others see', {}, ['desk', '192.168.1.7']],
  [
    'in the same order whatever the system says',
    {
      interfaces: {
        b: [{ address: '10.0.0.9', internal: false }],
        a: [
          { address: '10.0.0.10', internal: false },
          { address: '10.0.0.9', internal: false },
        ],
      },
    },
    ['desk', '10.0.0.10', '10.0.0.9'],
  ],
  [
    'a bridge with the way to others',
    { hasDefaultRoute: (device) => device === 'docker0' },
    ['desk', '172.17.0.1', '192.168.1.7'],
  ],
  ['a name that DNS does not know', { hostname: 'my_desk', interfaces: {} }, []],
  ['a name in capitals', { hostname: 'Desk.Home', interfaces: { tun0: undefined } }, ['desk.home']],
  ['a name that is loopback', { hostname: 'localhost', interfaces: {} }, []],
])('%s', (_, changes, hosts) => expect(machineHosts(machine(changes))).toEqual(hosts));
