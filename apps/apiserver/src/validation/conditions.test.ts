import { fieldErrorText, FieldPath } from '@kubets/apimachinery';
import type { Condition } from '@kubets/proto-gen/meta/v1';
import { validateConditions } from './conditions';

const whole: Condition = { type: 'A', status: 'True', reason: 'R', lastTransitionTime: '2026-01-31T09:30:00Z' };

test.each<[string, Condition, string[]]>([
  ['whole', whole, []],
  ['of no type', { ...whole, type: '' }, ['c[0].type: Required value: is required']],
  [
    'of an unknown state',
    { ...whole, status: 'x' },
    ['c[0].status: Unsupported value: "x": supported values: "False", "True", "Unknown"'],
  ],
  [
    'with its type alone',
    { type: 'A' },
    ['c[0].status: Required value', 'c[0].lastTransitionTime: Required value', 'c[0].reason: Required value'],
  ],
])('a condition %s', (_, condition, expected) =>
  expect(validateConditions([condition], FieldPath.of('c')).map(fieldErrorText)).toEqual(expected),
);
