import type { Pod } from '@kubets/proto-gen/core/v1';
import { isPodActive, isPodReady, podIPsOf } from './state';

test.each<[string, Pod, boolean]>([
  ['running', { status: { phase: 'Running' } }, true],
  ['without a status', {}, true],
  ['failed', { status: { phase: 'Failed' } }, false],
  ['succeeded', { status: { phase: 'Succeeded' } }, false],
  ['being deleted', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' }, status: { phase: 'Running' } }, false],
])('active: %s', (_, pod, expected) => {
  expect(isPodActive(pod)).toBe(expected);
});

test.each([
  ['True', true],
  ['False', false],
  ['Unknown', false],
  [undefined, false],
])('ready: %s', (status, expected) => {
  expect(isPodReady({ status: { conditions: [{ type: 'Ready', status }] } })).toBe(expected);
});

test.each<[string, Pod['status'], string[]]>([
  ['all of them', { podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }] }, ['10.0.0.1', 'fd00::1']],
  ['the one of an older kubelet', { podIP: '10.0.0.1' }, ['10.0.0.1']],
  ['none yet', {}, []],
])('addresses: %s', (_, status, expected) => {
  expect(podIPsOf({ status })).toEqual(expected);
});
