import type { DeviceTaint, DeviceToleration } from '@kubets/proto-gen/resource/v1';
import { toleratesDeviceTaint } from './tolerations';

const taint: DeviceTaint = { key: 'a', value: 'b', effect: 'NoSchedule' };

test.each<[DeviceToleration, boolean, DeviceTaint?]>([
  [{ key: 'a', value: 'b' }, true],
  [{ key: 'a', operator: 'Equal', value: 'b' }, true],
  [{ key: 'a', operator: 'Equal', value: 'c' }, false],
  [{ key: 'a' }, false],
  [{ key: 'a' }, true, { key: 'a', effect: 'NoSchedule' }],
  [{ key: 'a', operator: 'Exists' }, true],
  [{ operator: 'Exists' }, true],
  [{ key: 'c', operator: 'Exists' }, false],
  [{ key: 'a', operator: 'Exists', effect: 'NoSchedule' }, true],
  [{ key: 'a', operator: 'Exists', effect: 'NoExecute' }, false],
  [{ key: 'a', operator: 'Less', value: 'b' }, false],
])('%j tolerates: %s', (toleration, expected, of = taint) =>
  expect(toleratesDeviceTaint(toleration, of)).toBe(expected),
);
