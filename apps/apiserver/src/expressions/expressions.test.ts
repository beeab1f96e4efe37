import { atOnce, FieldPath, fieldErrorText, settleSteps } from '@kubets/apimachinery';
import { fromJson, INT } from '@kubets/cel';
import { validateMatchConditions } from '../validation/match-conditions';
import { REQUEST } from './admission-types';
import { createActivation } from './activation';
import { ANNOTATION, compileExpression, CONDITION, MESSAGE, type CompiledExpression } from './compiled-expression';
import { compileConditions, conditionsHold } from './match-conditions';

const BUDGET = 1_000_000;
const values = {
  object: fromJson({ metadata: { name: 'a', namespace: 'shop', labels: { app: 'web' } }, spec: { replicas: 3 } }),
  oldObject: null,
  request: fromJson({ operation: 'CREATE', namespace: 'shop', userInfo: { groups: ['devs'] } }, REQUEST),
  namespaceObject: null,
};

test.each<[string, boolean | string]>([
  ['object.spec.replicas > 2', true],
  ['oldObject == null && request.namespace == object.metadata.namespace', true],
  ["'ops' in request.userInfo.groups", false],
  ["object.spec.none == 'a'", "expression 'object.spec.none == 'a'' resulted in error: no such key: none"],
  ["object.?spec.none.orValue('x') == 'x'", true],
])('%s: %s', (text, expected) => {
  const activation = createActivation(values, { budget: BUDGET });
  const { value, error } = atOnce(settleSteps(activation.evaluate(compileExpression(text, CONDITION))));
  expect(error ?? value).toBe(expected);
});

test.each<[string, Parameters<typeof compileExpression>[1], RegExp | undefined]>([
  ['object.spec', CONDITION, /^must evaluate to bool but got dyn$/],
  ["'a'", CONDITION, /^must evaluate to bool but got string$/],
  ['1', ANNOTATION, /^must evaluate to one of \[string null_type\] but got int$/],
  ['null', ANNOTATION, undefined],
  ["'a' + object.metadata.name", MESSAGE, undefined],
  ['request.nothing', CONDITION, /^compilation failed: ERROR: <input>:1:8: undefined field 'nothing'/],
  ['params.a == 1', CONDITION, /undeclared reference to 'params'/],
  ['variables.a == 1', CONDITION, /undeclared reference to 'variables'/],
  ['authorizer.path("/")', CONDITION, /undeclared reference to 'authorizer'/],
  ['Object{}', CONDITION, /undeclared reference to 'Object'/],
])('%s as %j: %s', (text, wanted, problem) => {
  const compiled = compileExpression(text, wanted);
  if (problem) expect(compiled.problem).toMatch(problem);
  else expect(compiled.problem).toBeUndefined();
});

test('a variable is evaluated when it is asked for, and once', () => {
  const scope = { variables: { count: INT } };
  const named = new Map<string, CompiledExpression>([
    ['count', compileExpression('object.spec.replicas * 2', [INT])],
    ['broken', compileExpression('object.none', [])],
  ]);
  const activation = createActivation(values, { budget: BUDGET, named });
  expect(activation.evaluate(compileExpression('1 == 1', CONDITION, scope))).toEqual({ value: true });
  const before = activation.budget;
  const twice = compileExpression('variables.count == 6 && variables.count > 5', CONDITION, scope);
  expect(activation.evaluate(twice)).toEqual({ value: true });
  const first = before - activation.budget;
  activation.evaluate(twice);
  expect(before - activation.budget).toBeLessThan(2 * first);
  const broken = compileExpression('variables.broken', [], { variables: { broken: INT } });
  expect(atOnce(settleSteps(activation.evaluate(broken))).error).toBe(
    `expression 'variables.broken' resulted in error: composited variable "broken" fails to evaluate: no such key: none`,
  );
});

test.each<[string[], object]>([
  [[], { holds: true }],
  [['true', 'object.spec.replicas == 3'], { holds: true }],
  [['object.none == 1', 'false'], { holds: false }],
  [
    ['object.none == 1', 'true'],
    { holds: false, error: "expression 'object.none == 1' resulted in error: no such key: none" },
  ],
  [
    ['object.a == 1', 'object.b == 1'],
    {
      holds: false,
      error:
        "[expression 'object.a == 1' resulted in error: no such key: a, expression 'object.b == 1' resulted in error: no such key: b]",
    },
  ],
])('conditions %j: %j', (conditions, expected) => {
  const compiled = atOnce(
    compileConditions(conditions.map((expression, index) => ({ name: `c${index}`, expression }))),
  );
  expect(atOnce(conditionsHold(compiled, createActivation(values, { budget: BUDGET })))).toEqual(expected);
});

test('conditions that cost too much do not hold, and say so', () => {
  const expression = `[${'1,'.repeat(50)}1].all(a, [${'1,'.repeat(50)}1].all(b, a == b))`;
  const [compiled] = atOnce(compileConditions([{ name: 'a', expression }]));
  expect(atOnce(conditionsHold([compiled!], createActivation(values, { budget: 1000 })))).toEqual({
    holds: false,
    error: 'validation failed due to running out of cost budget, no further validation rules will be run',
  });
});

test.each<[object[], string[]]>([
  [[{ name: 'a.b/c', expression: 'true' }], []],
  [[{}], ['matchConditions[0].expression: Required value', 'matchConditions[0].name: Required value']],
  [
    [
      { name: 'a', expression: 'true' },
      { name: 'a', expression: ' 1 ' },
    ],
    [
      'matchConditions[1].expression: Invalid value: "1": must evaluate to bool but got int',
      'matchConditions[1].name: Duplicate value: "a"',
    ],
  ],
  [
    Array.from({ length: 65 }, (_, index) => ({ name: `a${index}`, expression: 'true' })),
    ['matchConditions: Too many: 65: must have at most 64 items'],
  ],
])('%j lack: %j', (conditions, expected) => {
  const errors = atOnce(validateMatchConditions(conditions, FieldPath.of('matchConditions')));
  expect(errors.map(fieldErrorText)).toEqual(expected);
});
