import { outcome } from '../testing';

// As Kubernetes 1.37 answers.
test.each<[text: string, outcome: string]>([
  ['{3.3:15.15, 1.0: 5}[1.0]', "refused at 1:18: expected type 'double' but found 'int'"],
  ['{0: 1, 0u: 2}[0.0]', "refused at 1:8: expected type 'int' but found 'uint'"],
  ['1 && true', "refused at 1:1: expected type 'bool' but found 'int'"],
  ['[1, "a"]', "refused at 1:5: expected type 'int' but found 'string'"],
  ['[1, 1.0]', "refused at 1:5: expected type 'int' but found 'double'"],
  ['[1, null]', "refused at 1:5: expected type 'int' but found 'null'"],
  ['{"a": 1, "b": "c"}', "refused at 1:15: expected type 'int' but found 'string'"],
  ['{"a": 1, 1: 1}', "refused at 1:10: expected type 'string' but found 'int'"],
  ['n || true', "refused at 1:1: expected type 'bool' but found 'int'"],
  ['true || n', "refused at 1:9: expected type 'bool' but found 'int'"],
  [
    's || n',
    "refused at 1:1: expected type 'bool' but found 'string'; refused at 1:6: expected type 'bool' but found 'int'",
  ],
  ['true || false || n', "refused at 1:18: expected type 'bool' but found 'int'"],
  [
    'n && n && n',
    "refused at 1:1: expected type 'bool' but found 'int'; refused at 1:6: expected type 'bool' but found 'int'; refused at 1:11: expected type 'bool' but found 'int'",
  ],
  ['[1, 2, "a", "b"]', "refused at 1:8: expected type 'int' but found 'string'"],
  ['[1, dyn(2)]', "refused at 1:8: expected type 'int' but found 'dyn'"],
  ['1 in [1, "a"]', "refused at 1:10: expected type 'int' but found 'string'"],
])('%s: %s', (text, expected) => expect(outcome(text)).toBe(expected));
