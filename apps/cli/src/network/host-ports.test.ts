import { layoutOf } from '../cluster/layout';
import { DEFAULT_OPTIONS } from '../cluster/options';
import { hostPortRules } from './host-ports';

const rules = (ports: string[], registryPort = 0) =>
  hostPortRules(layoutOf({ ...DEFAULT_OPTIONS, ports, registryPort }))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.includes('dnat to') && !line.includes('map'));

test('without ports and registry only node ports lead into the cluster', () => expect(rules([])).toEqual([]));

test('a port leads to its target from others and from here, and not from the nodes', () => {
  expect(rules(['8080:80', '127.0.0.1:53:30053/udp@node-2', '81:81@10.201.0.200'])).toEqual([
    'iifname != "kubets0" fib daddr type local tcp dport 8080 dnat to 10.201.0.9:80',
    'iifname != "kubets0" ip daddr 127.0.0.1 udp dport 53 dnat to 10.201.0.12:30053',
    'iifname != "kubets0" fib daddr type local tcp dport 81 dnat to 10.201.0.200:81',
    'fib daddr type local tcp dport 8080 dnat to 10.201.0.9:80',
    'ip daddr 127.0.0.1 udp dport 53 dnat to 10.201.0.12:30053',
    'fib daddr type local tcp dport 81 dnat to 10.201.0.200:81',
  ]);
});

test('the registry is reached on loopback', () => {
  expect(rules([], 5000)).toEqual(['ip daddr 127.0.0.1 tcp dport 5000 dnat to 10.201.0.1:5000']);
});
