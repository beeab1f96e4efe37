import { isTrue } from './boolean-parameter';

test.each<[string | null, boolean]>([
  [null, false],
  ['0', false],
  ['false', false],
  ['False', false],
  ['FALSE', false],
  ['', true],
  ['1', true],
  ['true', true],
  ['True', true],
  ['f', true],
  ['no', true],
  ['maybe', true],
])('%s is %s', (value, expected) => {
  expect(isTrue(value)).toBe(expected);
});
