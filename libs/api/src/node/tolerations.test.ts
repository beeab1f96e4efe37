import type { Taint, Toleration } from '@kubets/proto-gen/core/v1';
import { forbidsScheduling, tolerates, untoleratedTaint } from './tolerations';

const taint: Taint = { key: 'k', value: 'v', effect: 'NoSchedule' };

test.each<[string, Toleration, boolean]>([
  ['equal', { key: 'k', operator: 'Equal', value: 'v', effect: 'NoSchedule' }, true],
  ['no operator means equal', { key: 'k', value: 'v' }, true],
  ['another value', { key: 'k', value: 'w' }, false],
  ['another key', { key: 'l', operator: 'Exists' }, false],
  ['another effect', { key: 'k', operator: 'Exists', effect: 'NoExecute' }, false],
  ['exists', { key: 'k', operator: 'Exists' }, true],
  ['everything', { operator: 'Exists' }, true],
  ['an empty key with a value is every key with that value', { operator: 'Equal', value: 'v' }, true],
  ['an operator that is not known', { key: 'k', operator: 'Gt', value: '1' }, false],
])('%s', (_, toleration, expected) => {
  expect(tolerates(toleration, taint)).toBe(expected);
});

test('the first taint that counts and is not tolerated', () => {
  const taints: Taint[] = [{ key: 'soft', effect: 'PreferNoSchedule' }, taint, { key: 'x', effect: 'NoExecute' }];
  expect(untoleratedTaint(taints, [{ key: 'k', operator: 'Exists' }], forbidsScheduling)?.key).toBe('x');
  expect(untoleratedTaint(taints, [{ operator: 'Exists' }])).toBeUndefined();
  expect(untoleratedTaint(taints)?.key).toBe('soft');
});
