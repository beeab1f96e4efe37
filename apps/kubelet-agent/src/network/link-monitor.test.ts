import { mayDropRoutes } from './link-monitor';

test.each([
  [
    'a link that goes down',
    '2: eth0@if44: <BROADCAST,MULTICAST> mtu 1500 qdisc noqueue state DOWN group default \\    link/ether 02:64:91:e7:49:d8 brd ff:ff:ff:ff:ff:ff',
    true,
  ],
  [
    'a link that comes up',
    '2: eth0@if44: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default \\    link/ether 02:64:91:e7:49:d8 brd ff:ff:ff:ff:ff:ff',
    true,
  ],
  [
    'an address that goes',
    'Deleted 2: eth0    inet 10.9.0.1/24 scope global eth0\\       valid_lft forever preferred_lft forever',
    true,
  ],
  ['a route that goes', 'Deleted 10.244.1.0/24 via 10.9.0.2 dev eth0 proto 75 ', true],
  ['a route that comes', '10.244.1.0/24 via 10.9.0.2 dev eth0 proto 75 ', false],
  [
    'an address that comes',
    '2: eth0    inet 10.9.0.1/24 scope global eth0\\       valid_lft forever preferred_lft forever',
    false,
  ],
  [
    "a pod's link",
    '4: veth1@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default \\    link/ether 8e:78:2e:cc:2d:e4 brd ff:ff:ff:ff:ff:ff',
    false,
  ],
  ["a pod's route that goes", 'Deleted 10.244.0.64 dev veth503c2bc6 scope host ', false],
])('%s', (_name, line, expected) => expect(mayDropRoutes(line)).toBe(expected));
