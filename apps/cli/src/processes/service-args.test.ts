import { flagsOf, serviceArgFault } from './service-args';

test('a service gets its own flags, in their order', () => {
  const all = ['dns:--upstream=10.0.0.1:53', 'etcd:--unsafe-no-fsync', 'dns:--log-level=debug'];
  expect(flagsOf('dns', all)).toEqual(['--upstream=10.0.0.1:53', '--log-level=debug']);
  expect(flagsOf('etcd', all)).toEqual(['--unsafe-no-fsync']);
  expect(flagsOf('proxy', all)).toEqual([]);
});

test.each([
  ['apiserver:--log-level=debug', undefined],
  ['etcd:--unsafe-no-fsync', undefined],
  ['dsn:--log-level=debug', expect.stringContaining('services are etcd, apiserver')],
  ['--log-level=debug', expect.stringContaining('a colon')],
  ['dns:log-level=debug', 'a flag of dns begins with --'],
])('%s', (text, fault) => {
  expect(serviceArgFault(text)).toEqual(fault);
});
