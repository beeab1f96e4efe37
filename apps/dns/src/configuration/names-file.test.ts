import { checkAgainstZone, parseNamesFile } from './names-file';

test.each([
  { text: '[]', message: 'the file: must be a map' },
  { text: 'zones: a', message: 'there is no field zones; there are zone, ttl' },
  { text: 'zone: ""', message: 'zone: must be a domain name, got ""' },
  { text: 'zone: a..b', message: 'zone: must be a domain name, got "a..b"' },
  { text: 'ttl: -1', message: 'ttl: must be whole seconds between 0 and 3600, got -1' },
  { text: 'ttl: 1.5', message: 'ttl: must be whole seconds' },
  { text: 'negativeTtl: 1h', message: 'negativeTtl: must be whole seconds between 0 and 3600, got "1h"' },
  { text: 'upstreams: 9.9.9.9', message: 'upstreams: must be a list, got "9.9.9.9"' },
  { text: 'upstreams: []', message: 'upstreams: must hold at least one resolver' },
  { text: 'upstreams: [dns.example]', message: 'upstreams[0]: must be ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT' },
  { text: 'forward: [{zone: a.example}]', message: 'forward[0].upstreams: must be a list, got nothing' },
  { text: 'forward: [{zone: 7, upstreams: [9.9.9.9]}]', message: 'forward[0].zone: must be a domain name, got 7' },
  {
    text: 'forward: [{zone: A.example, upstreams: [9.9.9.9]}, {zone: a.example., upstreams: [9.9.9.10]}]',
    message: 'forward: a.example is there twice',
  },
  { text: 'hosts: [{address: 10.0.0, names: [a]}]', message: 'hosts[0].address: must be an IP address, got "10.0.0"' },
  { text: 'hosts: [{address: 10.0.0.1, names: []}]', message: 'hosts[0].names: must hold at least one name' },
  { text: 'hosts: [{address: 10.0.0.1, name: a}]', message: 'hosts[0]: there is no field name' },
  { text: 'cache: {prefetch: 1}', message: 'cache.prefetch: must be true or false, got 1' },
  { text: 'cache: {staleSeconds: 1000000}', message: 'cache.staleSeconds: must be whole seconds between 0 and 259200' },
  { text: `upstreams: [${Array(17).fill('9.9.9.9').join()}]`, message: 'upstreams: must hold at most 16, got 17' },
  { text: 'a: [', message: '' },
])('$text is refused: $message', ({ text, message }) => {
  expect(() => parseNamesFile(text)).toThrow(message);
});

test('an empty file says nothing', () => {
  expect(parseNamesFile('')).toEqual({
    forward: [],
    hosts: [],
    cache: { prefetch: true, staleSeconds: 86_400 },
  });
});

test('a whole file is read', () => {
  expect(
    parseNamesFile(`
zone: K8S.example.
ttl: 10
negativeTtl: 1
upstreams: [192.0.2.1, '[2001:db8::1]:5353']
forward:
  - { zone: Corp.Example, upstreams: ['10.0.0.53:54'] }
hosts:
  - { address: 2001:DB8::7, names: [DB.corp.example, db] }
cache: { prefetch: false, staleSeconds: 0 }
`),
  ).toEqual({
    zone: 'k8s.example',
    ttl: 10,
    negativeTtl: 1,
    upstreams: [
      { address: '192.0.2.1', port: 53 },
      { address: '2001:db8::1', port: 5353 },
    ],
    forward: [{ zone: 'corp.example', upstreams: [{ address: '10.0.0.53', port: 54 }] }],
    hosts: [{ address: '2001:db8::7', names: ['db.corp.example', 'db'] }],
    cache: { prefetch: false, staleSeconds: 0 },
  });
});

test.each([
  { text: 'forward: [{zone: svc.cluster.local, upstreams: [9.9.9.9]}]', message: 'forward[0].zone: svc.cluster.local' },
  { text: 'forward: [{zone: cluster.local, upstreams: [9.9.9.9]}]', message: 'is a name of the cluster' },
  { text: 'hosts: [{address: 10.0.0.1, names: [a, web.cluster.local]}]', message: 'hosts[0].names[1]' },
])('$text would hide names of the cluster', ({ text, message }) => {
  expect(() => checkAgainstZone(parseNamesFile(text), 'cluster.local')).toThrow(message);
});

test('a zone above that of the cluster, or beside it, may be given', () => {
  const file = parseNamesFile(
    'forward: [{zone: local, upstreams: [9.9.9.9]}, {zone: mycluster.local, upstreams: [9.9.9.9]}]',
  );
  expect(() => checkAgainstZone(file, 'cluster.local')).not.toThrow();
});
