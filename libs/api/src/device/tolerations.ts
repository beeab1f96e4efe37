import type { DeviceTaint, DeviceToleration } from '@kubets/proto-gen/resource/v1';

/** As ToleratesTaint of k8s.io/dynamic-resource-allocation: an empty effect stands for each, an empty key for each that exists. */
export function toleratesDeviceTaint(
  { key = '', operator = '', value = '', effect = '' }: DeviceToleration,
  taint: DeviceTaint,
): boolean {
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  if (operator === 'Exists') return true;
  return (operator === '' || operator === 'Equal') && value === (taint.value ?? '');
}
