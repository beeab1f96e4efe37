import { FieldPath, fieldErrorText } from '@kubets/apimachinery';
import type { Lifecycle, Probe } from '@kubets/proto-gen/core/v1';
import { validateLifecycle, validateProbe, type ProbeKind } from './validate-probe';

const path = FieldPath.of('p');
const HTTP = { httpGet: { port: 80 } };

test.each<[string, ProbeKind, Probe, string[]]>([
  ['one way to do it', 'livenessProbe', { ...HTTP, successThreshold: 1 }, []],
  ['a named port', 'livenessProbe', { tcpSocket: { port: 'web' }, successThreshold: 1 }, []],
  ['a command', 'readinessProbe', { exec: { command: ['true'] }, successThreshold: 3 }, []],
  ['no way to do it', 'readinessProbe', {}, ['p: Required value: must specify a handler type']],
  [
    'two ways',
    'readinessProbe',
    { ...HTTP, tcpSocket: { port: 80 } },
    ['p.tcpSocket: Forbidden: may not specify more than 1 handler type'],
  ],
  [
    'a port out of range',
    'readinessProbe',
    { tcpSocket: { port: 70_000 } },
    ['p.tcpSocket.port: Invalid value: 70000: must be between 1 and 65535, inclusive'],
  ],
  [
    'a header that is none',
    'readinessProbe',
    { httpGet: { port: 80, httpHeaders: [{ name: 'a b', value: 'x' }] } },
    [
      expect.stringMatching(
        /^p\.httpGet\.httpHeaders: Invalid value: "a b": a valid HTTP header must consist of/,
      ) as never,
    ],
  ],
  [
    'a grace period where nothing is stopped',
    'readinessProbe',
    { ...HTTP, terminationGracePeriodSeconds: 5 },
    ['p.terminationGracePeriodSeconds: Invalid value: 5: must not be set for readinessProbes'],
  ],
  ['a grace period', 'startupProbe', { ...HTTP, successThreshold: 1, terminationGracePeriodSeconds: 5 }, []],
  [
    'several successes to live',
    'livenessProbe',
    { ...HTTP, successThreshold: 2 },
    ['p.successThreshold: Invalid value: 2: must be 1'],
  ],
  [
    'several successes to have started',
    'startupProbe',
    { ...HTTP, successThreshold: 2 },
    ['p.successThreshold: Invalid value: 2: must be 1'],
  ],
])('%s', (_, kind, probe, expected) => expect(validateProbe(probe, kind, path).map(fieldErrorText)).toEqual(expected));

test.each<[string, Lifecycle, string[]]>([
  ['nothing', {}, []],
  ['a sleep', { preStop: { sleep: { seconds: 3 } } }, []],
  [
    'a sleep backwards',
    { postStart: { sleep: { seconds: -1 } } },
    ['p.postStart.sleep: Invalid value: -1: must be non-negative and less than terminationGracePeriodSeconds (30)'],
  ],
  ['a sleep as long as the pod may take', { preStop: { sleep: { seconds: 30 } } }, []],
  [
    'a longer sleep',
    { preStop: { sleep: { seconds: 31 } } },
    ['p.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)'],
  ],
  [
    'two at once, and none',
    { postStart: { sleep: { seconds: 1 }, exec: { command: ['a'] } }, preStop: {} },
    [
      'p.postStart.sleep: Forbidden: may not specify more than 1 handler type',
      'p.preStop: Required value: must specify a handler type',
    ],
  ],
])('lifecycle: %s', (_, lifecycle, expected) =>
  expect(validateLifecycle(lifecycle, 30, path).map(fieldErrorText)).toEqual(expected),
);
