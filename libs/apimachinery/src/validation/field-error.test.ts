import { fieldErrors, fieldErrorText, type FieldError } from './field-error';
import { FieldPath } from './field-path';

const path = FieldPath.of('spec', 'ports').index(0).child('port');

test.each<[FieldError, string]>([
  [
    fieldErrors.invalid(path, 70000, 'must be between 1 and 65535, inclusive'),
    'spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive',
  ],
  [fieldErrors.invalid(path, 'a"b\n', 'bad'), 'spec.ports[0].port: Invalid value: "a\\"b\\n": bad'],
  [fieldErrors.invalid(path, null, 'bad'), 'spec.ports[0].port: Invalid value: null: bad'],
  [fieldErrors.invalid(path, { a: [1] }, 'bad'), 'spec.ports[0].port: Invalid value: {"a":[1]}: bad'],
  [fieldErrors.required(path), 'spec.ports[0].port: Required value'],
  [fieldErrors.required(path, 'tell me'), 'spec.ports[0].port: Required value: tell me'],
  [fieldErrors.duplicate(path, 'x'), 'spec.ports[0].port: Duplicate value: "x"'],
  [fieldErrors.forbidden(path, 'not here'), 'spec.ports[0].port: Forbidden: not here'],
  [fieldErrors.notFound(path, 'v'), 'spec.ports[0].port: Not found: "v"'],
  [
    fieldErrors.notSupported(path, 'x', ['A', 'B']),
    'spec.ports[0].port: Unsupported value: "x": supported values: "A", "B"',
  ],
  [fieldErrors.tooLong(path, 'secret', 63), 'spec.ports[0].port: Too long: may not be more than 63 bytes'],
  [fieldErrors.tooMany(path, 3, 2), 'spec.ports[0].port: Too many: 3: must have at most 2 items'],
  [fieldErrors.internal(path, 'boom'), 'spec.ports[0].port: Internal error: boom'],
  [fieldErrors.typeInvalid(path, 'x', 'no number'), 'spec.ports[0].port: Invalid value: "x": no number'],
])('%j', (error, text) => {
  expect(fieldErrorText(error)).toBe(text);
});

test('paths', () => {
  expect(FieldPath.of('metadata').child('labels').key('a/b').toString()).toBe('metadata.labels[a/b]');
  expect(FieldPath.of('a').child('b', 'c').index(2).child('d').toString()).toBe('a.b.c[2].d');
});
