import { errorsOfEach, fieldErrors, type FieldError, type FieldPath, type Steps } from '@kubets/apimachinery';
import { compileDeviceExpression, DEVICE_EXPRESSION_BUDGET } from '@kubets/cel';
import type { DeviceSelector } from '@kubets/proto-gen/resource/v1';

const MAX_EXPRESSION = 10 * 1024;
const MAX_SELECTORS = 32;

function* validateExpression(expression: string, path: FieldPath): Steps<FieldError[]> {
  if (Buffer.byteLength(expression) > MAX_EXPRESSION) return [fieldErrors.tooLong(path, '', MAX_EXPRESSION)];
  const { program, problem } = yield* compileDeviceExpression(expression);
  if (!program) return [fieldErrors.invalid(path, expression, problem)];
  yield;
  return program.estimateCost() > DEVICE_EXPRESSION_BUDGET
    ? [fieldErrors.forbidden(path, 'too complex, exceeds cost limit')]
    : [];
}

/** In steps: what devices have to be like. How many selectors there are is the schema's. */
export function validateSelectors(
  selectors: readonly DeviceSelector[] | undefined,
  path: FieldPath,
): Steps<FieldError[]> {
  return errorsOfEach(selectors && selectors.length <= MAX_SELECTORS ? selectors : [], ({ cel }, index) => {
    const at = path.index(index).child('cel');
    return cel ? validateExpression(cel.expression ?? '', at.child('expression')) : [fieldErrors.required(at)];
  });
}
