import { tolerates } from './taints';

const taint = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute', value: '' };

test.each([
  { name: 'everything', toleration: { operator: 'Exists' }, expected: true },
  { name: 'the key', toleration: { key: taint.key, operator: 'Exists' }, expected: true },
  { name: 'another key', toleration: { key: 'other', operator: 'Exists' }, expected: false },
  { name: 'the key with its effect', toleration: { key: taint.key, operator: 'Exists', effect: 'NoExecute' }, expected: true },
  { name: 'the key with another effect', toleration: { key: taint.key, operator: 'Exists', effect: 'NoSchedule' }, expected: false },
  { name: 'an equal value by default', toleration: { key: taint.key }, expected: true },
  { name: 'another value', toleration: { key: taint.key, operator: 'Equal', value: 'x' }, expected: false },
  { name: 'no key needs Exists', toleration: { operator: 'Equal' }, expected: false },
  { name: 'an operator that does not exist', toleration: { key: taint.key, operator: 'Like' }, expected: false },
])('tolerates: $name', ({ toleration, expected }) => expect(tolerates(toleration, taint)).toBe(expected));
