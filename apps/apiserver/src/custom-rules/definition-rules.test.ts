import { atOnce, FieldPath, fieldErrorText } from '@kubets/apimachinery';
import type { ValidationRule } from '@kubets/proto-gen/apiextensions/v1';
import type { SchemaNode } from '../structural/schema-node';
import { expressionErrors } from './definition-rules';

const INT: SchemaNode = { type: 'integer' };
const ruled = (rule: ValidationRule, schema: SchemaNode = INT): SchemaNode => ({
  ...schema,
  'x-kubernetes-validations': [rule],
});
const errorsOf = (spec: SchemaNode): string[] =>
  atOnce(expressionErrors({ type: 'object', properties: { spec } }, FieldPath.of('schema'))).map(fieldErrorText);

const AT = 'schema.properties[spec].x-kubernetes-validations[0]';

test.each<{ name: string; spec: SchemaNode; errors: (string | RegExp)[] }>([
  { name: 'right', spec: ruled({ rule: 'self == oldSelf', messageExpression: 'string(self)' }), errors: [] },
  {
    name: 'no bool',
    spec: ruled({ rule: 'self + 1' }),
    errors: [/\.rule: Invalid value: .*: cel expression must evaluate to a bool$/],
  },
  {
    name: 'a name that nobody knows',
    spec: ruled({ rule: 'other > 1' }),
    errors: [/compilation failed: ERROR: <input>:1:1: undeclared reference to 'other' \(in container ''\)/],
  },
  {
    name: 'a field that is not there',
    spec: ruled({ rule: 'self.c == 1' }, { type: 'object', properties: { b: INT } }),
    errors: [/undefined field 'c'/],
  },
  {
    name: 'a field with a name that the language keeps for itself',
    spec: ruled(
      { rule: 'self.namespace == self.__namespace__' },
      { type: 'object', properties: { namespace: { type: 'string', maxLength: 9 } } },
    ),
    errors: [],
  },
  {
    name: 'a literal that cannot be converted',
    spec: ruled({ rule: "self == int('x')" }),
    errors: [/: program instantiation failed: type conversion error from 'string' to 'int'$/],
  },
  {
    name: 'a message of one',
    spec: ruled({ rule: 'self > 0', messageExpression: "string(bool('x'))" }),
    errors: [/: messageExpression instantiation failed: type conversion error from 'string' to 'bool'$/],
  },
  {
    name: 'a message that is no text',
    spec: ruled({ rule: 'self > 0', messageExpression: 'self' }),
    errors: [/\.messageExpression: Invalid value: .*: messageExpression must evaluate to a string$/],
  },
  {
    name: 'what costs too much for texts of any length',
    spec: ruled({ rule: "self.contains(self + 'a')" }, { type: 'string' }),
    errors: [
      new RegExp(
        `^${AT.replace(/[[\].]/g, '\\$&')}\\.rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x`,
      ),
      new RegExp(`^${AT.replace(/[[\].]/g, '\\$&')}\\.rule: Forbidden: contributed to estimated rule cost total`),
      /^schema: Forbidden: x-kubernetes-validations estimated rule cost total/,
    ],
  },
  {
    name: 'and not for short ones',
    spec: ruled({ rule: "self.contains(self + 'a')" }, { type: 'string', maxLength: 100 }),
    errors: [],
  },
  {
    name: 'what costs too much as there may be so many',
    spec: { type: 'array', items: ruled({ rule: 'self.contains("abc")' }, { type: 'string', maxLength: 1000 }) },
    errors: [
      /items\.x-kubernetes-validations\[0\]\.rule: Forbidden: estimated rule cost exceeds/,
      /contributed/,
      /total/,
    ],
  },
  {
    name: 'and not when they are few',
    spec: {
      type: 'array',
      maxItems: 10,
      items: ruled({ rule: 'self.contains("abc")' }, { type: 'string', maxLength: 1000 }),
    },
    errors: [],
  },
  {
    name: 'optionalOldSelf without oldSelf',
    spec: ruled({ rule: 'self > 0', optionalOldSelf: true }),
    errors: [`${AT}.optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule`],
  },
  {
    name: 'oldSelf where it cannot be told',
    spec: { type: 'array', items: ruled({ rule: 'self == oldSelf' }) },
    errors: [
      'schema.properties[spec].items.x-kubernetes-validations[0].rule: Invalid value: "self == oldSelf": ' +
        'oldSelf cannot be used on the uncorrelatable portion of the schema within schema.properties[spec]',
    ],
  },
])('$name', ({ spec, errors }) => {
  const found = errorsOf(spec);
  expect(found).toHaveLength(errors.length);
  for (const [index, error] of errors.entries())
    if (typeof error === 'string') expect(found[index]).toBe(error);
    else expect(found[index]).toMatch(error);
});
