import fc from 'fast-check';
import { serviceArgFault, TAKING_FLAGS } from '../setup/service-args.mjs';
import { flagsOf } from './service-args';

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

test('what is no fault is a flag of just one service, and nothing else is', () => {
  const word = fc.oneof(
    fc.constantFrom(...TAKING_FLAGS, '--', ':', '--a=b', '\n', 'toString'),
    fc.string({ maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 4 }), (words) => {
      const text = words.join('');
      const taking = TAKING_FLAGS.filter((service) => flagsOf(service, [text]).some((flag) => flag.startsWith('--')));
      expect(serviceArgFault(text) === undefined).toBe(taking.length > 0);
      expect(taking.length).toBeLessThan(2);
    }),
    { numRuns: 2000 },
  );
});
