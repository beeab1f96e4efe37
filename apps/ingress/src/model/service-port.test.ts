import { service } from '../testing/objects';
import { resolveBackend } from './service-port';

const reference = (port: { name?: string; number?: number }) => ({ namespace: 'default', service: 's', port });

test.each([
  [undefined, 'http'],
  ['http', 'http'],
  ['kubernetes.io/ws', 'http'],
  ['kubernetes.io/h2c', 'h2c'],
  ['grpc', 'h2c'],
  ['https', 'https'],
  ['HTTPS', 'https'],
  ['kubernetes.io/wss', 'https'],
  ['example.com/own', 'http'],
])('appProtocol %s is spoken as %s', (appProtocol, protocol) => {
  const { backend, problem } = resolveBackend(reference({ number: 80 }), service('s', [{ port: 80, appProtocol }]));
  expect([backend.protocol, problem]).toEqual([protocol, undefined]);
});

test.each([
  ['no Service', undefined, 'Service "default/s" is not there'],
  ['no such port', service('s', [{ port: 81 }]), 'Service "default/s" has no port 80'],
  ['UDP', service('s', [{ port: 80, protocol: 'UDP' }]), 'port 80 of Service "default/s" is no TCP port'],
  [
    'an ExternalName',
    { ...service('s'), spec: { type: 'ExternalName', externalName: 'x.example' } },
    'Service "default/s" is an ExternalName, which has no pods',
  ],
])('%s: nobody answers, and why', (_, found, problem) => {
  expect(resolveBackend(reference({ number: 80 }), found)).toEqual({
    problem,
    backend: { name: 'default.s.80.http', namespace: 'default', service: 's', protocol: 'http' },
  });
});

test('whatever a name is made of, the backend’s is plain and its own', () => {
  const names = ['a b', 'a_20_b', 'a\nb', 'ä', 'a.b', "a'b"].map(
    (name) => resolveBackend({ namespace: 'n', service: name, port: { name: 'x y' } }, undefined).backend.name,
  );
  expect(names.filter((name) => !/^[\w.-]+$/.test(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});
