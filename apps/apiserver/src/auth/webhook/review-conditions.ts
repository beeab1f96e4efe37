import { atOnce, settleSteps } from '@kubets/apimachinery';
import {
  BOOL,
  CompileError,
  createEnvironment,
  EvaluationError,
  fromJson,
  kubernetesLibraries,
  listOf,
  mapOf,
  PER_CALL_LIMIT,
  STRING,
  typeText,
} from '@kubets/cel';
import type { SubjectAccessReviewSpec } from '@kubets/proto-gen/authorization/v1';
import { ConfigurationError } from '../../configuration/fields';
import { objectType } from '../../expressions/admission-types';

/** Whether a webhook is asked at all. @throws Error for a condition that cannot be evaluated where none says no. */
export type ReviewConditions = (spec: SubjectAccessReviewSpec) => boolean;

const STRINGS = listOf(STRING);
const REQUIREMENTS = listOf(
  objectType('kubernetes.SelectorRequirement', { key: STRING, operator: STRING, values: STRINGS }),
);
const selector = (name: string) =>
  objectType(`kubernetes.${name}`, { rawSelector: STRING, requirements: REQUIREMENTS });

/** What conditions know of a request: a SubjectAccessReview's spec. */
const SPEC = objectType('kubernetes.SubjectAccessReviewSpec', {
  resourceAttributes: objectType('kubernetes.ResourceAttributes', {
    namespace: STRING,
    verb: STRING,
    group: STRING,
    version: STRING,
    resource: STRING,
    subresource: STRING,
    name: STRING,
    fieldSelector: selector('FieldSelectorAttributes'),
    labelSelector: selector('LabelSelectorAttributes'),
  }),
  nonResourceAttributes: objectType('kubernetes.NonResourceAttributes', { path: STRING, verb: STRING }),
  user: STRING,
  groups: STRINGS,
  extra: mapOf(STRING, STRINGS),
  uid: STRING,
});

const MAX_CONDITIONS = 64;

/** @throws ConfigurationError for expressions that mean nothing. */
export function compileReviewConditions(expressions: readonly string[], path: string): ReviewConditions {
  if (expressions.length > MAX_CONDITIONS)
    throw new ConfigurationError(`${path}: Too many: ${expressions.length}: must have at most ${MAX_CONDITIONS} items`);
  const environment = createEnvironment({ variables: { request: SPEC }, libraries: kubernetesLibraries });
  const programs = expressions.map((expression, index) => {
    const invalid = (why: string) =>
      new ConfigurationError(`${path}[${index}].expression: Invalid value: ${JSON.stringify(expression)}: ${why}`);
    try {
      const program = environment.compile(expression);
      if (typeText(program.type) !== typeText(BOOL))
        throw invalid(`must evaluate to bool but got ${typeText(program.type)}`);
      return program;
    } catch (error) {
      if (error instanceof CompileError) throw invalid(`compilation failed: ${error.message}`);
      throw error;
    }
  });
  return (spec) => {
    const variables = new Map([['request', fromJson(spec, SPEC)]]);
    const problems: string[] = [];
    for (const program of programs) {
      try {
        if (atOnce(settleSteps(program.evaluate(variables, PER_CALL_LIMIT))).value === false) return false;
      } catch (error) {
        if (!(error instanceof EvaluationError)) throw error;
        problems.push(error.message);
      }
    }
    if (problems.length > 0) throw new Error(`match conditions cannot be evaluated: ${problems.join(', ')}`);
    return true;
  };
}
